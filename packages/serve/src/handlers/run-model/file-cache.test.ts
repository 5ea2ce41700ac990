import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { FileCache } from './file-cache.js'

describe('FileCache', () => {
  it('keeps files by their SHA-256, and a copy of their bytes', async () => {
    const cache = new FileCache(100)
    const bytes = Uint8Array.of(1, 2, 3)
    const { sha256 } = await cache.add(bytes.subarray(1))
    expect(sha256).toBe(createHash('sha256').update(bytes.subarray(1)).digest('hex'))
    bytes.fill(9)
    expect(cache.get(sha256)!.bytes).toEqual(Uint8Array.of(2, 3))
    expect(cache.get(sha256)!.bytes.buffer.byteLength).toBe(2)
  })

  it('forgets what was not used for longest when there are too many bytes', async () => {
    const cache = new FileCache(100)
    const names = []
    for (let i = 0; i < 3; i++) names.push((await cache.add(new Uint8Array(30).fill(i))).sha256)
    cache.get(names[0]!)
    await cache.add(new Uint8Array(30).fill(3))
    expect(names.map((name) => cache.get(name) !== undefined)).toEqual([true, false, true])
    const large = await cache.add(new Uint8Array(500))
    expect(cache.get(large.sha256)).toBe(large)
    expect(names.every((name) => cache.get(name) === undefined)).toBe(true)
  })
})
