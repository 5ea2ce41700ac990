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
import { median, percentile, summary } from '../lib/stats.mjs'
import { inMs, ms, times } from '../lib/table.mjs'

/** Connections of the closed loops that measure the capacity; more of them bring no more images a second. */
const CLOSED_CONNECTIONS = 4
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

const step = async (service, name, wanted) => ({ name, ...wanted, ...(await service.load(wanted)) })

/** Closed loops of the services in turns, A B B A, since other programs slow the machine down for seconds. */
const closedLoops = async (services, quick) => {
  const turns = services.map(() => [])
  for (let round = 0; round < (quick ? 2 : 4); round++) {
    const order = services.map((_, i) => i)
    if (round % 2 === 1) order.reverse()
    for (const i of order) {
      const wanted = { connections: CLOSED_CONNECTIONS, durationS: quick ? 1 : 4 }
      turns[i].push(await step(services[i], 'closed loop', wanted))
    }
  }
  return turns
}

const merged = (results) => ({
  ...results[0],
  accepted: results.flatMap(({ accepted }) => accepted),
  livez: results.flatMap(({ livez }) => livez),
  statuses: results.reduce((sum, { statuses }) => {
    for (const [status, count] of Object.entries(statuses)) sum[status] = (sum[status] ?? 0) + count
    return sum
  }, {}),
  withoutRetryAfter: results.reduce((sum, result) => sum + result.withoutRetryAfter, 0),
  errors: results.reduce((sum, { errors }) => sum + errors, 0),
  durationS: results.reduce((sum, { durationS }) => sum + durationS, 0),
  residentBytes: Math.max(...results.map(({ residentBytes }) => residentBytes)),
})

/** The steps of one service: next to nothing, open loops at capacity, at three times that and at capacity again, and 256 clients. */
const loadService = async (service, closed, quick) => {
  const idle = await step(service, 'idle', { connections: 1, rate: 1, durationS: quick ? 1 : 5 })
  const open = (name, share, durationS) =>
    step(service, name, { connections: OPEN_CONNECTIONS, rate: Math.ceil(share * rateOf(closed)), durationS })
  const before = await open('capacity', 1, quick ? 3 : 15)
  const overload = await open('3 x capacity', OVERLOAD, quick ? 4 : 60)
  // Overload ends when no request was refused for three seconds.
  await sleep(quick ? 100 : 4000)
  const capacity = merged([before, await open('capacity', 1, quick ? 3 : 15)])
  const crowd = await step(service, `${CLIENTS} clients`, { connections: CLIENTS, durationS: quick ? 2 : 10 })
  return { idle, closed, capacity, overload, crowd }
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
  const services = [await startHttpService(['zoo'], PHOTOGRAPHS)]
  try {
    if (peer.folder) {
      const file = writeOnnx(peer, frozen, join(folder, 'mobilenet.onnx'))
      services.push(await startHttpService(['onnxruntime', peer.folder, file], PHOTOGRAPHS))
    }
    for (const service of services) await service.load({ connections: 2, durationS: quick ? 1 : 4 })
    const turns = await closedLoops(services, quick)
    const results = []
    for (const [i, service] of services.entries()) {
      results.push(await loadService(service, merged(turns[i]), quick))
      service.stop()
    }
    const names = ['zoo', `onnxruntime-node ${peer.version}`]
    const rows = results.flatMap((steps, i) => Object.values(steps).map((result) => row(names[i], result)))
    const goals = goalsOf(results[0])
    if (turns[1]) {
      const ratios = turns[0].map((ours, round) => rateOf(ours) / rateOf(turns[1][round]))
      goals.push(atLeast('images/s of closed loops in turns, against onnxruntime-node', median(ratios), 1, times))
    }
    return { title, columns, rows, goals, notes: notesOf(peer) }
  } finally {
    for (const service of services) service.stop()
  }
}

const notesOf = (peer) => [
  'p50, p99: milliseconds of accepted requests; lost: neither 200 nor 503 with Retry-After, or a connection error.',
  `Capacity: the rate of a closed loop of ${CLOSED_CONNECTIONS} clients; it and ${OVERLOAD} times that are open loops by overallRate.`,
  ...(peer.folder ? [] : [`no peer: ${peer.reason}`]),
]
