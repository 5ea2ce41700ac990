/** What the author of an engine needs: the interface to implement, models, tensors to answer with, and errors to reject with. */
export { dataLength, dtypeOfArray, type FixedDType, sizeOf, type TensorData, TYPED_ARRAY } from './dtype.js'
export * from './engine.js'
export { findEngine, type Refusal } from './engines.js'
export * from './errors.js'
export { type ModelSource, readModelFile } from './model-file.js'
export { Tensor, tensorOf } from './tensor.js'
export { withLowering } from './with-lowering.js'
