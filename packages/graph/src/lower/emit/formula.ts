import { broadcast } from '../../shapes/elementwise.js'
import { sizeOfShape } from '../../shapes/facts.js'
import { Constant, elementsFrom, type LoweredDType, type Value } from '../value.js'
import { emitStretched } from './broadcast.js'
import type { Emitter } from './emitter.js'
import { type OptionsTable, options } from './options.js'

/** The operators of arithmetic whose options say how they end. */
const TABLES: Readonly<Record<string, OptionsTable>> = { ADD: 'Add', DIV: 'Div', MUL: 'Mul', SUB: 'Sub' }

/** XNNPACK takes tensors of at most six axes; what has more is left to TensorFlow Lite's own kernels. */
const BEYOND_XNNPACK = [1, 1, 1, 1, 1, 1]

/** A tensor, or a number of the formula's dtype. */
export type Operand = Value | number

/** Writes a formula on tensors of one dtype, an operator for each step; operands stretch to one another. */
export class Formula {
  readonly #emitter: Emitter
  readonly #like: Value

  /** @param like a value of the formula's dtype, and name */
  constructor(emitter: Emitter, like: Value) {
    this.#emitter = emitter
    this.#like = like
  }

  /** One step. */
  step(builtin: string, ...operands: readonly Operand[]): Value {
    return this.#make(this.#like.dtype, builtin, operands)
  }

  /** A comparison. */
  compare(builtin: string, ...operands: readonly Operand[]): Value {
    return this.#make('bool', builtin, operands)
  }

  /**
   * A step on one float32 tensor by TensorFlow Lite's own kernel, which calls the C library. XNNPACK's cosine and sine go wrong from
   * 10^5 on, and grow beyond 1; its root goes wrong from 10^38 on; its logarithm of infinity is 88.4 in WebAssembly.
   */
  exact(builtin: 'COS' | 'LOG' | 'SIN' | 'SQRT', x: Value): Value {
    const long = this.#emitter.temporary(x, [...BEYOND_XNNPACK, sizeOfShape(x.shape)])
    const result = this.#emitter.temporary(long)
    this.#emitter.add(builtin, [this.#emitter.reshape(x, long)], [result])
    return this.#emitter.reshape(result, this.#emitter.temporary(x), x)
  }

  #make(dtype: LoweredDType, builtin: string, operands: readonly Operand[]): Value {
    const values = operands.map(this.#value)
    const shape = values.map((value): Value['shape'] => value.shape).reduce((a, b) => broadcast(a, b)!)
    const table = TABLES[builtin]
    const result = this.#emitter.temporary(this.#like, shape, dtype)
    emitStretched(this.#emitter, values, result, (values, result) =>
      this.#emitter.add(builtin, values, [result], table && options(table, { activation: 0 })),
    )
    return result
  }

  readonly #value = (operand: Operand): Value => {
    if (typeof operand !== 'number') return operand
    const { name, dtype } = this.#like
    const elements =
      dtype === 'int64'
        ? BigInt64Array.of(BigInt(operand))
        : elementsFrom(dtype as Exclude<LoweredDType, 'int64'>, [operand])
    return Constant.of(`${name}/${operand}`, dtype, [], elements)
  }
}
