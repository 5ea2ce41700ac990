import type { ModelInfo } from '../model-info.js'
import type { GraphInfo } from './info.js'

/** The info of a GraphDef that our reader has opened, with its graph; undefined for all else. */
export const parsedGraph = (info: Pick<ModelInfo, 'format'>): GraphInfo | undefined =>
  typeof info === 'object' && info !== null && info.format === 'tensorflow' && 'graph' in info
    ? (info as GraphInfo)
    : undefined
