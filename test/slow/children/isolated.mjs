import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { busyModel } from '../../support/busy-model.mjs'

// A program with an isolated model, in the state that a test wants. Prints `ready` and its number once it is in it.
const [state, folder] = workerData ?? process.argv.slice(2)

const ready = () => (isMainThread ? process.stdout.write(`ready ${process.pid}\n`) : parentPort.postMessage('ready'))

/** Time for the test to look around in, before the program ends. */
const stay = () => setTimeout(() => {}, 500)

const busy = async () => {
  const model = await busyModel('tensorflow', folder, { isolate: true })
  await model.quick()
  return model
}

const STATES = {
  /** A model that does nothing more. */
  idle: async () => {
    await busy()
    ready()
    stay()
  },
  /** A run that does not end. */
  running: async () => {
    const { start } = await busy()
    start().catch(() => {})
    ready()
  },
  /** The same, in a program that exits. */
  exiting: async () => {
    await STATES.running()
    setTimeout(() => process.exit(7), 500)
  },
  /** A run that was aborted and does not end: nobody waits for it. */
  aborted: async () => {
    const { start } = await busy()
    await start(AbortSignal.timeout(100)).catch(() => {})
    ready()
    stay()
  },
  /** The same as `running` in a worker thread, which is terminated; the program goes on. */
  worker: async () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: ['running', folder] })
    await new Promise((resolve) => worker.once('message', resolve))
    ready()
    setTimeout(() => worker.terminate(), 500)
    setTimeout(() => {}, 5000)
  },
}

await STATES[state]()
