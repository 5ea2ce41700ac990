import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Mtcnn } from '@zoo/mtcnn'
import sharp from 'sharp'
import { IMAGE } from '../lib/fixtures.mjs'
import { atLeast, atMost } from '../lib/goals.mjs'
import { interleave, overall, ratio } from '../lib/interleave.mjs'
import { median } from '../lib/stats.mjs'
import { ms, times } from '../lib/table.mjs'
import { watchTimer } from '../lib/watch-timer.mjs'

const SOLVAY = join(dirname(IMAGE), 'solvay.jpg')
const SIZES = [40, 20]

/** How many times as fast as the graph the cascade is to be, and how many times as long the first image of a size may take. */
const WANTED = { speed: 2.5, first: 2 }

const read = async (pipeline) => {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width: info.width, height: info.height }
}

const timed = async (work) => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Something that `interleave` can run: detections, one after the other. */
const contender = (mtcnn, image, minFaceSize) => ({
  async run(runs) {
    const samples = []
    for (let i = 0; i < runs; i++) samples.push(await timed(() => mtcnn.detect(image, { minFaceSize })))
    return samples
  },
})

/** The cascade against the graph on one photograph. Each round gives a ratio of its own; the middle one is the answer. */
const speed = async (cascade, graph, quick) => {
  const plan = quick ? { rounds: 4, runsPerTurn: 2 } : { rounds: 12, runsPerTurn: 5 }
  const rows = []
  const goals = []
  const inputs = [
    ['file', SOLVAY],
    ['pixels', await read(sharp(SOLVAY))],
  ]
  for (const minFaceSize of SIZES) {
    for (const [name, image] of inputs) {
      const contenders = [cascade, graph].map((mtcnn) => contender(mtcnn, image, minFaceSize))
      const [ours, theirs] = await interleave(contenders, plan)
      const [a, b] = [overall(ours), overall(theirs)]
      const faster = ratio(theirs, ours)
      rows.push([String(minFaceSize), name, ms(a.p50), ms(a.p99), ms(b.p50), ms(b.p99), times(faster)])
      const goal = `MTCNN, the cascade is faster than the graph, solvay.jpg at ${minFaceSize}, from ${name}`
      goals.push(atLeast(goal, faster, WANTED.speed, times))
    }
  }
  return {
    title: `MTCNN on solvay.jpg, 960 x 661: cascade (${cascade.engine}) and graph (${graph.engine}), ms`,
    columns: ['smallest face', 'given as', 'cascade p50', 'p99', 'graph p50', 'p99', 'cascade is faster by'],
    rows,
    goals,
  }
}

/** The first image of a size against the following ones of the same size. */
const newSizes = async (cascade, quick) => {
  const rows = []
  const goals = []
  const count = quick ? 6 : 20
  for (const minFaceSize of SIZES) {
    const first = []
    const later = []
    for (let i = 0; i < count; i++) {
      const image = await read(sharp(SOLVAY).resize(960 - 7 * i, 661 + 5 * i, { fit: 'fill' }))
      const detect = () => cascade.detect(image, { minFaceSize })
      first.push(await timed(detect))
      const seen = []
      for (let run = 0; run < 5; run++) seen.push(await timed(detect))
      later.push(median(seen))
    }
    const longer = median(first.map((value, i) => value / later[i]))
    rows.push([String(minFaceSize), ms(median(first)), ms(median(later)), times(longer)])
    const goal = `MTCNN, the first image of a size takes as long as a later one, at ${minFaceSize}`
    goals.push(atMost(goal, longer, WANTED.first, times))
  }
  return {
    title: `Sizes of image not seen before: cascade, ${count} sizes, ms`,
    columns: ['smallest face', 'first', 'later', 'first takes'],
    rows,
    goals,
  }
}

/** How late a timer of 1 ms comes while faces are found. */
const eventLoop = async (cascade, quick) => {
  const rows = []
  const large = await read(sharp(SOLVAY).resize(3840, 2644))
  const small = await read(sharp(SOLVAY))
  const timer = watchTimer()
  for (const [name, image, runs] of [
    ['960 x 661', small, quick ? 10 : 60],
    ['3840 x 2644', large, quick ? 1 : 4],
  ]) {
    timer.take()
    for (let i = 0; i < runs; i++) await cascade.detect(image, { minFaceSize: 20 })
    const { p50, p99, max } = timer.take()
    rows.push([name, String(runs), ms(p50), ms(p99), ms(max)])
  }
  timer.stop()
  return {
    title: 'Event loop: how late a 1 ms timer comes during detections at 20, ms',
    columns: ['image', 'detections', 'p50', 'p99', 'max'],
    rows,
  }
}

/** Faces by the cascade on LiteRT and by the whole graph on TensorFlow, in turns, in one process. */
export const mtcnn = async ({ litert, tensorflow, quick }) => {
  const missing = [!litert && 'libLiteRt', !tensorflow && 'libtensorflow', !existsSync(SOLVAY) && SOLVAY].filter(
    Boolean,
  )
  if (missing.length > 0) {
    return { title: 'MTCNN', columns: [], rows: [], notes: [`skipped: there is no ${missing.join(', no ')}`] }
  }
  const cascade = await Mtcnn.load({ execution: 'cascade', engine: 'litert' })
  const graph = await Mtcnn.load({ execution: 'graph' })
  try {
    return [await speed(cascade, graph, quick), await newSizes(cascade, quick), await eventLoop(cascade, quick)]
  } finally {
    await Promise.all([cascade.dispose(), graph.dispose()])
  }
}
