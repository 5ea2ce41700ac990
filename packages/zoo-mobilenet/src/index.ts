export {
  AbortError,
  ArgumentError,
  BusyError,
  DisposedError,
  ImageError,
  InferenceError,
  ModelLoadError,
  NativeLoadError,
  NoEngineError,
  RunError,
  TensorMismatchError,
  TensorNameError,
  UnsupportedGraphError,
} from '@zoo/core'
export type { ImageFormat, ImageInput, RawPixels, Scaling } from '@zoo/kit'
export type { Classification } from './decode.js'
export { MobileNet } from './mobilenet.js'
export {
  CLASSIFY_DEFAULTS,
  type ClassifyOptions,
  LOAD_DEFAULTS,
  type LoadOptions,
  VARIANTS,
  type Variant,
} from './options.js'
