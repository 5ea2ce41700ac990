import type { DType } from '../dtype.js'
import type { Quantization } from '../spec.js'
import type { Content } from './contents.js'

/** A tensor to be written. */
export interface TfliteTensor {
  readonly name: string
  readonly dtype: DType
  /** Row-major dimensions; null where any size may be fed (written as 1, and as -1 in the shape signature). */
  readonly shape: readonly (number | null)[]
  /** The elements of a constant, little-endian; absent for what is computed or fed. */
  readonly data?: Uint8Array | Content
  readonly quantization?: Quantization
}

/** One field of an operator's options table: its position in the schema, its kind and value. */
export type OptionField =
  | { readonly slot: number; readonly kind: 'int8' | 'int32' | 'float32' | 'bool'; readonly value: number }
  | { readonly slot: number; readonly kind: 'int32[]'; readonly value: readonly number[] }

/** An operator to be written. */
export interface TfliteOperator {
  /** The builtin operator's number in the schema. */
  readonly code: number
  /** The operator's version, which says what it may be asked; the default is 1. */
  readonly version?: number
  /** Positions among the model's tensors; -1 for an optional input that is absent. */
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  /** The number of the options' table in the union BuiltinOptions, and its fields. */
  readonly options?: { readonly type: number; readonly fields: readonly OptionField[] }
}

/** A model of one subgraph to be written. */
export interface TfliteModel {
  readonly description: string
  readonly tensors: readonly TfliteTensor[]
  readonly operators: readonly TfliteOperator[]
  /** Positions among the tensors. */
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
}
