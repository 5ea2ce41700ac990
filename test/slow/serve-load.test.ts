import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { type HttpService, type LoadResult, startHttpService } from '../../bench/lib/http-service.mjs'
import { percentile } from '../../bench/lib/stats.mjs'
import { type ChildService, startService } from '../../packages/serve/test/support/child-service.js'
import { request, sendRaw } from '../../packages/serve/test/support/raw-http.js'
import { hasShared, shared } from '../support/data.js'

let service: ChildService | undefined
afterEach(() => service?.stop())

const CLIENTS = 256
const MOST_RESIDENT_BYTES = 500e6

describe.skipIf(!hasShared)('256 clients at once', () => {
  it('with photographs stay under 500 MB, and each gets an answer', async () => {
    service = await startService({})
    const { port, metric } = service
    // 12 megapixels, as telephones make them.
    const photo = await sharp(readFileSync(shared('images', 'parrot.jpg')))
      .resize(4000, 3000, { fit: 'fill' })
      .jpeg({ quality: 92 })
      .toBuffer()
    const bytes = request('POST /classify', { 'Content-Type': 'image/jpeg' }, photo)
    let most = 0
    let watching = true
    const watch = (async () => {
      while (watching) {
        most = Math.max(most, await metric('zoo_process_resident_bytes').catch(() => 0))
        await sleep(50)
      }
    })()
    const answers = await Promise.all(Array.from({ length: CLIENTS }, () => sendRaw(port, [bytes])))
    watching = false
    await watch
    const statuses = answers.map((answer) => answer?.status)
    console.log(
      `${photo.length} bytes each, at most ${Math.round(most / 1e6)} MB resident; answered: ${statuses.filter((status) => status === 200).length}, refused: ${statuses.filter((status) => status === 503).length}`,
    )
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([])
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0)
    for (const answer of answers)
      if (answer!.status === 503) expect(Number(answer!.headers['retry-after'])).toBeGreaterThan(0)
    expect(most).toBeLessThan(MOST_RESIDENT_BYTES)
    expect(await metric('zoo_body_bytes')).toBe(0)
  })
})

const CLOSED_S = 5
const OVERLOAD_S = 15
const OVERLOAD = 3
/** The promise is 1.5, which `npm run bench -- serve` measures; other programs take the processors here. */
const MOST_SLOWER = 3

const rateOf = ({ accepted, durationS }: LoadResult) => accepted.length / durationS

describe.skipIf(!hasShared)('three times the requests that the service can answer', () => {
  let loaded: HttpService | undefined
  afterEach(() => loaded?.stop())

  it('are answered in bounded time or refused with Retry-After, in under 500 MB', async () => {
    loaded = await startHttpService(['zoo'], [shared('images', 'grace_hopper.jpg'), shared('images', 'rustfest.jpg')])
    await loaded.load({ connections: 2, durationS: 2 })
    const closed = await loaded.load({ connections: 4, durationS: CLOSED_S })
    const open = (share: number, durationS: number) =>
      loaded!.load({ connections: 40, durationS, rate: Math.ceil(share * rateOf(closed)) })
    const capacity = await open(1, CLOSED_S)
    const overload = await open(OVERLOAD, OVERLOAD_S)
    const p99 = ({ accepted }: LoadResult) => percentile(accepted, 0.99)
    console.log(
      `${rateOf(closed).toFixed(0)} images/s; p99 ${p99(capacity).toFixed(0)} ms at capacity, ${p99(overload).toFixed(0)} ms at ${OVERLOAD} times that, with ${JSON.stringify(overload.statuses)}; /livez p99 ${percentile(overload.livez, 0.99).toFixed(1)} ms; at most ${Math.round(overload.residentBytes / 1e6)} MB`,
    )
    for (const result of [closed, capacity, overload]) {
      expect(Object.keys(result.statuses).filter((status) => !['200', '503'].includes(status))).toEqual([])
      expect(result).toMatchObject({ errors: 0, withoutRetryAfter: 0 })
    }
    expect(overload.statuses[503]).toBeGreaterThan(0)
    expect(rateOf(overload)).toBeGreaterThan(rateOf(closed) / 4)
    expect(p99(overload)).toBeLessThan(MOST_SLOWER * p99(capacity))
    expect(overload.residentBytes).toBeLessThan(MOST_RESIDENT_BYTES)
    expect(overload.livez.length).toBeGreaterThan(OVERLOAD_S * 10)
    // Seconds would mean that something holds the event loop.
    expect(percentile(overload.livez, 1)).toBeLessThan(2000)
  })
})
