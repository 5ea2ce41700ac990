import type { DType, PartialShape } from '@zoo/graph/base'
import type { Tensor } from './tensor.js'

/** One tensor of a signature. */
export interface SignatureTensor {
  readonly dtype: DType
  /** null for a dimension that may be anything, or as a whole when the rank may. */
  readonly shape: PartialShape
  /** Whether the compiler lets this input be left out: it has a default in the graph, or not every output needs it. */
  readonly optional?: boolean
}

/**
 * The names, dtypes and shapes of a model's tensors, for the compiler to check callers against. Write it `as const`, or have
 * `zoo inspect --dts` write it.
 */
export interface Signature {
  readonly inputs: { readonly [name: string]: SignatureTensor }
  readonly outputs: { readonly [name: string]: SignatureTensor }
}

/** The names a signature lets be fed. */
export type InputName<S extends Signature> = keyof S['inputs'] & string

/** The names a signature lets be fetched. */
export type OutputName<S extends Signature> = keyof S['outputs'] & string

/** Values in arrays, nested as the shape says, or flat. */
export interface NestedArray<T> extends ReadonlyArray<T | NestedArray<T>> {}
type Values<T> = T | NestedArray<T>

/** Half-precision numbers, on a Node that has such an array. */
type Float16Array = ArrayBufferView & { readonly length: number; readonly [Symbol.toStringTag]: 'Float16Array' }

interface FeedSources {
  float32: Float32Array | Values<number>
  float64: Float64Array | Values<number>
  /** Uint16Array are bits, everything else numbers. */
  float16: Uint16Array | Float16Array | Values<number>
  int8: Int8Array | Values<number>
  int16: Int16Array | Values<number>
  int32: Int32Array | Values<number>
  int64: BigInt64Array | Values<number | bigint>
  uint8: Uint8Array | Uint8ClampedArray | Values<number>
  uint16: Uint16Array | Values<number>
  uint32: Uint32Array | Values<number>
  uint64: BigUint64Array | Values<number | bigint>
  /** Uint8Array of 0 and 1. */
  bool: Uint8Array | Values<boolean | 0 | 1>
  /** Text, or bytes. */
  string: Values<string | Uint8Array>
  /** Real and imaginary parts in turn, or pairs of them as the last axis. */
  complex64: Float32Array | NestedArray<number>
}

/**
 * What can be fed to a tensor of dtype `D`: a Tensor, the typed array of the dtype, or values. A flat array takes the graph's
 * own shape where that leaves at most one dimension open.
 */
export type FeedData<D extends DType = DType> = Tensor<D> | FeedSources[D]

type OptionalInput<S extends Signature> = {
  [N in InputName<S>]: S['inputs'][N] extends { readonly optional: true } ? N : never
}[InputName<S>]

/** What can be fed to a model, by name: every input of the signature but the optional ones. */
export type Feeds<S extends Signature = Signature> = {
  readonly [N in Exclude<InputName<S>, OptionalInput<S>>]: FeedData<S['inputs'][N]['dtype']>
} & {
  readonly [N in OptionalInput<S>]?: FeedData<S['inputs'][N]['dtype']> | undefined
}

/** A tensor of one of the dtypes `D`: asking for its `dtype` tells the compiler which. */
export type TensorOf<D extends DType> = D extends DType ? Tensor<D> : never

/** The tensor an output of the signature gives. */
export type OutputTensor<S extends Signature, N extends OutputName<S>> = TensorOf<S['outputs'][N]['dtype']>

/** What a run resolves to: the tensors fetched, under the names they were fetched by. */
export type Fetched<S extends Signature, N extends OutputName<S> = OutputName<S>> = {
  readonly [K in N]: OutputTensor<S, K>
}
