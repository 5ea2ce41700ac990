import type { DType } from '../dtype.js'
import { type TensorValue, tensorData } from '../graphdef/tensor-value.js'
import { type TensorData, TYPED_ARRAY } from '../tensor-data.js'
import { turn } from './turn.js'

/** The dtypes that lowered tensors have: those that both engines and TensorFlow Lite's kernels calculate with. */
export type LoweredDType = Extract<DType, 'float32' | 'int8' | 'uint8' | 'int32' | 'int64' | 'bool'>

/** The elements of a constant. */
export type Elements = TensorData[LoweredDType]

/** A tensor of a program. Told apart by identity: two with the same name are two. */
export interface Value {
  readonly name: string
  readonly dtype: LoweredDType
  /** null where any size may be fed. */
  readonly shape: readonly (number | null)[]
  /** The elements of a constant, row-major; absent for what is fed or computed. */
  readonly data?: Elements
}

/** How many elements a known shape has. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, dimension) => size * dimension, 1)

/** Zeroed elements of a dtype. */
export const makeElements = (dtype: LoweredDType, size: number): Elements => new TYPED_ARRAY[dtype](size)

/** Numbers as elements of a dtype other than int64. */
export const elementsFrom = (dtype: Exclude<LoweredDType, 'int64'>, numbers: readonly number[]): Elements => {
  const elements = new TYPED_ARRAY[dtype](numbers.length)
  elements.set(numbers)
  return elements
}

/** Fills `into` with the elements from the `first` on. */
type Read<E extends Elements = Elements> = (into: E, first: number) => void

/** Factors in turn, each for `run` elements in a row. */
interface Scale {
  readonly factors: Float32Array
  readonly run: number
}

/**
 * A constant among values. What is made of it (scaled, turned) is worked out when its elements are asked for or written,
 * a strip at a time: weights are large, and to touch new memory for each step would take longer than all the rest of a lowering.
 */
export class Constant implements Value {
  readonly name: string
  readonly dtype: LoweredDType
  readonly shape: readonly number[]
  /** The elements before they are scaled. */
  readonly #unscaled: Read
  readonly #scale: Scale | undefined
  #data: Elements | undefined

  private constructor(
    { name, dtype, shape }: Pick<Constant, 'name' | 'dtype' | 'shape'>,
    unscaled: Read,
    known: { readonly scale?: Scale | undefined; readonly data?: Elements | undefined } = {},
  ) {
    this.name = name
    this.dtype = dtype
    this.shape = shape
    this.#unscaled = unscaled
    this.#scale = known.scale
    this.#data = known.data
  }

  /** @param data row-major */
  static of(name: string, dtype: LoweredDType, shape: readonly number[], data: Elements): Constant {
    return new Constant({ name, dtype, shape }, copier(data), { data })
  }

  /** A constant as the graph stores it. */
  static stored(name: string, dtype: LoweredDType, tensor: TensorValue): Constant {
    const { shape, content } = tensor
    if (!content) return Constant.of(name, dtype, shape, tensorData(tensor) as Elements)
    return new Constant({ name, dtype, shape }, (into, first) => {
      const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength)
      const start = first * into.BYTES_PER_ELEMENT
      bytes.set(content.subarray(start, start + into.byteLength))
    })
  }

  get size(): number {
    return sizeOf(this.shape)
  }

  get byteLength(): number {
    return this.size * TYPED_ARRAY[this.dtype].BYTES_PER_ELEMENT
  }

  /** The elements, row-major. */
  get data(): Elements {
    if (!this.#data) {
      const data = makeElements(this.dtype, this.size)
      this.#read(data, 0)
      this.#data = data
    }
    return this.#data
  }

  /** Writes the elements, little-endian. `bytes` are as many, and aligned for the dtype. */
  writeTo(bytes: Uint8Array): void {
    const into = new TYPED_ARRAY[this.dtype](bytes.buffer as ArrayBuffer, bytes.byteOffset, this.size)
    if (this.#data) into.set(this.#data as never)
    else this.#read(into, 0)
  }

  /** The same elements in another shape. */
  reshaped(shape: readonly number[]): Constant {
    return new Constant({ ...this.#label, shape }, this.#unscaled, { scale: this.#scale, data: this.#data })
  }

  /** Each element of a float32 constant times a factor, the factors in turn; each is for `run` elements in a row. */
  scaled(factors: Float32Array, run: number): Constant {
    return new Constant(this.#label, this.#read, { scale: { factors, run } })
  }

  /** A float32 constant with its first `axes` axes behind the others: weights as TensorFlow Lite has them. */
  turned(axes: number): Constant {
    const [front, back] = [this.shape.slice(0, axes), this.shape.slice(axes)]
    const [rows, columns] = [sizeOf(front), sizeOf(back)]
    const byColumn = this.#scale?.run === 1 && this.#scale.factors.length === columns
    const factors = byColumn ? this.#scale.factors : new Float32Array(columns).fill(1)
    const read = (byColumn ? this.#unscaled : this.#read) as Read<Float32Array>
    const turned: Constant = new Constant({ ...this.#label, shape: [...back, ...front] }, (into, first) => {
      if (into.length === turned.size) turn(read, into as Float32Array, rows, factors)
      else copier(turned.data)(into, first)
    })
    return turned
  }

  readonly #read: Read = (into, first) => {
    this.#unscaled(into, first)
    if (this.#scale) multiply(into as Float32Array, this.#scale, first)
  }

  get #label() {
    return { name: this.name, dtype: this.dtype, shape: this.shape }
  }
}

/** Whether a value is a constant. */
export const isConstant = (value: Value | undefined): value is Constant => value instanceof Constant

/** A constant of float32 elements. */
export const floatConstant = (name: string, shape: readonly number[], data: Float32Array): Constant =>
  Constant.of(name, 'float32', shape, data)

/** A constant of int32 elements: axes, sizes, paddings. */
export const intConstant = (
  name: string,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Constant => Constant.of(name, 'int32', shape, Int32Array.from(values))

const copier =
  (data: Elements): Read =>
  (into, first) =>
    into.set(data.subarray(first, first + into.length) as never)

const multiply = (elements: Float32Array, { factors, run }: Scale, first: number): void => {
  let at = Math.floor(first / run) % factors.length
  let left = run - (first % run)
  for (let i = 0; i < elements.length; i++) {
    elements[i]! *= factors[at]!
    if (--left > 0) continue
    left = run
    if (++at === factors.length) at = 0
  }
}
