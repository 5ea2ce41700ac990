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
export type { Box, ImageFormat, ImageInput, Point, RawPixels } from '@zoo/kit'
export type { Face, Landmarks } from './decode.js'
export { Mtcnn } from './mtcnn.js'
export {
  DETECT_DEFAULTS,
  type DetectOptions,
  type DrawOptions,
  EXECUTIONS,
  type Execution,
  LOAD_DEFAULTS,
  type LoadOptions,
} from './options.js'
