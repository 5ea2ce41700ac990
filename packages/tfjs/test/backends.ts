import type { Tfjs } from '@zoo/tfjs'

/** TensorFlow.js on its backend in plain JavaScript, or as WebAssembly. */
export async function loadTfjs(backend: 'cpu' | 'wasm'): Promise<Tfjs> {
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
export async function loadTfjsNode(): Promise<Tfjs | undefined> {
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
