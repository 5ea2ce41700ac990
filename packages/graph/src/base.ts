/** The vocabulary of the other packages, apart from the parsers so that importing it costs nothing. */
export * from './dtype.js'
export { InferenceError, ModelLoadError, UnsupportedGraphError, type UnsupportedNode } from './errors.js'
export { litertRefusal } from './litert-refusal.js'
export type { ModelFormat, ModelInfo } from './model-info.js'
export type { RankConflict } from './shapes/rank-conflict.js'
export { frozenSpec, MAX_RANK, type PartialShape, type Quantization, type TensorSpec } from './spec.js'
export * from './tensor-data.js'
export { parsedTflite } from './tflite/parsed.js'
