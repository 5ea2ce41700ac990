export type { ImageInput, RawPixels, Scaling } from '@zoo/kit'
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
