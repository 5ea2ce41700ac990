import type { Tfjs } from '@zoo/tfjs'

/** TensorFlow.js, as far as the tests use it. */
export interface TestedTfjs extends Tfjs {
  memory(): { readonly numTensors: number; readonly numBytes: number }
}

/** What it holds. */
export const memoryOf = (tf: TestedTfjs) => {
  const { numTensors, numBytes } = tf.memory()
  return { numTensors, numBytes }
}

/** TensorFlow.js on its backend in plain JavaScript, or as WebAssembly. */
export async function loadTfjs(backend: 'cpu' | 'wasm'): Promise<TestedTfjs> {
  const tf = await import('@tensorflow/tfjs')
  if (backend === 'wasm') await import('@tensorflow/tfjs-backend-wasm')
  await tf.setBackend(backend)
  await tf.ready()
  return tf
}

/**
 * tfjs-node, or undefined where it does not run, with the reason on stderr. `npm test` builds it on Linux, so it is required in
 * CI there, and this rejects instead.
 */
export async function loadTfjsNode(): Promise<TestedTfjs | undefined> {
  const isOld = Number(process.versions.node.split('.')[0]) < 23
  try {
    if (!isOld) throw new Error(`it does not run on Node ${process.versions.node}`)
    return await import('@tensorflow/tfjs-node')
  } catch (error) {
    if (process.env.CI && isOld && process.platform === 'linux') throw error
    const [reason] = (error as Error).message.trim().split('\n')
    console.warn(`Skipping what needs tfjs-node, which scripts/steps/tfjs-node.mjs builds: ${reason}`)
    return undefined
  }
}
