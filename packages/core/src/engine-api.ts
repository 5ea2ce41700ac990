/** What the author of an engine needs: the interface to implement, models, tensors to answer with, and errors to reject with. */

export { cacheFolder } from './cache/folder.js'
export type { Crop, CropAxis, CropFormat, CropSource } from './crops/crop.js'
export { Crops } from './crops/crops.js'
export { dataLength, dtypeOfArray, type FixedDType, sizeOf, type TensorData, TYPED_ARRAY } from './dtype.js'
export * from './engine.js'
export { findEngine, locatePackage, type Refusal } from './engines.js'
export * from './errors.js'
export { byLowering, type LoweredEngine } from './lowering/by-lowering.js'
export type { LoweredPlan, Lowering } from './lowering/lowering.js'
export { withLowering } from './lowering/with-lowering.js'
export { type ModelSource, readModelFile } from './model-file.js'
export { Tensor, tensorOf } from './tensor.js'
