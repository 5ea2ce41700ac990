import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type BytesPin, loadPinned } from './load-pinned.js'

/** Longer than one slice of the hash. */
const bytes = Buffer.from(Uint8Array.from({ length: 5_000_000 }, (_, i) => (i * 31) >> 3))
const sha256 = createHash('sha256').update(bytes).digest('hex')
const gitBlobId = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')

let folder: string
let path: string
/** What `load` made, and whether it was disposed. */
let made: { disposed: boolean }[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-pinned-'))
  path = join(folder, 'model.pb')
  made = []
})
afterEach(() => rm(folder, { recursive: true }))

async function load(received: Uint8Array) {
  const model = {
    received,
    disposed: false,
    async dispose() {
      this.disposed = true
    },
  }
  made.push(model)
  return model
}
const flipped = (index: number) => {
  const copy = Buffer.from(bytes)
  copy[index]! ^= 1
  return copy
}

it.each<[string, BytesPin]>([
  ['a SHA-256', { sha256 }],
  ['a git blob id', { gitBlobId }],
  ['both, of which the SHA-256 decides', { sha256, gitBlobId: 'f'.repeat(40) }],
])('returns what was loaded from bytes with %s', async (_what, pin) => {
  await writeFile(path, bytes)
  const model = await loadPinned(path, pin, load)
  expect(Buffer.from(model.received).equals(bytes)).toBe(true)
  expect(model.disposed).toBe(false)
})

it.each([0, 1, 2_097_151, 2_097_152, 4_194_304, bytes.length - 1])(
  'rejects a flipped bit in byte %i',
  async (index) => {
    await writeFile(path, flipped(index))
    const actual = createHash('sha256').update(flipped(index)).digest('hex')
    await expect(loadPinned(path, { sha256 }, load)).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      path,
      expected: `SHA-256 ${sha256}`,
      actual: `SHA-256 ${actual}`,
      message: expect.stringContaining('npm run setup'),
    })
    await expect(loadPinned(path, { gitBlobId }, load)).rejects.toMatchObject({ expected: `git blob ${gitBlobId}` })
    expect(made.map(({ disposed }) => disposed)).toEqual([true, true])
  },
)

it.each([0, 100, bytes.length - 1])('rejects a file cut off after %i bytes', async (length) => {
  await writeFile(path, bytes.subarray(0, length))
  await expect(loadPinned(path, { sha256 }, load)).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD', path })
})

it('reports the damage, not what loading damaged bytes failed with', async () => {
  await writeFile(path, flipped(7))
  const fails = () => Promise.reject(new Error('op X is unknown'))
  await expect(loadPinned(path, { sha256 }, fails)).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD', path })
  await writeFile(path, bytes)
  await expect(loadPinned(path, { sha256 }, fails)).rejects.toThrow('op X is unknown')
})

it('checks the bytes that are loaded, also when the file changes meanwhile', async () => {
  await writeFile(path, flipped(7))
  const restores = async (received: Uint8Array) => {
    await writeFile(path, bytes)
    return load(received)
  }
  await expect(loadPinned(path, { sha256 }, restores)).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
  const damages = async (received: Uint8Array) => {
    await writeFile(path, flipped(7))
    return load(received)
  }
  expect(Buffer.from((await loadPinned(path, { sha256 }, damages)).received).equals(bytes)).toBe(true)
})

it('rejects a file that is not there', async () => {
  await expect(loadPinned(path, { sha256 }, load)).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD', path })
  expect(made).toEqual([])
})
