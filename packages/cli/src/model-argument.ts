import type { Readable } from 'node:stream'
import { readStdin, STDIN } from './stdin.js'

/** Neither a GraphDef nor a TensorFlow Lite model can be longer: their offsets are signed, of 32 bits. */
const MOST_BYTES = 2 ** 31 - 1

/**
 * What a MODEL argument stands for: bytes where it is `-`, else itself, a path.
 * @throws ModelLoadError (ERR_MODEL_LOAD) when standard input has more bytes than a model can
 */
export async function modelSource(name: string, stdin?: Readable): Promise<string | Uint8Array> {
  if (name !== STDIN) return name
  const bytes = await readStdin(MOST_BYTES, stdin)
  if (bytes) return bytes
  const { ModelLoadError } = await import('@zoo/core')
  throw new ModelLoadError(`Standard input has more than ${MOST_BYTES} bytes, so it is no model: none can be longer.`, {
    expected: `a model of at most ${MOST_BYTES} bytes`,
  })
}
