import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readGraph } from '@zoo/graph'
import { PHOTOGRAPHS } from '../lib/fixtures.mjs'
import { atLeast, atMost } from '../lib/goals.mjs'
import { startHttpService } from '../lib/http-service.mjs'
import { INPUT, OUTPUT, SIZE } from '../lib/mobilenet.mjs'
import { onnxModel } from '../lib/onnx-model.mjs'
import { onnxRuntime } from '../lib/peers.mjs'
import { percentile, summary } from '../lib/stats.mjs'
import { inMs, ms, times } from '../lib/table.mjs'

/** Connections of the closed loops that look for the capacity. */
const STEPS = [1, 2, 4, 8]
/** Connections of the open loops: enough for three times the capacity while each waits for its answer. */
const OPEN_CONNECTIONS = 40
const OVERLOAD = 3
const CLIENTS = 256

const WANTED = { latency: 1.5, livezMs: 20, residentMb: 500 }

const rateOf = ({ accepted, durationS }) => accepted.length / durationS
const mb = (bytes) => bytes / 1e6
const inMb = (value) => `${value.toFixed(0)} MB`

const lost = ({ statuses, errors, withoutRetryAfter }) =>
  errors +
  withoutRetryAfter +
  Object.entries(statuses).reduce((sum, [status, count]) => (['200', '503'].includes(status) ? sum : sum + count), 0)

/** The steps of one service: next to nothing, closed loops, open loops at capacity and three times that, and 256 clients. */
const loadService = async (args, quick) => {
  const service = await startHttpService(args, PHOTOGRAPHS)
  const step = async (name, wanted) => ({ name, ...wanted, ...(await service.load(wanted)) })
  try {
    await service.load({ connections: 2, durationS: quick ? 1 : 4 })
    const idle = await step('idle', { connections: 1, rate: 1, durationS: quick ? 1 : 5 })
    const tried = []
    for (const connections of STEPS) {
      tried.push(await step('closed loop', { connections, durationS: quick ? 1 : 5 }))
    }
    const closed = tried.reduce((best, result) => (rateOf(result) > rateOf(best) ? result : best))
    const open = (name, share, durationS) =>
      step(name, { connections: OPEN_CONNECTIONS, rate: Math.ceil(share * rateOf(closed)), durationS })
    const capacity = await open('capacity', 1, quick ? 4 : 30)
    const overload = await open('3 x capacity', OVERLOAD, quick ? 4 : 60)
    await sleep(quick ? 100 : 2000)
    const crowd = await step(`${CLIENTS} clients`, { connections: CLIENTS, durationS: quick ? 2 : 10 })
    return { idle, closed, capacity, overload, crowd }
  } finally {
    service.stop()
  }
}

const row = (name, result) => {
  const { p50, p99 } = summary(result.accepted)
  const livez = summary(result.livez)
  return [
    name,
    result.name,
    String(result.connections),
    rateOf(result).toFixed(0),
    ((result.statuses[503] ?? 0) / result.durationS).toFixed(0),
    String(lost(result)),
    ms(p50),
    ms(p99),
    ms(livez.p50),
    ms(livez.p99),
    ms(livez.max),
    mb(result.residentBytes).toFixed(0),
  ]
}

const goalsOf = ({ capacity, overload, crowd }) => {
  const p99 = (result) => percentile(result.accepted, 0.99)
  const all = [capacity, overload, crowd]
  return [
    atMost(
      'p99 of accepted requests at 3 x capacity, against capacity',
      p99(overload) / p99(capacity),
      WANTED.latency,
      times,
    ),
    atMost(
      'answers other than 200, or 503 with Retry-After; connection errors',
      all.reduce((sum, result) => sum + lost(result), 0),
      0,
      String,
    ),
    atMost('/livez p99 at 3 x capacity', percentile(overload.livez, 0.99), WANTED.livezMs, inMs),
    atMost('/livez p99 at capacity', percentile(capacity.livez, 0.99), WANTED.livezMs, inMs),
    atMost('memory at 3 x capacity', mb(overload.residentBytes), WANTED.residentMb, inMb),
    atMost(`memory with ${CLIENTS} clients at once`, mb(crowd.residentBytes), WANTED.residentMb, inMb),
  ]
}

const writeOnnx = ({ folder }, frozen, file) => {
  const { onnx } = createRequire(join(folder, 'package.json'))('onnx-proto')
  writeFileSync(file, onnxModel(onnx, readGraph(readFileSync(frozen)), { input: INPUT, output: OUTPUT, size: SIZE }))
  return file
}

/** An HTTP service over MobileNet under more load than it can answer, over our engine and over onnxruntime-node. */
export const serve = async ({ frozen, folder, quick }) => {
  const title = 'Serve: POST /classify of @zoo/serve, JPEG photographs'
  const columns = ['runtime', 'load', 'clients', 'images/s', '503/s', 'lost', 'p50', 'p99']
  columns.push('livez p50', 'livez p99', 'livez max', 'RSS MB')
  if (!frozen || PHOTOGRAPHS.length === 0) return { title, columns, rows: [], notes: ['no weights or no photographs'] }
  const peer = await onnxRuntime()
  const ours = await loadService(['zoo'], quick)
  const rows = Object.values(ours).map((result) => row('zoo', result))
  const goals = goalsOf(ours)
  if (peer.folder) {
    const file = writeOnnx(peer, frozen, join(folder, 'mobilenet.onnx'))
    const theirs = await loadService(['onnxruntime', peer.folder, file], quick)
    rows.push(...Object.values(theirs).map((result) => row(`onnxruntime-node ${peer.version}`, result)))
    goals.push(
      atLeast(
        'images/s of the best closed loop, against onnxruntime-node',
        rateOf(ours.closed) / rateOf(theirs.closed),
        1,
        times,
      ),
    )
  }
  return {
    title,
    columns,
    rows,
    goals,
    notes: [
      'p50, p99: milliseconds of accepted requests; lost: neither 200 nor 503 with Retry-After, or a connection error.',
      `Capacity: the rate of the best closed loop of ${STEPS.join(', ')} clients; it and ${OVERLOAD} times that are open loops by overallRate.`,
      ...(peer.folder ? [] : [`no peer: ${peer.reason}`]),
    ],
  }
}
