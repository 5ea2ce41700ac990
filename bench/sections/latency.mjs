import { fileURLToPath } from 'node:url'
import { Contender } from '../lib/contender.mjs'
import { added, interleave, overall } from '../lib/interleave.mjs'
import { INPUT, OUTPUT, SIZE } from '../lib/mobilenet.mjs'
import { ms, signedMs, signedPercent } from '../lib/table.mjs'

const zoo = fileURLToPath(new URL('../contenders/zoo.mjs', import.meta.url))

/** What an engine may add to the library's own time: either will do. */
const ALLOWED = { fraction: 0.05, ms: 0.15 }

/** Two contenders that were fed the same must answer the same, or they did not do the same work. */
const ANSWER_TOLERANCE = 1e-4

/** `bare`: the file the C loop takes where it cannot take the engine's own. */
const casesOf = ({ litert, tensorflow, frozen, quantised, lowered }) =>
  [
    { engine: 'litert', model: 'float .pb', file: frozen, bare: lowered, library: litert },
    { engine: 'litert', model: 'uint8 .tflite', file: quantised, library: litert },
    { engine: 'tensorflow', model: 'float .pb', file: frozen, library: tensorflow },
  ]
    .filter(({ file, library }) => file && library)
    .flatMap((each) => [1, 2].map((threads) => ({ ...each, threads })))

/** The bare loop first: the others are measured against it. A peer is one more entry, { name, command }. */
const contendersOf = ({ engine, file, bare = file, library, threads }, loops) => {
  const [first, last] = [library[0], library.at(-1)]
  const commands = {
    litert: [loops.litert, first, bare, threads],
    tensorflow: [loops.tensorflow, first, last, bare, threads, INPUT, OUTPUT, SIZE],
  }
  return [
    { name: 'bare C loop', command: commands[engine].map(String) },
    { name: 'zoo', command: [process.execPath, zoo, engine, file, String(threads), INPUT, OUTPUT] },
  ]
}

const measure = async (given, { loops, quick }) => {
  const contenders = contendersOf(given, loops).map(({ name, command }) => new Contender(name, command))
  try {
    const answers = []
    for (const contender of contenders) answers.push(await contender.ready())
    const [expected] = answers
    for (const [i, { argmax, max }] of answers.entries()) {
      if (argmax !== expected.argmax || Math.abs(max - expected.max) > ANSWER_TOLERANCE * Math.max(1, expected.max))
        throw new Error(
          `${contenders[i].name} answers ${argmax}: ${max}, the bare loop ${expected.argmax}: ${expected.max}`,
        )
    }
    return await interleave(contenders, quick ? { rounds: 8, runsPerTurn: 10 } : { rounds: 40, runsPerTurn: 25 })
  } finally {
    for (const contender of contenders) contender.stop()
  }
}

/** What our engines add to a run, against a bare C loop on the same library. */
export const latency = async (fixtures) => {
  const title = 'Latency: MobileNet v2 1.0 224, one image, one run after the other (ms)'
  const columns = ['engine', 'model', 'threads', 'C p50', 'C p99', 'zoo p50', 'zoo p99', 'added', 'added %', 'allowed']
  if ('reason' in fixtures.loops) return { title, columns, rows: [], notes: [`skipped: ${fixtures.loops.reason}`] }
  const rows = []
  for (const given of casesOf(fixtures)) {
    const [baseline, turns] = await measure(given, fixtures)
    const c = overall(baseline)
    const z = overall(turns)
    const more = added(turns, baseline)
    const isAllowed = more <= Math.max(ALLOWED.ms, ALLOWED.fraction * c.p50)
    const { engine, model, threads } = given
    rows.push(
      [engine, model, String(threads), ms(c.p50), ms(c.p99), ms(z.p50), ms(z.p99)].concat(
        signedMs(more),
        signedPercent(more / c.p50),
        isAllowed ? 'yes' : 'NO',
      ),
    )
  }
  return {
    title,
    columns,
    rows,
    notes: [
      'C: the bare loop in C on the same library, model, input and threads, in a process of its own, in turn with ours.',
      'A .pb on litert is lowered; its bare loop takes the lowered file.',
      'added: the middle of the rounds’ differences of medians; allowed: at most 0.15 ms or 5 %.',
    ],
  }
}
