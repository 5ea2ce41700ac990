// Ends, in the way it is told, while an engine is in the state it is told; writes `ending` just before.
// node stuck.mjs HOW STATE ENGINE SHARED
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { loadModel } from '@zoo/core'
import { busyModel } from '../../support/busy-model.mjs'
import { stuckModel } from '../../support/stuck-model.mjs'

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const states = {
  async loading(_engine, folder) {
    for (let i = 0; i < 3; i++)
      loadModel(`${folder}/hostile/exp_fn.pb`, { engine: 'tensorflow', trusted: true }).catch(() => {})
    await sleep(500)
  },
  async opening(engine, folder) {
    busyModel(engine, folder).catch(() => {})
    await sleep(50)
  },
  async running(engine, folder) {
    const { start } = await modelOf(engine, folder)
    for (let i = 0; i < 3; i++) start().catch(() => {})
    await sleep(200)
  },
  async aborted(engine, folder) {
    const { start } = await modelOf(engine, folder)
    for (let i = 0; i < 3; i++) {
      const controller = new AbortController()
      start(controller.signal).catch(() => {})
      await sleep(100)
      controller.abort()
    }
  },
  async disposing(engine, folder) {
    const { model, start } = await modelOf(engine, folder)
    const controller = new AbortController()
    start(controller.signal).catch(() => {})
    await sleep(200)
    controller.abort()
    model.dispose()
    await sleep(100)
  },
}
const modelOf = (engine, folder) =>
  engine === 'tensorflow' ? stuckModel({ concurrency: 2 }) : busyModel(engine, folder)

const endings = {
  exit: () => process.exit(7),
  'exit with a later code': () => {
    process.on('exit', () => {
      process.exitCode = 8
    })
    process.exit(7)
  },
  end: () => {
    process.exitCode = 7
  },
  throw: () => {
    throw new Error('on purpose')
  },
  SIGTERM: () => {
    process.on('SIGTERM', () => process.exit(7))
    // A signal keeps no process alive, and nothing else may.
    setTimeout(() => {}, 60_000)
    process.kill(process.pid, 'SIGTERM')
  },
}

const [how, state, engine, folder] = isMainThread ? process.argv.slice(2) : workerData
if (isMainThread && how.startsWith('worker')) {
  const workers = Array.from(
    { length: 3 },
    () => new Worker(new URL(import.meta.url), { workerData: process.argv.slice(2) }),
  )
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))))
  process.stdout.write('ending\n')
  if (how === 'worker terminate') {
    await Promise.all(workers.map((worker) => worker.terminate()))
    process.exitCode = 7
  } else if (how === 'worker exit') process.exit(7)
} else {
  await states[state](engine, folder)
  if (parentPort) parentPort.postMessage('ready')
  else {
    process.stdout.write('ending\n')
    endings[how]()
  }
}
