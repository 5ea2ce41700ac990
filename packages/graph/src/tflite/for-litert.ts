import { distinctOutputs } from './distinct-outputs.js'
import type { TfliteInfo } from './info.js'
import { readTflite } from './read.js'
import { settledReshapes } from './settled-reshapes.js'

/** A TensorFlow Lite file, and what it says of itself. */
interface TfliteFile {
  readonly bytes: Uint8Array
  readonly info: TfliteInfo
}

/**
 * The same model as LiteRT takes it, where TensorFlow Lite's interpreter takes more: with outputs of different names, and reshapes that
 * say which shape they make. Most files are given back as they are.
 */
export const tfliteForLitert = (file: TfliteFile): TfliteFile => {
  const { model } = file.info
  const bytes = settledReshapes(distinctOutputs(file.bytes, model), model)
  return bytes === file.bytes ? file : { bytes, info: { ...file.info, model: readTflite(bytes) } }
}
