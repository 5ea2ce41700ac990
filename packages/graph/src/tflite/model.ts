import type { DType } from '../dtype.js'
import type { PartialShape, Quantization } from '../spec.js'

/** A tensor of a TensorFlow Lite model. */
export interface TfliteTensor {
  /** As the file has it: may be empty, and two may have the same. */
  readonly name: string
  /** null for one we have no tensors of, such as int4 or a resource. */
  readonly dtype: DType | null
  /** TensorFlow Lite's number of the dtype. */
  readonly type: number
  /** The shape the model is planned for; open dimensions stand as 1. */
  readonly shape: readonly number[]
  /** The shape with its open dimensions. */
  readonly declaredShape: PartialShape
  /** The stored elements, little-endian and row-major, as a view of the file; undefined for what is computed or fed. */
  readonly data: Uint8Array | undefined
  readonly quantization: Quantization | undefined
  /** Whether it keeps its elements from run to run. */
  readonly isVariable: boolean
}

/** An op's options: fields of the schema's table for its kind, each by its slot there; `fallback` is the schema's default, else 0. */
export interface OperatorOptions {
  has(slot: number): boolean
  bool(slot: number): boolean
  int8(slot: number, fallback?: number): number
  int32(slot: number, fallback?: number): number
  float32(slot: number, fallback?: number): number
  int32s(slot: number): readonly number[]
  /** As a number; the nearest where it is beyond ±2^53. */
  int64(slot: number): number
  int64s(slot: number): readonly number[]
}

/** One step of a subgraph. */
export interface TfliteOperator {
  /** `CONV_2D` and so on; a custom op's own name. */
  readonly op: string
  readonly custom: boolean
  readonly version: number
  /** Indices into the subgraph's tensors; -1 for an input left out. */
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly options: OperatorOptions | undefined
  /** The number of the options' table in the union BuiltinOptions; 0 for none. */
  readonly optionsType: number
  /** Options of the operators that came after the first union was full. */
  readonly options2: OperatorOptions | undefined
  /** The same in the union BuiltinOptions2. */
  readonly options2Type: number
  readonly customOptions: Uint8Array | undefined
}

/** A graph of a TensorFlow Lite model; the first is what a run computes, others are bodies of its control flow. */
export interface TfliteSubgraph {
  readonly name: string
  readonly tensors: readonly TfliteTensor[]
  /** Indices into `tensors`. */
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  /** In the order they run. */
  readonly operators: readonly TfliteOperator[]
}

/** Names for the inputs and outputs of a subgraph. */
export interface TfliteSignature {
  /** Such as `serving_default`. */
  readonly key: string
  readonly subgraph: number
  /** Tensor indices by name. */
  readonly inputs: ReadonlyMap<string, number>
  readonly outputs: ReadonlyMap<string, number>
}

/** A TensorFlow Lite model as its file has it. */
export interface TfliteModel {
  readonly description: string
  readonly subgraphs: readonly TfliteSubgraph[]
  readonly signatures: readonly TfliteSignature[]
}
