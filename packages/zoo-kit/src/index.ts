export { abortable, throwIfAborted } from './abort.js'
export { Admission, type AdmissionLimits, QUEUE_WAIT_MS, queueLimitFor } from './admission.js'
export { atIndex } from './at-index.js'
export type { Box, Point } from './boxes.js'
export type { Confidence } from './confidence.js'
export { DECODE_CHANNEL } from './decoder-threads.js'
export { DRAW_DEFAULTS, type Drawing, type DrawOptions, draw } from './draw.js'
export { fetchBytes } from './fetch-bytes.js'
export { CHANNEL_ORDERS, type ChannelOrder, type OpenImage, openImage, type Pixels } from './image.js'
export { type Encoding, ImageEncoder, type PixelReader, pixelReaders } from './image-encoder.js'
export { DEFAULT_IMAGE_FORMATS, IMAGE_FORMATS, type ImageFormat } from './image-formats.js'
export { type ImageInput, isSeveral, type RawPixels } from './image-input.js'
export { CLASSIFICATION_PIXELS, DETECTION_PIXELS, refuseTooManyPixels } from './image-limits.js'
export { type ImageOpener, imageOpeners } from './image-openers.js'
export { IMAGE_CHECKS, IMAGE_DEFAULTS, type ImageOptions } from './image-options.js'
export { readLabels } from './labels.js'
export { Lifetime } from './lifetime.js'
export { admissionLimits, LOAD_MODEL_CHECKS, LOAD_MODEL_DEFAULTS, type LoadModelOptions } from './load-model-options.js'
export { type BytesPin, loadPinned, verifyBytes } from './load-pinned.js'
export { loadSharp } from './load-sharp.js'
export {
  type Manifest,
  type ManifestFile,
  type ManifestVariant,
  type Preprocessing,
  readManifest,
} from './manifest.js'
export type { ManifestSource } from './manifest-files.js'
export { mapLimited } from './map-limited.js'
export { type ModelFiles, type ModelHome, pathInHome } from './model-home.js'
export { NMS_DEFAULTS, type NmsOptions } from './nms.js'
export * from './options.js'
export * from './public-functions.js'
export { readAtMost, readStreamBytes } from './read-bytes.js'
export { RESIZE_FILTERS, RESIZE_FITS, type Resize, type Size } from './resize.js'
export { readSamples, type SampleFile, type Samples } from './samples.js'
export { isScaling, type PixelDType, pixelTables, SCALINGS, type Scaling, writePixels } from './scaling.js'
export {
  FILL_DEFAULTS,
  type FilledFile,
  type FillOptions,
  fillModelFolder,
  fillSamples,
  resolveFile,
} from './weights.js'
export { type Progress, WEIGHTS_CHECKS, WEIGHTS_DEFAULTS, type WeightsOptions } from './weights-options.js'
