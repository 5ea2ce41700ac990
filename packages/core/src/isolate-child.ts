import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { endProcess, watch } from './isolate/watchdog.js'

// The engine process of an isolated model: the main thread runs the engine, a second thread watches over it. Takes the memory limit
// as its argument.
if (isMainThread) {
  // A terminal and a service manager send these to all processes of a program. Whether to end is the parent's decision.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  const watchdog = new Worker(new URL(import.meta.url), { workerData: Number(process.argv[2]), execArgv: [] })
  // Without it nothing would hold the limits.
  for (const event of ['error', 'exit']) watchdog.on(event, endProcess)
  watchdog.unref()
  const { serve } = await import('./isolate/serve.js')
  serve()
} else {
  watch(workerData)
}
