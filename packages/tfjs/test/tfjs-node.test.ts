import util from 'node:util'
import { loadModel } from '@zoo/core'
import { tfjs } from '@zoo/tfjs'
import { expect, it } from 'vitest'
import { describeBackend } from './backend-suite.js'
import { loadTfjsNode } from './backends.js'
import { sumGraph } from './graphs.js'

const tf = await loadTfjsNode()

describeBackend('tfjs-node', tf)

it.runIf(tf)('on a Node without the functions that tfjs-node calls, a model is refused with what to do', async () => {
  const functions = util as { isNullOrUndefined?: unknown }
  const kept = functions.isNullOrUndefined
  delete functions.isNullOrUndefined
  try {
    await expect(loadModel(sumGraph(), { engine: tfjs(tf) })).rejects.toMatchObject({
      code: 'ERR_NATIVE_LOAD',
      tried: [{ place: '@tensorflow/tfjs-node', reason: expect.stringContaining('util.isNullOrUndefined') }],
      advice: 'Run Node 22, or use @tensorflow/tfjs',
    })
  } finally {
    functions.isNullOrUndefined = kept
  }
})
