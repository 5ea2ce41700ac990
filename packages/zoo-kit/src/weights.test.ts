import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { dequantise, writeTflite } from '@zoo/graph'
import { pack } from 'tar-stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Manifest } from './manifest.js'
import { fillModelFolder, fillSamples, resolveFile } from './weights.js'

const bytes = Buffer.from('the weights of a model, in so many bytes')
const sha256 = createHash('sha256').update(bytes).digest('hex')
const gitBlobId = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')

async function archive(member: string): Promise<Buffer> {
  const tar = pack()
  tar.entry({ name: 'checkpoint.data' }, Buffer.alloc(2000, 1))
  tar.entry({ name: `./${member}` }, bytes)
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar) chunks.push(chunk as Buffer)
  return gzipSync(Buffer.concat(chunks))
}

const tgz = await archive('large.pb')
const requests: string[] = []
let served: Buffer
let server: Server
let base: string
let root: string
let packageFolder: URL

const manifestOf = (files: Manifest['files']): Manifest => ({
  name: 'thing',
  task: 'none',
  license: 'MIT',
  origin: 'https://example.com/',
  files,
  variants: {
    only: {
      weights: Object.keys(files)[0]!,
      inputs: [],
      outputs: [],
      preprocessing: { orientation: 'exif', channelOrder: 'rgb', resize: null, scaling: '[0,1]' },
      tolerances: {},
    },
  },
  defaultVariant: 'only',
  defaults: {},
  golden: { answers: 'test/golden.json', reference: 'none' },
})

const pinned = (name = 'thing.pb') => ({
  [name]: { sha256, sizeBytes: bytes.length, sources: [{ mirror: name }, { url: `${base}/${name}` }], bundled: true },
})

beforeEach(async () => {
  requests.length = 0
  served = bytes
  server = createServer((request, response) => {
    requests.push(request.url!)
    if (request.url?.endsWith('.tgz')) response.end(tgz)
    else if (/\.(pb|tflite)$/.test(request.url!)) response.end(served)
    else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  root = await mkdtemp(join(tmpdir(), 'weights-'))
  await mkdir(join(root, 'package', 'model'), { recursive: true })
  packageFolder = pathToFileURL(join(root, 'package/'))
  vi.stubEnv('ZOO_CACHE', join(root, 'cache'))
  vi.stubEnv('ZOO_MODEL_MIRROR', '')
  vi.stubEnv('ZOO_OFFLINE', '')
})

afterEach(async () => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  server.close()
  await rm(root, { recursive: true })
})

const inPackage = (name: string) => join(root, 'package', 'model', name)

describe('resolveFile', () => {
  it('finds the file in the package, and asks nobody', async () => {
    await writeFile(inPackage('thing.pb'), bytes)
    expect(await resolveFile(manifestOf(pinned()), packageFolder, 'thing.pb')).toBe(inPackage('thing.pb'))
    expect(requests).toEqual([])
  })

  it('fetches it into the cache once, telling how far it is', async () => {
    const progress: unknown[] = []
    const manifest = manifestOf(pinned())
    const path = await resolveFile(manifest, packageFolder, 'thing.pb', { onProgress: (step) => progress.push(step) })
    expect(path.startsWith(join(root, 'cache'))).toBe(true)
    expect(await readFile(path)).toEqual(bytes)
    expect(progress.at(-1)).toEqual({ file: 'thing.pb', receivedBytes: bytes.length, totalBytes: bytes.length })
    expect(await resolveFile(manifest, packageFolder, 'thing.pb', { offline: true })).toBe(path)
    expect(requests).toEqual(['/thing.pb'])
  })

  it('takes a member of an archive, known by its git blob id', async () => {
    const sources = [{ url: `${base}/large.tgz`, member: 'large.pb' }]
    const manifest = manifestOf({ 'large.pb': { gitBlobId, sources, bundled: false } })
    const path = await resolveFile(manifest, packageFolder, 'large.pb')
    expect(await readFile(path)).toEqual(bytes)
    const wrong = manifestOf({ 'large.pb': { gitBlobId: 'f'.repeat(40), sources, bundled: false } })
    await expect(resolveFile(wrong, packageFolder, 'large.pb')).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      expected: expect.stringContaining('f'.repeat(40)),
      actual: expect.stringContaining(gitBlobId),
    })
  })

  it('takes it from the mirror first: a folder, or the URL of one', async () => {
    const mirror = join(root, 'mirror')
    await mkdir(mirror)
    await writeFile(join(mirror, 'thing.pb'), bytes)
    const manifest = manifestOf(pinned())
    vi.stubEnv('ZOO_MODEL_MIRROR', mirror)
    expect(await readFile(await resolveFile(manifest, packageFolder, 'thing.pb'))).toEqual(bytes)
    expect(requests).toEqual([])
    vi.stubEnv('ZOO_CACHE', join(root, 'other-cache'))
    vi.stubEnv('ZOO_MODEL_MIRROR', `${base}/mirror`)
    await resolveFile(manifest, packageFolder, 'thing.pb')
    expect(requests).toEqual(['/mirror/thing.pb'])
  })

  it('goes on to the next source when one has other bytes, and never leaves those behind', async () => {
    const mirror = join(root, 'mirror')
    await mkdir(mirror)
    await writeFile(join(mirror, 'thing.pb'), Buffer.alloc(bytes.length, 7))
    vi.stubEnv('ZOO_MODEL_MIRROR', mirror)
    expect(await readFile(await resolveFile(manifestOf(pinned()), packageFolder, 'thing.pb'))).toEqual(bytes)
  })

  it('names every place it tried and what to do, when there is none to have', async () => {
    served = Buffer.alloc(bytes.length, 9)
    vi.stubEnv('ZOO_MODEL_MIRROR', join(root, 'nowhere'))
    const failure = await resolveFile(manifestOf(pinned()), packageFolder, 'thing.pb').catch((error) => error)
    expect(failure).toMatchObject({ code: 'ERR_MODEL_LOAD', path: inPackage('thing.pb') })
    for (const place of [inPackage('thing.pb'), 'nowhere', base, 'ZOO_MODEL_MIRROR', sha256]) {
      expect(failure.message).toContain(place)
    }
    expect(await readdir(join(root, 'package', 'model'))).toEqual([])
  })

  it('does not use the network when told not to', async () => {
    const manifest = manifestOf(pinned())
    const offline = { code: 'ERR_MODEL_LOAD', message: expect.stringContaining('ZOO_OFFLINE') }
    await expect(resolveFile(manifest, packageFolder, 'thing.pb', { offline: true })).rejects.toMatchObject(offline)
    vi.stubEnv('ZOO_OFFLINE', '1')
    await expect(resolveFile(manifest, packageFolder, 'thing.pb')).rejects.toMatchObject(offline)
    expect(requests).toEqual([])
  })

  it('ignores a file in the package that is cut short', async () => {
    await writeFile(inPackage('thing.pb'), bytes.subarray(0, 10))
    const path = await resolveFile(manifestOf(pinned()), packageFolder, 'thing.pb')
    expect(path).not.toBe(inPackage('thing.pb'))
  })

  it('gives up at the signal, and rejects files and options there are none of', async () => {
    const manifest = manifestOf(pinned())
    const call = (name: string, options?: object) => expect(resolveFile(manifest, packageFolder, name, options)).rejects
    await call('thing.pb', { signal: AbortSignal.abort() }).toMatchObject({ code: 'ERR_ABORTED' })
    await call('other.pb').toMatchObject({ code: 'ERR_MODEL_LOAD' })
    await call('thing.pb', { ofline: true }).toMatchObject({ code: 'ERR_ARGUMENT', option: 'ofline' })
  })
})

describe('fillModelFolder', () => {
  const write = (files: Manifest['files']) => writeFile(inPackage('model.json'), JSON.stringify(manifestOf(files)))

  it('puts what belongs into the package there, and leaves what is right alone', async () => {
    await write({
      ...pinned(),
      'large.pb': { gitBlobId, sources: [{ url: `${base}/large.pb` }], bundled: false },
    })
    const path = inPackage('thing.pb')
    expect(await fillModelFolder(packageFolder)).toEqual([{ file: 'thing.pb', path, outcome: 'placed' }])
    expect(await readFile(path)).toEqual(bytes)
    expect(await fillModelFolder(join(root, 'package'))).toEqual([{ file: 'thing.pb', path, outcome: 'present' }])
    expect((await readdir(join(root, 'package', 'model'))).sort()).toEqual(['model.json', 'thing.pb'])
    expect(requests).toEqual(['/thing.pb'])
  })

  it('replaces a file with other bytes', async () => {
    await write(pinned())
    await writeFile(inPackage('thing.pb'), Buffer.alloc(bytes.length, 1))
    expect(await fillModelFolder(packageFolder)).toMatchObject([{ outcome: 'placed' }])
    expect(await readFile(inPackage('thing.pb'))).toEqual(bytes)
  })

  it('fetches a file again that is damaged in the cache', async () => {
    await write(pinned())
    const cached = await resolveFile(manifestOf(pinned()), packageFolder, 'thing.pb')
    await writeFile(cached, Buffer.alloc(bytes.length, 1))
    expect(await fillModelFolder(packageFolder)).toMatchObject([{ outcome: 'placed' }])
    expect(await readFile(inPackage('thing.pb'))).toEqual(bytes)
    expect(await readFile(cached)).toEqual(bytes)
  })

  it('reports a file that cannot be had, keeps what was there, and goes on', async () => {
    await write({
      'lost.bin': { sha256, sizeBytes: bytes.length, sources: [{ url: `${base}/lost.bin` }], bundled: true },
      ...pinned(),
    })
    await writeFile(inPackage('lost.bin'), 'older')
    const [lost, thing] = await fillModelFolder(packageFolder)
    expect(lost).toMatchObject({ outcome: 'failed', error: { code: 'ERR_MODEL_LOAD' } })
    expect(thing).toMatchObject({ file: 'thing.pb', outcome: 'placed' })
    expect(await readFile(inPackage('lost.bin'), 'utf8')).toBe('older')
  })

  it('is safe when two fill the same folder at once', async () => {
    await write(pinned())
    const filled = await Promise.all([fillModelFolder(packageFolder), fillModelFolder(packageFolder)])
    for (const [file] of filled) expect(file?.outcome).not.toBe('failed')
    expect(await readFile(inPackage('thing.pb'))).toEqual(bytes)
    expect(requests).toEqual(['/thing.pb'])
  })

  it('rejects a folder without a manifest', async () => {
    await expect(fillModelFolder(join(root, 'nothing'))).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
  })
})

describe('fillSamples', () => {
  const sample = { sha256, sizeBytes: bytes.length, license: 'CC0-1.0', credit: 'a cat' }
  const list = (files: object, more: object = {}) =>
    writeFile(join(root, 'samples.json'), JSON.stringify({ name: 'the samples', files, ...more }))
  const cat = { ...sample, sources: [{ mirror: 'cat.pb' }, { url: `http://127.0.0.1:9/cat.pb` }] }

  it('puts the samples into the folder, from the mirror or another source, and leaves them there', async () => {
    await list({ 'cat.jpg': { ...sample, sources: [{ mirror: 'cat.pb' }, { url: `${base}/dog.pb` }] } })
    const placed = { file: 'cat.jpg', path: join(root, 'cat.jpg'), outcome: 'placed' }
    expect(await fillSamples(root)).toEqual([placed])
    expect(await fillSamples(pathToFileURL(`${root}/`))).toEqual([{ ...placed, outcome: 'present' }])
    await rm(join(root, 'cat.jpg'))
    await rm(join(root, 'cache'), { recursive: true })
    expect(await fillSamples(root, { mirror: `${base}/mirror` })).toEqual([placed])
    expect(requests).toEqual(['/dog.pb', '/mirror/cat.pb'])
  })

  it('reports a sample that no source has, with the reason of each', async () => {
    await list({ 'cat.jpg': cat, 'dog.jpg': { ...sample, sources: [{ mirror: 'dog.pb' }] } })
    const [first, second] = await fillSamples(root, { offline: true })
    expect(first).toMatchObject({ outcome: 'failed', error: { code: 'ERR_MODEL_LOAD', path: join(root, 'cat.jpg') } })
    expect(first!.error!.message).toMatch(/cat\.jpg of the samples.*http:\/\/127.*ZOO_OFFLINE.*ZOO_MODEL_MIRROR/)
    expect(second!.error!.message).toContain('no source of it is known')
  })

  it('rejects a list with a sample that has no licence, credit or checksum, or another key', async () => {
    for (const key of ['license', 'credit', 'sha256', 'sizeBytes', 'sources']) {
      await list({ 'cat.jpg': { ...cat, [key]: undefined } })
      await expect(fillSamples(root)).rejects.toMatchObject({
        code: 'ERR_MODEL_LOAD',
        path: join(root, 'samples.json'),
        message: expect.stringContaining(key),
      })
    }
    await list({ '../cat.jpg': cat })
    await expect(fillSamples(root)).rejects.toThrow(/file name without folders/)
    await list({}, { extra: 1 })
    await expect(fillSamples(root)).rejects.toThrow(/extra/)
    await expect(fillSamples(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
  })
})

describe('a derived file', () => {
  const quantization = { scales: [0.5], zeroPoints: [3], axis: 0 }
  const quantised = Buffer.from(
    writeTflite({
      description: 'test: a quantised sum',
      tensors: [
        { name: 'x', dtype: 'uint8', shape: [1, 2], quantization },
        { name: 'two', dtype: 'uint8', shape: [2], quantization, data: Uint8Array.of(7, 7) },
        { name: 'sum', dtype: 'uint8', shape: [1, 2], quantization: { ...quantization, zeroPoints: [4] } },
      ],
      operators: [{ code: 0, inputs: [0, 1], outputs: [2] }],
      inputs: [0],
      outputs: [2],
    }),
  )
  const float = Buffer.from(dequantise(quantised))
  const pinOf = (content: Buffer) => ({
    sha256: createHash('sha256').update(content).digest('hex'),
    sizeBytes: content.length,
  })
  const derivedFrom = { file: 'quantised.tflite', by: 'dequantise' as const }
  const files = () => ({
    'float.pb': { ...pinOf(float), sources: [], derivedFrom, bundled: true },
    'quantised.tflite': { ...pinOf(quantised), sources: [{ url: `${base}/quantised.tflite` }], bundled: true },
  })
  beforeEach(() => {
    served = quantised
  })

  it('is made where it belongs, of what is fetched once, and left alone afterwards', async () => {
    await writeFile(inPackage('model.json'), JSON.stringify(manifestOf(files())))
    const outcomes = async () => (await fillModelFolder(packageFolder)).map(({ outcome }) => outcome)
    expect(await outcomes()).toEqual(['placed', 'placed'])
    expect(await readFile(inPackage('float.pb'))).toEqual(float)
    expect(await outcomes()).toEqual(['present', 'present'])
    expect(requests).toEqual(['/quantised.tflite'])
  })

  it('is made in the cache where the package has only what it is made of, and no mirror is asked', async () => {
    await writeFile(inPackage('quantised.tflite'), quantised)
    vi.stubEnv('ZOO_MODEL_MIRROR', `${base}/mirror`)
    const path = await resolveFile(manifestOf(files()), packageFolder, 'float.pb')
    expect(path.startsWith(join(root, 'cache'))).toBe(true)
    expect(await readFile(path)).toEqual(float)
    expect(requests).toEqual([])
  })

  it('is not made of a file that is damaged', async () => {
    await writeFile(inPackage('quantised.tflite'), Buffer.alloc(quantised.length, 1))
    expect(await readFile(await resolveFile(manifestOf(files()), packageFolder, 'float.pb'))).toEqual(float)
    expect(requests).toEqual(['/quantised.tflite'])
  })

  it('is an error that names what it is made of, where that cannot be had', async () => {
    const manifest = manifestOf(files())
    await expect(resolveFile(manifest, packageFolder, 'float.pb', { offline: true })).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      path: inPackage('float.pb'),
      message: expect.stringMatching(/float\.pb of the model thing is not at .*quantised\.tflite could not be fetched/),
    })
  })

  it('fails with what it is made of, which is asked for once', async () => {
    await writeFile(inPackage('model.json'), JSON.stringify(manifestOf(files())))
    served = Buffer.alloc(quantised.length, 9)
    const filled = await fillModelFolder(packageFolder)
    expect(filled.map(({ outcome }) => outcome)).toEqual(['failed', 'failed'])
    expect(requests).toEqual(['/quantised.tflite'])
  })

  it('is refused when it comes out other than pinned', async () => {
    const pinned = files()
    const other = { ...pinned, 'float.pb': { ...pinned['float.pb'], sha256: 'f'.repeat(64) } }
    await expect(resolveFile(manifestOf(other), packageFolder, 'float.pb')).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      expected: `SHA-256 ${'f'.repeat(64)}`,
      actual: `SHA-256 ${pinned['float.pb'].sha256}`,
      message: expect.stringContaining('dequantise of '),
    })
  })
})
