import util from 'node:util'
import { NativeLoadError, platformName } from '@zoo/core/engine'
import type { Tfjs } from './tf.js'

/** The name of tfjs-node's backend. */
const BACKEND = 'tensorflow'

/** Functions of `util` that tfjs-node calls to run any op; Node 23 took them away. A program may put them back. */
const CALLED = ['isArray', 'isNullOrUndefined'] as const

/** @throws NativeLoadError (ERR_NATIVE_LOAD) on a Node that tfjs-node does not run on */
export function checkNode(): void {
  const gone = CALLED.find((name) => typeof (util as unknown as Record<string, unknown>)[name] !== 'function')
  if (gone === undefined) return
  const reason = `it calls util.${gone}, which Node ${process.versions.node} does not have`
  const advice = 'Run Node 22, or use @tensorflow/tfjs'
  throw new NativeLoadError(`TensorFlow.js cannot run by tfjs-node here: ${reason}. ${advice}.`, {
    platform: platformName(),
    tried: [{ place: '@tensorflow/tfjs-node', reason }],
    advice,
  })
}

/** @throws NativeLoadError (ERR_NATIVE_LOAD) when its backend is one that does not run on this Node */
export function checkBackend(tf: Tfjs): void {
  if (tf.getBackend() === BACKEND) checkNode()
}
