import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { GrowingBytes } from './growing-bytes.js'
import { readAtMost, readBlobBytes, readStreamBytes } from './read-bytes.js'

const MIB = 1024 * 1024
const COUNT = 5_000_000

/** One byte a chunk, each a slice of a buffer of its own, as a socket gives them. */
function* single(count: number): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) yield Buffer.allocUnsafeSlow(1).fill(i)
}

const checked = (bytes: Uint8Array) => {
  expect(bytes.length).toBe(COUNT)
  for (let i = 0; i < COUNT; i += 997) expect(bytes[i]).toBe(i % 256)
}

it('reads five million chunks of one byte in little memory while timers tick', async () => {
  const before = process.memoryUsage().rss
  let most = before
  let ticks = 0
  const timer = setInterval(() => {
    ticks++
    most = Math.max(most, process.memoryUsage().rss)
  }, 5)
  checked((await readAtMost(Readable.from(single(COUNT), { objectMode: true }), 256 * MIB))!)
  clearInterval(timer)
  expect(ticks).toBeGreaterThan(10)
  // The bytes are 5 MB; kept one by one they are 1.8 GB.
  expect(most - before).toBeLessThan(300 * MIB)
})

it('reads a web stream of single bytes', async () => {
  const chunks = single(COUNT / 10)
  const stream = new ReadableStream({
    pull(controller) {
      const { done, value } = chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
  const bytes = await readStreamBytes(stream, { limitInputBytes: MIB, signal: undefined })
  expect(bytes.length).toBe(COUNT / 10)
})

it('stops at the limit, and refuses a Blob before it is read', async () => {
  expect(await readAtMost(Readable.from(single(COUNT)), 1000)).toBeUndefined()
  expect(await readAtMost(Readable.from(single(1000)), 1000)).toHaveLength(1000)
  const blob = new Blob([new Uint8Array(1001)])
  await expect(readBlobBytes(blob, { limitInputBytes: 1000, signal: undefined })).rejects.toMatchObject({
    option: 'limitInputBytes',
  })
})

it('GrowingBytes never takes a block larger than its limit', () => {
  const bytes = new GrowingBytes(100_000)
  for (let i = 0; i < 10; i++) expect(bytes.append(new Uint8Array(10_000).fill(i))).toBe(true)
  expect(bytes.append(new Uint8Array(1))).toBe(false)
  const taken = bytes.take()
  expect([taken.length, taken.buffer.byteLength, taken[99_999]]).toEqual([100_000, 100_000, 9])
})
