// Worker threads one after the other, each terminated while runs are under way; this thread itself loads no engine.
// Prints a JSON array of [worker, RSS in KB].
// node terminated-workers.mjs ENGINE SHARED WORKERS
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

if (isMainThread) {
  const [engine, folder, workers] = process.argv.slice(2)
  const samples = []
  for (let i = 1; i <= Number(workers); i++) {
    const worker = new Worker(new URL(import.meta.url), { workerData: { engine, folder } })
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
    await worker.terminate()
    if (i % 5 === 0) {
      globalThis.gc()
      samples.push([i, Math.round(process.memoryUsage.rss() / 1024)])
    }
  }
  process.stdout.write(JSON.stringify(samples))
} else {
  const { engine, folder } = workerData
  const { busyModel } = await import('../../support/busy-model.mjs')
  const { start, quick } = await busyModel(engine, folder)
  await quick()
  for (let run = 0; run < 4; run++) start().catch(() => {})
  setTimeout(() => parentPort.postMessage('running'), 20)
}
