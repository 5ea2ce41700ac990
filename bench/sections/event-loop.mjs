import { fileURLToPath } from 'node:url'
import { askProcess } from '../lib/ask-process.mjs'
import { ms } from '../lib/table.mjs'

const script = fileURLToPath(new URL('../contenders/busy-loop.mjs', import.meta.url))
const RUNS = 32
const BATCH = 8
const ALLOWED_P99_MS = 5

/** What the event loop feels while every core computes. */
export const eventLoop = async ({ litert, tensorflow, frozen }) => {
  const rows = []
  for (const [engine, library] of Object.entries({ litert, tensorflow })) {
    if (!library || !frozen) continue
    const { idle, busy, elapsedMs, own, distinct } = await askProcess(script, [engine, frozen, RUNS, BATCH])
    rows.push([
      engine,
      ms(idle.p50),
      ms(idle.p99),
      ms(busy.p50),
      ms(busy.p99),
      ms(busy.max),
      String(busy.ticks),
      ms(elapsedMs),
      `${own} of ${RUNS}`,
      busy.p99 < ALLOWED_P99_MS && own === RUNS && distinct === RUNS ? 'yes' : 'NO',
    ])
  }
  return {
    title: `Event loop: how late a 1 ms timer comes during ${RUNS} concurrent runs of batch ${BATCH} (ms)`,
    columns: [
      'engine',
      'idle p50',
      'idle p99',
      'p50',
      'p99',
      'max',
      'ticks',
      'all runs took',
      'results own',
      'allowed',
    ],
    rows,
    notes: ['allowed: p99 under 5 ms, and every run’s result equal to that of the same input run alone.'],
  }
}
