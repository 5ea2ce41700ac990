// npm run bench [-- [--quick] [SECTION…]]: tables of speed; README.md says how to read them.
import { arch, availableParallelism, cpus, platform } from 'node:os'
import { makeFixtures } from './lib/fixtures.mjs'
import { goalsTable } from './lib/goals.mjs'
import { otherLoad } from './lib/other-load.mjs'
import { renderSection } from './lib/table.mjs'
import { coldStart } from './sections/cold-start.mjs'
import { converter } from './sections/converter.mjs'
import { eventLoop } from './sections/event-loop.mjs'
import { latency } from './sections/latency.mjs'
import { lowering } from './sections/lowering.mjs'
import { mtcnn } from './sections/mtcnn.mjs'
import { preprocessing } from './sections/preprocessing.mjs'
import { serve } from './sections/serve.mjs'
import { throughput } from './sections/throughput.mjs'
import { wasm } from './sections/wasm.mjs'

const SECTIONS = {
  latency,
  converter,
  wasm,
  'event-loop': eventLoop,
  throughput,
  preprocessing,
  lowering,
  'cold-start': coldStart,
  mtcnn,
  serve,
}

const args = process.argv.slice(2)
const quick = args.includes('--quick')
const wanted = args.filter((arg) => arg !== '--quick')
const unknown = wanted.filter((name) => !Object.hasOwn(SECTIONS, name))
if (unknown.length > 0) {
  console.error(`No section ${unknown.join(', ')}; the sections are ${Object.keys(SECTIONS).join(', ')}.`)
  process.exit(2)
}

const fixtures = await makeFixtures()
try {
  const cpu = cpus()[0]?.model.trim() ?? 'unknown processor'
  console.log(`Node ${process.version}, ${platform()}-${arch()}, ${cpu}, ${availableParallelism()} cores`)
  console.log(`Before: ${await otherLoad()}\n`)
  for (const sentence of fixtures.missing) console.log(`missing: ${sentence}\n`)
  const goals = []
  for (const name of wanted.length > 0 ? wanted : Object.keys(SECTIONS)) {
    const tables = [await SECTIONS[name]({ ...fixtures, quick })].flat()
    for (const table of tables) {
      console.log(renderSection(table))
      goals.push(...(table.goals ?? []))
    }
  }
  if (goals.length > 0) console.log(renderSection(goalsTable(goals)))
  console.log(`After: ${await otherLoad()}`)
} finally {
  fixtures.remove()
}
