import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inspectModel, openModel } from '@zoo/graph'
import { lowered } from '../lib/fixtures.mjs'
import { atLeast, atMost } from '../lib/goals.mjs'
import { overall, ratio } from '../lib/interleave.mjs'
import { measure, zooCommand } from '../lib/measure.mjs'
import { INPUT, OUTPUT, SIZE } from '../lib/mobilenet.mjs'
import { tensorflowPython } from '../lib/peers.mjs'
import { inThreads, ms, times } from '../lib/table.mjs'

const convertScript = fileURLToPath(new URL('../python/convert.py', import.meta.url))

const THREADS = [1, 2]

/** How many times as long as the converter's model ours may take, and how many times as fast as TensorFlow it is to be. */
const WANTED = { converter: 1.05, tensorflow: 1.5 }

const OURS = 'lowered by us'
const THEIRS = "by TensorFlow's converter"
const NEITHER = 'as it is'

/** What TensorFlow's own converter makes of a frozen graph: { file }, or { reason } */
const convert = async (frozen, file) => {
  const { python, reason } = await tensorflowPython()
  if (!python) return { reason }
  await promisify(execFile)(python, [convertScript, frozen, INPUT, [1, SIZE, SIZE, 3].join(), OUTPUT, file])
  return { file }
}

/** The operators of a TensorFlow Lite model, counted. */
const operatorsOf = (bytes) =>
  inspectModel(openModel(bytes))
    .ops.map(({ op, count }) => `${count} ${op}`)
    .join(', ')

/** What either made of the graph, as far as it differs. */
const operatorsInWords = (frozen, converted) => {
  const [ours, theirs] = [operatorsOf(lowered(frozen)), operatorsOf(readFileSync(converted))]
  return ours === theirs ? [`operators of both: ${ours}`] : [`our operators: ${ours}`, `the converter's: ${theirs}`]
}

/** The quickest of some contenders. */
const quickest = (measured) => measured.reduce((a, b) => (overall(b.turns).p50 < overall(a.turns).p50 ? b : a))

const goalsOf = (measured) => {
  const of = (name, threads) => measured.find((each) => each.name === name && each.threads === threads)
  const best = (name) => quickest(measured.filter((each) => each.name === name))
  const goals = []
  if (of(THEIRS, THREADS[0])) {
    for (const threads of THREADS) {
      const longer = ratio(of(OURS, threads).turns, of(THEIRS, threads).turns)
      const goal = `our lowering's model takes as long as that of TensorFlow's converter, ${inThreads(threads)}`
      goals.push(atMost(goal, longer, WANTED.converter, times))
    }
  }
  if (of(NEITHER, THREADS[0])) {
    const [ours, theirs] = [best(OURS), best(NEITHER)]
    const goal = `litert (${inThreads(ours.threads)}) is faster than tensorflow (${inThreads(theirs.threads)}), each at its best`
    goals.push(atLeast(goal, ratio(theirs.turns, ours.turns), WANTED.tensorflow, times))
  }
  return goals
}

/** Whether what we make of a graph is as fast as what TensorFlow's converter makes of it, and how much faster than TensorFlow. */
export const converter = async ({ litert, tensorflow, twin, folder, quick }) => {
  const title = 'MobileNetV2 1.4 224 with its batch norms, seeded weights, one image, one run after the other (ms)'
  const columns = ['model', 'engine', 'threads', 'p50', 'p99', 'takes']
  if (!litert) return { title, columns, rows: [], notes: ['skipped: there is no libLiteRt'] }
  const converted = await convert(twin(), join(folder, 'converted.tflite'))
  const entries = [
    { name: OURS, engine: 'litert', file: twin() },
    converted.file && { name: THEIRS, engine: 'litert', file: converted.file },
    tensorflow && { name: NEITHER, engine: 'tensorflow', file: twin() },
  ]
    .filter(Boolean)
    .flatMap((entry) => THREADS.map((threads) => ({ ...entry, threads })))
    .map((entry) => ({ ...entry, command: zooCommand(entry.engine, entry.file, entry.threads) }))
  const turns = await measure(
    entries,
    quick ? { rounds: 8, runsPerTurn: 5 } : { processes: 3, rounds: 8, runsPerTurn: 10 },
  )
  const measured = entries.map((entry, i) => ({ ...entry, turns: turns[i] }))
  const rows = measured.map(({ name, engine, threads, turns }) => {
    const ours = measured.find((each) => each.name === OURS && each.threads === threads)
    const { p50, p99 } = overall(turns)
    return [name, engine, String(threads), ms(p50), ms(p99), times(ratio(turns, ours.turns))]
  })
  return {
    title,
    columns,
    rows,
    goals: goalsOf(measured),
    notes: [
      'takes: the middle of the rounds’ ratios to ours with as many threads.',
      ...(converted.file ? operatorsInWords(twin(), converted.file) : [`nothing converted: ${converted.reason}`]),
    ],
  }
}
