import { parentPort, workerData } from 'node:worker_threads'
import { LiteRt } from './litert.js'
import { LiteRtError, Model } from './model.js'
import type { Reply, Request, Setup } from './protocol.js'

// One model, in a thread of its own. What is none of LiteRT's own failures is thrown: that ends the worker, and the other side
// takes it for a crash.
const port = parentPort!
const setup = workerData as Setup

const reply = (message: Reply, transfer: readonly ArrayBuffer[] = []) => port.postMessage(message, transfer)

async function startLiteRt(): Promise<LiteRt> {
  try {
    return await LiteRt.start(setup.threads, setup.verbose)
  } catch (error) {
    throw new LiteRtError('UNAVAILABLE', (error as Error).message, true)
  }
}

async function loadModel(): Promise<Model> {
  const model = new Model(await startLiteRt(), setup)
  try {
    model.compileFor(setup.shapes)
    return model
  } catch (error) {
    // An open dimension stands as 1 in the file, which not every model can compute: then the first run will say.
    if (!setup.isOpen || !(error instanceof LiteRtError)) throw error
    return new Model(await startLiteRt(), setup)
  }
}

function answer(model: Model, request: Request): void {
  try {
    const outputs = model.run(request)
    reply(
      { kind: 'done', outputs },
      outputs.map(([, , data]) => data),
    )
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): void {
  if (!(error instanceof LiteRtError)) throw error
  reply({ kind: 'failed', failure: error.failure })
}

try {
  const model = await loadModel()
  port.on('message', (request: Request) => answer(model, request))
  reply({ kind: 'ready' })
} catch (error) {
  fail(error)
}
