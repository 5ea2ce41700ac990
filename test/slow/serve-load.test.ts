import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
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
