import { atMost } from '../lib/goals.mjs'
import { added, overall } from '../lib/interleave.mjs'
import { measure, zooCommand } from '../lib/measure.mjs'
import { INPUT, OUTPUT, SIZE } from '../lib/mobilenet.mjs'
import { inThreads, ms, signedMs, signedPercent } from '../lib/table.mjs'

/** What an engine may add to the library's own time: either will do. */
const ALLOWED = { fraction: 0.05, ms: 0.15 }

/** `bare`: the file the C loop takes where it cannot take the engine's own. */
const casesOf = ({ litert, tensorflow, frozen, quantised, lowered }) =>
  [
    { engine: 'litert', model: 'float .pb', file: frozen, bare: lowered, library: litert },
    { engine: 'litert', model: 'uint8 .tflite', file: quantised, library: litert },
    { engine: 'tensorflow', model: 'float .pb', file: frozen, library: tensorflow },
  ]
    .filter(({ file, library }) => file && library)
    .flatMap((each) => [1, 2].map((threads) => ({ ...each, threads })))

/** How ours are fed: from arrays of JavaScript's, or in memory that the engine lends, where the bare loop has its input too. */
const WAYS = ['copied', 'in place']

/** The bare loop first: the others are measured against it. A peer is one more entry, { name, command }. */
const contendersOf = ({ engine, file, bare = file, library, threads }, loops) => {
  const [first, last] = [library[0], library.at(-1)]
  const commands = {
    litert: [loops.litert, first, bare, threads],
    tensorflow: [loops.tensorflow, first, last, bare, threads, INPUT, OUTPUT, SIZE],
  }
  return [
    { name: 'bare C loop', command: commands[engine].map(String) },
    ...WAYS.map((fed) => ({ name: `zoo, ${fed}`, command: [...zooCommand(engine, file, threads), fed] })),
  ]
}

/** What our engines add to a run, against a bare C loop on the same library. */
export const latency = async (fixtures) => {
  const title = 'Latency: MobileNet v2 1.0 224, one image, one run after the other (ms)'
  const columns = ['engine', 'model', 'threads', 'fed', 'C p50', 'C p99', 'zoo p50', 'zoo p99'].concat(
    'added',
    'added %',
    'allowed',
  )
  if ('reason' in fixtures.loops) return { title, columns, rows: [], notes: [`skipped: ${fixtures.loops.reason}`] }
  const rows = []
  const goals = []
  const plan = fixtures.quick ? { rounds: 8, runsPerTurn: 10 } : { processes: 7, rounds: 8, runsPerTurn: 25 }
  for (const given of casesOf(fixtures)) {
    const [baseline, ...ours] = await measure(contendersOf(given, fixtures.loops), plan)
    const c = overall(baseline)
    const { engine, model, threads } = given
    for (const [i, turns] of ours.entries()) {
      const z = overall(turns)
      const more = added(turns, baseline)
      const goal = `${engine} adds to the bare C loop, ${model}, ${inThreads(threads)}, fed ${WAYS[i]}`
      goals.push(atMost(goal, more, Math.max(ALLOWED.ms, ALLOWED.fraction * c.p50), signedMs))
      rows.push(
        [engine, model, String(threads), WAYS[i], ms(c.p50), ms(c.p99), ms(z.p50), ms(z.p99)].concat(
          signedMs(more),
          signedPercent(more / c.p50),
          goals.at(-1).met ? 'yes' : 'NO',
        ),
      )
    }
  }
  return {
    title,
    columns,
    rows,
    goals,
    notes: [
      'C: the bare loop in C on the same library, model, input and threads, in a process of its own, in turn with ours; seven times.',
      'A .pb on litert is lowered; its bare loop takes the lowered file.',
      'fed: copied from an array by each run, or in place, in memory that model.allocate() gave, as the bare loop is.',
      'added: the middle of the rounds’ differences of medians; allowed: at most 0.15 ms or 5 %.',
    ],
  }
}
