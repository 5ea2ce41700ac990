import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as fixture from './__fixtures__/server.js'
import { type DownloadOptions, download, type PinnedFile } from './download.js'

const bytes = new Uint8Array(randomBytes(300_000))
const sha256 = createHash('sha256').update(bytes).digest('hex')
const gitBlobId = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')

const { sendOther, serve, stallAfter, status } = fixture

let folder: string
let server: fixture.FileServer
let destination: string
/** Bytes that the latest download has written. */
let received: number

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zoo-download-'))
  destination = join(folder, 'deep', 'model.bin')
  server = await serve(bytes)
  received = 0
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const fetchFile = (file: Partial<PinnedFile> = {}, options: Partial<DownloadOptions> = {}) =>
  download(
    { sources: [server.url], sha256, sizeBytes: bytes.length, destination, ...file },
    {
      retryDelayMs: 1,
      ...options,
      onProgress: (progress) => {
        received = progress.receivedBytes
        options.onProgress?.(progress)
      },
    },
  )
const breakAfter = (count: number) =>
  fixture.breakAfter(count, (bytes) => vi.waitUntil(() => received >= bytes, { timeout: 60_000, interval: 5 }))
/** Compared by hand: on arrays this long, matchers take a second. */
const isWhole = () => readFileSync(destination).equals(bytes)
const left = () => readdirSync(join(folder, 'deep'))

describe('a server that serves', () => {
  it('leaves the whole file in place and nothing beside it', async () => {
    expect(await fetchFile()).toEqual({ path: destination, from: server.url })
    expect(isWhole()).toBe(true)
    expect(left()).toEqual(['model.bin'])
  })

  it('is not asked when the file is there already', async () => {
    await fetchFile()
    expect(await fetchFile()).toEqual({ path: destination, from: undefined })
    expect(server.ranges).toHaveLength(1)
  })

  it('replaces a file that is not the pinned one', async () => {
    await fetchFile()
    writeFileSync(destination, new Uint8Array(bytes.length))
    await fetchFile()
    expect(isWhole()).toBe(true)
  })

  it("checks git's id of the file where that is all that is known", async () => {
    await fetchFile({ sha256: undefined, sizeBytes: undefined, gitBlobId })
    expect(isWhole()).toBe(true)
  })

  it('tells how far it is, up to the end', async () => {
    const seen: number[] = []
    await fetchFile({}, { onProgress: ({ receivedBytes }) => seen.push(receivedBytes) })
    expect(seen.at(-1)).toBe(bytes.length)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
  })
})

describe('a transfer that breaks off', () => {
  it('goes on where it stopped', async () => {
    server.answers.push(breakAfter(100_000), breakAfter(50_000))
    await fetchFile()
    expect(isWhole()).toBe(true)
    expect(server.ranges).toEqual([undefined, 'bytes=100000-', 'bytes=150000-'])
  })

  it('goes on in a later call too', async () => {
    server.answers.push(breakAfter(100_000))
    await expect(fetchFile({}, { retries: 0 })).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
    expect(existsSync(destination)).toBe(false)
    await fetchFile()
    expect(server.ranges).toEqual([undefined, 'bytes=100000-'])
    expect(isWhole()).toBe(true)
  })

  it('starts over when what was left of it is damaged', async () => {
    server.answers.push(breakAfter(100_000))
    await expect(fetchFile({}, { retries: 0 })).rejects.toThrow()
    writeFileSync(join(folder, 'deep', left()[0]!), new Uint8Array(100_000))
    await fetchFile()
    expect(isWhole()).toBe(true)
    expect(server.ranges).toEqual([undefined, 'bytes=100000-', undefined])
  })

  it('starts over when more is left than the file has', async () => {
    server.answers.push(breakAfter(100_000))
    await expect(fetchFile({}, { retries: 0 })).rejects.toThrow()
    writeFileSync(join(folder, 'deep', left()[0]!), new Uint8Array(bytes.length + 5))
    await fetchFile()
    expect(isWhole()).toBe(true)
  })

  it('is forgotten when the file comes from another pin, and one of a file whose name begins alike is not', async () => {
    await fetchFile()
    const [old, alike] = ['model.bin.0123456789ab.part', 'model.bin.data.0123456789ab.part']
    for (const name of [old, alike]) writeFileSync(join(folder, 'deep', name), 'half')
    rmSync(destination)
    await fetchFile()
    expect(left().sort()).toEqual(['model.bin', alike])
  })

  it('takes the whole file from a server that knows no ranges', async () => {
    const whole = (_request: unknown, response: { end(bytes: Uint8Array): void }) => response.end(bytes)
    server.answers.push(breakAfter(100_000), whole as never)
    await fetchFile()
    expect(isWhole()).toBe(true)
  })

  it('is given up when each try ends at the same place', async () => {
    server.answers.push(...Array.from({ length: 10 }, () => breakAfter(0)))
    await expect(fetchFile({}, { retries: 2 })).rejects.toThrow(/the connection ended|terminated|other side closed/)
    expect(server.ranges).toHaveLength(3)
  })

  it('is noticed when the server falls silent', async () => {
    server.answers.push(stallAfter(1000))
    await fetchFile({}, { timeoutMs: 1000 })
    expect(isWhole()).toBe(true)
    expect(server.ranges.length).toBeGreaterThan(1)
  })
})

describe('a server that fails', () => {
  it('is asked again when it is only overloaded', async () => {
    server.answers.push(status(503), status(429))
    await fetchFile()
    expect(isWhole()).toBe(true)
  })

  it('is not asked again when it has no such file', async () => {
    server.answers.push(status(404))
    await expect(fetchFile()).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      path: destination,
      message: expect.stringContaining('the server answered 404'),
    })
    expect(server.ranges).toHaveLength(1)
  })

  it('is followed by the next source', async () => {
    const other = await serve(bytes)
    server.answers.push(status(404))
    expect(await fetchFile({ sources: [server.url, other.url] })).toMatchObject({ from: other.url })
    await other.close()
  })

  it('never replaces what was there with other bytes, and says what came', async () => {
    const older = new Uint8Array(10).fill(1)
    await fetchFile()
    writeFileSync(destination, older)
    server.answers.push(sendOther)
    const actual = createHash('sha256').update(new Uint8Array(bytes.length).fill(7)).digest('hex')
    await expect(fetchFile()).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      expected: `SHA-256 ${sha256}`,
      actual: `SHA-256 ${actual}`,
    })
    expect(new Uint8Array(readFileSync(destination))).toEqual(older)
    expect(left()).toEqual(['model.bin'])
  })

  it('is refused before its bytes are taken when their number is wrong', async () => {
    await expect(fetchFile({ sizeBytes: 5 })).rejects.toThrow(/has 300000 bytes where 5 are expected/)
  })

  it('is refused when it sends more than it said', async () => {
    server.answers.push((_request, response) => {
      response.writeHead(200) // chunked: no length
      response.end(new Uint8Array(bytes.length + 1))
    })
    await expect(fetchFile({}, { retries: 0 })).rejects.toThrow(/more than the 300000 bytes expected/)
  })

  it('names every source and its reason', async () => {
    server.answers.push(status(404))
    const sources = [server.url, 'ftp://127.0.0.1/file', 'file:///no/such/file']
    await expect(fetchFile({ sources })).rejects.toThrow(/answered 404.*; ftp:.*only http.*; file:.*no such file/i)
  })
})

describe('without the network', () => {
  it('asks no server, and says so', async () => {
    for (const offline of [{ option: true }, { option: false }]) {
      if (!offline.option) vi.stubEnv('ZOO_OFFLINE', '1')
      await expect(fetchFile({}, { offline: offline.option })).rejects.toMatchObject({
        code: 'ERR_MODEL_LOAD',
        message: expect.stringContaining('ZOO_OFFLINE'),
      })
    }
    expect(server.ranges).toHaveLength(0)
  })

  it('still takes a file that is on this machine', async () => {
    const copy = join(folder, 'copy.bin')
    writeFileSync(copy, bytes, { mode: 0o444 })
    await fetchFile({ sources: [server.url, pathToFileURL(copy).href] }, { offline: true })
    expect(isWhole()).toBe(true)
    expect(statSync(destination).mode & 0o200).toBe(0o200)
  })

  it('needs none for a file that is in place', async () => {
    await fetchFile()
    expect(await fetchFile({}, { offline: true })).toMatchObject({ from: undefined })
  })
})

describe('a file that is made here', () => {
  it('is checked and put in place like any, and needs no network', async () => {
    const made = { how: 'copied by hand', write: async (path: string) => writeFileSync(path, bytes) }
    expect(await fetchFile({ sources: [made] }, { offline: true })).toEqual({ path: destination, from: made.how })
    expect(isWhole()).toBe(true)
    expect(left()).toEqual(['model.bin'])
  })

  it('is refused when it is not the pinned one, or cannot be made', async () => {
    const other = { how: 'made wrong', write: async (path: string) => writeFileSync(path, 'other') }
    const none = { how: 'not made', write: () => Promise.reject(new Error('out of order')) }
    const failure = await fetchFile({ sources: [other, none] }).catch((error: Error) => error)
    expect(failure).toMatchObject({ code: 'ERR_MODEL_LOAD', expected: '300000 bytes', actual: '5 bytes' })
    expect((failure as Error).message).toMatch(/made wrong: it is 5 bytes.*; not made: out of order/)
    expect(left()).toEqual([])
  })
})

describe('the caller', () => {
  it('can give it up, and what came so far is kept for the next time', async () => {
    const controller = new AbortController()
    server.answers.push(stallAfter(1000))
    const reason = new Error('enough')
    const pending = fetchFile({}, { signal: controller.signal, onProgress: () => controller.abort(reason) })
    await expect(pending).rejects.toMatchObject({ name: 'AbortError', code: 'ERR_ABORTED', cause: reason })
    expect(existsSync(destination)).toBe(false)
    await fetchFile()
    expect(server.ranges[1]).toBe('bytes=1000-')
  })

  it('may have given it up before', async () => {
    await expect(fetchFile({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    expect(server.ranges).toHaveLength(0)
  })

  it('may ask for the same file many times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => fetchFile()))
    expect(answers.filter(({ from }) => from)).toHaveLength(1)
    expect(server.ranges).toHaveLength(1)
  })

  it('is told of an option that does not exist', async () => {
    await expect(fetchFile({}, { retry: 3 } as never)).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'retry' })
  })

  it('is told when the folder cannot be written', async () => {
    writeFileSync(join(folder, 'deep'), 'a file where a folder should be')
    await expect(fetchFile()).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD', path: destination })
  })
})
