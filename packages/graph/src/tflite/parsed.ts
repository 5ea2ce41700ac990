import type { ModelInfo } from '../model-info.js'
import type { TfliteInfo } from './info.js'

/** What is known of a TensorFlow Lite file that our reader has opened: its model as read; undefined of all else. */
export const parsedTflite = (info: Pick<ModelInfo, 'inputs' | 'outputs'>): TfliteInfo | undefined =>
  typeof info === 'object' && info !== null && 'model' in info ? (info as TfliteInfo) : undefined
