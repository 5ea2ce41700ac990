import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { askProcess } from '../lib/ask-process.mjs'

const script = fileURLToPath(new URL('../contenders/concurrent.mjs', import.meta.url))

/** Images a second when callers do not wait for each other. */
export const throughput = async ({ litert, tensorflow, frozen, quick }) => {
  const cores = availableParallelism()
  const rows = []
  for (const [engine, library] of Object.entries({ litert, tensorflow })) {
    if (!library || !frozen) continue
    for (const concurrency of [1, 2, 4]) {
      const threads = Math.max(1, Math.floor(cores / concurrency))
      for (const used of new Set([1, threads])) {
        const answer = await askProcess(script, [engine, frozen, used, concurrency, quick ? 1 : 4])
        const { imagesPerSecond, rssMb } = answer
        rows.push([engine, String(concurrency), String(used), imagesPerSecond.toFixed(0), rssMb.toFixed(0)])
      }
    }
  }
  return {
    title: 'Throughput: MobileNet v2 1.0 224 float, batch 1',
    columns: ['engine', 'concurrency', 'threads a run', 'images/s', 'RSS MB'],
    rows,
    notes: [`${cores} cores; concurrency: as many runs under way at once, each followed by the next.`],
  }
}
