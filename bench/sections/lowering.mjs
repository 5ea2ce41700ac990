import { fileURLToPath } from 'node:url'
import { askProcess } from '../lib/ask-process.mjs'
import { atMost } from '../lib/goals.mjs'
import { INPUT, OUTPUT, SIZE } from '../lib/mobilenet.mjs'
import { median } from '../lib/stats.mjs'
import { inMs, ms } from '../lib/table.mjs'

const script = fileURLToPath(new URL('../contenders/lower-once.mjs', import.meta.url))

/** What a program that loads MobileNet may wait for its lowering. */
const LIMIT_MS = 60

/** How long lowering takes in a process that has done nothing else yet, whose code is still to be compiled. */
export const lowering = async ({ frozen, twin, quick }) => {
  const rows = []
  const goals = []
  for (const [name, file] of [
    ['v2_1.0_224', frozen],
    ['v2_1.4_224 twin', twin()],
  ]) {
    if (!file) continue
    const answers = []
    for (let i = 0; i < (quick ? 3 : 15); i++) answers.push(await askProcess(script, [file, INPUT, SIZE, OUTPUT]))
    const of = (key) => answers.map((answer) => answer[key])
    const [{ nodes, megabytes }] = answers
    rows.push([
      name,
      String(nodes),
      megabytes.toFixed(1),
      ms(median(of('readMs'))),
      ms(median(of('lowerMs'))),
      ms(Math.min(...of('lowerMs'))),
    ])
    goals.push(atMost(`lowering MobileNet ${name}`, median(of('lowerMs')), LIMIT_MS, inMs))
  }
  return {
    title: 'Lowering: a frozen graph to TensorFlow Lite, the first in its process (ms, medians)',
    columns: ['graph', 'nodes', 'MB', 'read and check', 'lower', 'at best'],
    rows,
    goals,
    notes: ['The file is in memory already.'],
  }
}
