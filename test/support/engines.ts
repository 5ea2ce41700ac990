import { openLibrary } from '@zoo/native'

/**
 * Whether the library of an engine can be opened here; when not, says why, for tests that are skipped. In CI it is required, so
 * this rejects there instead of answering no.
 */
export async function hasEngine(engine: 'litert' | 'tensorflow'): Promise<boolean> {
  try {
    await openLibrary(engine, false)
    return true
  } catch (error) {
    if (process.env.CI) throw error
    console.warn(`Skipping what needs the engine ${engine}: ${(error as Error).message}`)
    return false
  }
}
