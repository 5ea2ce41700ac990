import type { DType } from '../dtype.js'
import { type ConstantData, type TensorValue, tensorData } from '../graphdef/tensor-value.js'

/** The dtypes that lowered tensors have: those that both engines and TensorFlow Lite's kernels calculate with. */
export type LoweredDType = Extract<DType, 'float32' | 'int8' | 'uint8' | 'int32' | 'int64' | 'bool'>

/** The elements of a constant. */
export type Elements = ConstantData[LoweredDType]

/** A tensor of a program. Told apart by identity: two with the same name are two. */
export interface Value {
  readonly name: string
  readonly dtype: LoweredDType
  /** null where any size may be fed. */
  readonly shape: readonly (number | null)[]
  /** The elements of a constant, row-major; absent for what is fed or computed. */
  readonly data?: Elements
}

const ARRAYS = {
  float32: Float32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const satisfies Record<LoweredDType, unknown>

/** How many elements a known shape has. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, dimension) => size * dimension, 1)

/** Zeroed elements of a dtype. */
export const makeElements = (dtype: LoweredDType, size: number): Elements => new ARRAYS[dtype](size)

/** Numbers as elements of a dtype other than int64. */
export const elementsFrom = (dtype: Exclude<LoweredDType, 'int64'>, numbers: readonly number[]): Elements =>
  ARRAYS[dtype].from(numbers)

/** Fills `into` with the elements from the `first` on. */
type Read = (into: Elements, first: number) => void

/**
 * A constant among values. What is made of it (scaled, turned) is worked out when its elements are asked for or written,
 * a strip at a time: weights are large, and to touch new memory for each step would take longer than all the rest of a lowering.
 */
export class Constant implements Value {
  readonly name: string
  readonly dtype: LoweredDType
  readonly shape: readonly number[]
  readonly #read: Read
  #data: Elements | undefined

  private constructor(value: Pick<Constant, 'name' | 'dtype' | 'shape'>, read: Read, data?: Elements) {
    this.name = value.name
    this.dtype = value.dtype
    this.shape = value.shape
    this.#read = read
    this.#data = data
  }

  /** @param data row-major */
  static of(name: string, dtype: LoweredDType, shape: readonly number[], data: Elements): Constant {
    return new Constant({ name, dtype, shape }, copier(data), data)
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
    return this.size * ARRAYS[this.dtype].BYTES_PER_ELEMENT
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
    const into = new ARRAYS[this.dtype](bytes.buffer as ArrayBuffer, bytes.byteOffset, this.size)
    if (this.#data) into.set(this.#data as never)
    else this.#read(into, 0)
  }

  /** The same elements in another shape. */
  reshaped(shape: readonly number[]): Constant {
    return new Constant({ ...this.#label, shape }, this.#read, this.#data)
  }

  /** Each element of a float32 constant times a factor, the factors in turn; each is for `run` elements in a row. */
  scaled(factors: Float32Array, run: number): Constant {
    const read = this.#read
    return new Constant(this.#label, (into, first) => {
      read(into, first)
      multiply(into as Float32Array, factors, run, first)
    })
  }

  /** With the first `axes` axes moved behind the others: that of weights between TensorFlow and TensorFlow Lite. */
  turned(axes: number): Constant {
    const front = this.shape.slice(0, axes)
    const back = this.shape.slice(axes)
    const turned: Constant = new Constant({ ...this.#label, shape: [...back, ...front] }, (into, first) => {
      if (into.length === turned.size) turn(this.#read, into, sizeOf(front), sizeOf(back))
      else copier(turned.data)(into, first)
    })
    return turned
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

const multiply = (elements: Float32Array, factors: Float32Array, run: number, first: number): void => {
  let at = Math.floor(first / run) % factors.length
  let left = run - (first % run)
  for (let i = 0; i < elements.length; i++) {
    elements[i]! *= factors[at]!
    if (--left > 0) continue
    left = run
    if (++at === factors.length) at = 0
  }
}

/** How many rows are turned at a time: their elements of one column fill a line of the cache. */
const STRIP = 16

/** Reads a matrix row by row and writes it column by column. */
const turn = (read: Read, into: Elements, rows: number, columns: number): void => {
  const to = into as Float32Array
  const strip = to.slice(0, Math.min(STRIP, rows) * columns)
  for (let top = 0; top < rows; top += STRIP) {
    const from = strip.subarray(0, (rows - top) * columns)
    read(from, top * columns)
    turnStrip(from, columns, to, rows, top)
  }
}

/** Apart and small, so that it is soon compiled: nearly all of a lowering's time goes by in here. */
const turnStrip = (from: Float32Array, columns: number, to: Float32Array, rows: number, top: number): void => {
  for (let column = 0; column < columns; column++) {
    for (let source = column, target = column * rows + top; source < from.length; source += columns) {
      to[target++] = from[source]!
    }
  }
}
