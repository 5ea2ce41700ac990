// Several worker threads each load both engines and run them at once; then each is ended in the way told.
// node workers.mjs HOW SHARED ENGINE…          HOW: 'return' when done, 'terminate' amid runs, 'exit' process.exit amid runs
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { loadModel } from '@zoo/core'
import { busyModel } from '../../support/busy-model.mjs'

const WORKERS = 4
const ROUNDS = 3
const RUNS = 8

/** Each of many runs at once gets the answer to its own question. */
const answersAreOwn = async (model, worker) => {
  const results = await Promise.all(
    Array.from({ length: RUNS }, (_, run) => model.run({ x: [[worker, run, -1, 0, 1]] }, ['y'])),
  )
  return results.every(({ y }, run) => y.data[0] === worker && y.data[1] === run && y.data[2] === 0)
}

const inWorker = async ({ worker, how, engines, folder }) => {
  const models = await Promise.all(
    engines.map((engine) => loadModel(`${folder}/graphs/unary_relu.pb`, { engine, concurrency: 2 })),
  )
  for (let round = 0; round < ROUNDS; round++) {
    const own = await Promise.all(models.map((model) => answersAreOwn(model, worker)))
    if (!own.every(Boolean)) throw new Error(`A result in worker ${worker} was not its own.`)
  }
  if (how === 'return') {
    // One model is left to the end of the thread.
    await models[0].dispose()
  } else {
    for (const engine of engines) {
      const { start } = await busyModel(engine, folder)
      for (let run = 0; run < RUNS; run++) start().catch(() => {})
    }
  }
  parentPort.postMessage('ready')
}

if (isMainThread) {
  const [how, folder, ...engines] = process.argv.slice(2)
  const file = new URL(import.meta.url)
  const endOf = async (worker) => {
    const thread = new Worker(file, { workerData: { worker, how, engines, folder } })
    const ended = new Promise((resolve, reject) => {
      thread.once('exit', resolve)
      thread.once('error', reject)
    })
    await Promise.race([new Promise((resolve) => thread.once('message', resolve)), ended])
    if (how === 'exit') return
    if (how === 'terminate') await thread.terminate()
    await ended
    process.stdout.write('ended\n')
  }
  // Twice: a library that a dead thread opened must serve the next.
  for (let time = how === 'exit' ? 2 : 1; time <= 2; time++)
    await Promise.all(Array.from({ length: WORKERS }, (_, i) => endOf(i + 1)))
  process.exit(7)
} else {
  await inWorker(workerData)
}
