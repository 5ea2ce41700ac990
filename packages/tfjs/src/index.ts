import type { EngineTable } from '@zoo/core/engine'
import { tfjs } from './tfjs.js'

export { fromTfjs, toTfjs } from './tensors.js'
export type { Tfjs, TfjsTensor } from './tf.js'
export { tfjs } from './tfjs.js'

/** The engines of this package, by name: what `@zoo/core` looks for when it loads it. */
export const engines = { tfjs: tfjs() } satisfies EngineTable
