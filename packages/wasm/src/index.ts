import type { EngineTable } from '@zoo/core/engine'
import { wasm } from './wasm.js'

/** The engines of this package, by name: what `@zoo/core` looks for when it loads it. */
export const engines = { wasm } satisfies EngineTable
