/** What the author of an engine needs: the interface to implement, models, tensors to answer with, and errors to reject with. */

export { byLowering, type LoweredEngine } from './by-lowering.js'
export type { Crop, CropAxis, CropFormat, CropSource } from './crops/crop.js'
export { Crops } from './crops/crops.js'
export { dataLength, dtypeOfArray, type FixedDType, sizeOf, type TensorData, TYPED_ARRAY } from './dtype.js'
export * from './engine.js'
export { findEngine, locatePackage, type Refusal } from './engines.js'
export * from './errors.js'
export type { LoweredPlan, Lowering } from './lowered-plans.js'
export { type ModelSource, readModelFile } from './model-file.js'
export { Tensor, tensorOf } from './tensor.js'
export { withLowering } from './with-lowering.js'
