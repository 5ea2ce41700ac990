export { DTYPES, type DType, type PartialShape, type Quantization, type TensorSpec } from '@zoo/graph/base'
export type { TensorData } from './dtype.js'
export * from './engine.js'
export * from './errors.js'
export { fromFloat16, toFloat16 } from './float16.js'
export { ISOLATE_DEFAULTS, type IsolateLimits, type IsolateOptions } from './isolate/isolate-options.js'
export { loadModel } from './load-model.js'
export { ENGINE_DEFAULTS, type LoadOptions, MODEL_DEFAULTS, ModelType } from './load-options.js'
export type { Model } from './model.js'
export type { ModelSource } from './model-file.js'
export { decodeStrings, dtypeOfArray, sizeOf } from './public-helpers.js'
export { dequantize, type QuantizedDType, quantize } from './quantize.js'
export type { RunPlan } from './routing/run-plan.js'
export type { RunOptions } from './run-options.js'
export { Session } from './session.js'
export type {
  FeedData,
  Feeds,
  Fetched,
  InputName,
  NestedArray,
  OutputName,
  OutputTensor,
  Signature,
  SignatureTensor,
  TensorOf,
} from './signature.js'
export { Tensor, type TensorSource } from './tensor.js'
