import { BUILTIN_OPS } from '../../tflite/builtin-ops.js'
import type { TfliteModel, TfliteOperator, TfliteTensor } from '../../tflite/writable.js'
import type { Activation } from '../program.js'
import { refuseOpen } from '../refusal.js'
import { type Constant, intConstant, isConstant, type LoweredDType, type Value } from '../value.js'
import { options } from './options.js'

/** TensorFlow Lite's numbers of fused activations. */
export const ACTIVATION: Readonly<Record<Activation, number>> = { none: 0, relu: 1, relu6: 3 }

/** The operators whose first version no kernel serves. @source tensorflow/lite/core/kernels/register.cc */
const VERSIONS: Readonly<Record<string, number>> = { BROADCAST_TO: 2 }

const CODES = new Map(BUILTIN_OPS.map((name, code) => [name, code]))

export const sameShape = (a: Value['shape'], b: Value['shape']): boolean =>
  a.length === b.length && a.every((dimension, axis) => dimension === b[axis])

/** Collects the tensors and operators of a model. */
export class Emitter {
  readonly #tensors: TfliteTensor[] = []
  readonly #places = new Map<Value, number>()
  readonly #operators: TfliteOperator[] = []

  /** Writes an operator. An input that is undefined is an optional one that is absent. */
  add(
    builtin: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly Value[],
    options?: TfliteOperator['options'],
  ): void {
    const version = VERSIONS[builtin]
    this.#operators.push({
      code: CODES.get(builtin)!,
      ...(version && { version }),
      inputs: inputs.map((value) => (value ? this.#place(value) : -1)),
      outputs: outputs.map((value) => this.#place(value)),
      ...(options && { options }),
    })
  }

  /** A value between two operators. */
  temporary(of: Value, shape: readonly (number | null)[] = of.shape, dtype: LoweredDType = of.dtype): Value {
    return { name: `${of.name}/${this.#tensors.length}`, dtype, shape }
  }

  /** Lets a value between two operators be `output`, with its name. */
  rename(value: Value, output: Value): void {
    const place = this.#place(value)
    this.#tensors[place] = { ...this.#tensors[place]!, name: output.name, shape: output.shape }
    this.#places.set(output, place)
  }

  /** Int32 numbers as a constant: axes, sizes, paddings. */
  ints(of: Value, values: readonly number[], shape?: readonly number[]): Constant {
    return intConstant(`${of.name}/${this.#tensors.length}/ints`, values, shape)
  }

  /** `value` in another order of axes, through an operator. */
  transpose(value: Value, order: readonly number[], into?: Value): Value {
    const output =
      into ??
      this.temporary(
        value,
        order.map((axis) => value.shape[axis]!),
      )
    this.add('TRANSPOSE', [value, this.ints(value, order)], [output])
    return output
  }

  /**
   * `value` with the shape of `into`, which has as many elements. Refuses where open dimensions leave it undecided.
   * @param like a value that has the shape in the run
   */
  reshape(value: Value, into: Value, like = value): Value {
    const open = into.shape.filter((dimension) => dimension === null).length
    if (into.shape.length === 0) {
      // A shape of no dimensions would be an empty constant, which the engines take for one that is not constant.
      const one = value.shape.length > 0 ? value : this.reshape(value, this.temporary(value, [1]))
      this.add('SQUEEZE', [one], [into], options('Squeeze', { squeezeDims: one.shape.map((_, axis) => axis) }))
    } else if (open <= 1) {
      const shape = into.shape.map((dimension) => dimension ?? -1)
      this.add('RESHAPE', [value, this.ints(value, shape)], [into], options('Reshape', { newShape: shape }))
    } else {
      // With several open dimensions only a value can say, and only where none of them changes.
      if (!sameShape(like.shape, into.shape)) refuseOpen('more than one dimension of its result is open')
      const shape = this.temporary(like, [like.shape.length], 'int32')
      this.add('SHAPE', [like], [shape], options('Shape', { outType: 2 }))
      this.add('RESHAPE', [value, shape], [into])
    }
    return into
  }

  /** The model. What is fed and fetched directly is copied: an output must be an operator's own. */
  model(inputs: readonly Value[], outputs: readonly Value[]): TfliteModel {
    const fed = new Set(inputs)
    const inputPlaces = inputs.map((value) => this.#place(value))
    const outputPlaces = outputs.map((value) => {
      if (!fed.has(value)) return this.#place(value)
      return this.#place(this.reshape(value, { ...value, name: `${value.name}/copy` }))
    })
    return {
      description: 'lowered by @zoo/graph',
      tensors: this.#tensors,
      operators: this.#operators,
      inputs: inputPlaces,
      outputs: outputPlaces,
    }
  }

  #place(value: Value): number {
    const known = this.#places.get(value)
    if (known !== undefined) return known
    const { name, dtype, shape } = value
    const place = this.#tensors.push({ name, dtype, shape, ...(isConstant(value) && { data: value }) }) - 1
    this.#places.set(value, place)
    return place
  }
}
