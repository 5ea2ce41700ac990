import { type EngineName, RunError } from '@zoo/core/engine'
import { loadAddon } from './addon.js'
import { isNativeFailure } from './failures.js'

/**
 * Memory that native threads read where it is.
 * @throws RunError (ERR_RUN) when there is not enough
 */
export function allocate(bytes: number, engine: EngineName): ArrayBuffer {
  try {
    return loadAddon().allocate(bytes)
  } catch (error) {
    if (!isNativeFailure(error)) throw error
    throw new RunError(error.message, { status: error.status, engine, cause: error })
  }
}
