import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { download } from '../download.js'
import type { Source } from '../source.js'

// The real npm, pip and cargo, on registries of one package each: two on loopback, and a folder for pip.
const TEXT = 'weights, in so many bytes'
const sha256 = createHash('sha256').update(TEXT).digest('hex')
const shell = process.platform === 'win32'
const has = (program: string, ...args: string[]) => spawnSync(program, args, { shell, stdio: 'ignore' }).status === 0
const hasPip = has('python3', '-m', 'pip', '--version')
const hasCargo = has('cargo', 'info', '--help')

let folder: string
let destination: string
let server: Server
let requests: string[]
let files: Map<string, Buffer>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zoo-clients-'))
  destination = join(folder, 'cache', 'weights.bin')
  requests = []
  files = new Map()
  server = createServer((request, response) => {
    requests.push(request.url!)
    const file = files.get(request.url!)
    if (file) response.end(file)
    else response.writeHead(404).end('{"error":"not found"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, '')
  vi.stubEnv('ZOO_OFFLINE', '')
  await serveNpm()
  await serveCrate()
  shelveWheel()
})
afterEach(async () => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

async function tarball(contents: Readonly<Record<string, string>>): Promise<Buffer> {
  const entries = pack()
  for (const [name, text] of Object.entries(contents)) entries.entry({ name }, text)
  entries.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of entries) chunks.push(chunk as Buffer)
  return gzipSync(Buffer.concat(chunks))
}

/** The package zoo-test-thing 1.0.0 in a registry of npm's kind. */
async function serveNpm() {
  const manifest = { name: 'zoo-test-thing', version: '1.0.0', scripts: { prepare: 'exit 1', prepack: 'exit 1' } }
  const tgz = await tarball({ 'package/package.json': JSON.stringify(manifest), 'package/data/weights.bin': TEXT })
  const integrity = `sha512-${createHash('sha512').update(tgz).digest('base64')}`
  const version = { ...manifest, dist: { tarball: `${base()}/npm/thing.tgz`, integrity } }
  const packument = { name: manifest.name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }
  files.set('/npm/zoo-test-thing', Buffer.from(JSON.stringify(packument)))
  files.set('/npm/thing.tgz', tgz)
  vi.stubEnv('npm_config_registry', `${base()}/npm/`)
  vi.stubEnv('npm_config_cache', join(folder, 'npm-cache'))
  vi.stubEnv('npm_config_fetch_retries', '0')
}

/** The crate zoo_test_thing 0.1.0 in a sparse registry that takes the place of the default. */
async function serveCrate() {
  const manifest = '[package]\nname = "zoo_test_thing"\nversion = "0.1.0"\nedition = "2021"\n'
  const crate = await tarball({
    'zoo_test_thing-0.1.0/Cargo.toml': manifest,
    'zoo_test_thing-0.1.0/src/lib.rs': '',
    'zoo_test_thing-0.1.0/src/weights.bin': TEXT,
  })
  const cksum = createHash('sha256').update(crate).digest('hex')
  const entry = { name: 'zoo_test_thing', vers: '0.1.0', deps: [], cksum, features: {}, yanked: false }
  files.set('/index/config.json', Buffer.from(JSON.stringify({ dl: `${base()}/crates/{crate}` })))
  files.set('/index/zo/o_/zoo_test_thing', Buffer.from(`${JSON.stringify(entry)}\n`))
  files.set('/crates/zoo_test_thing', crate)
  const home = join(folder, 'cargo-home')
  mkdirSync(home)
  const config = `[source.crates-io]\nreplace-with = "test"\n[source.test]\nregistry = "sparse+${base()}/index/"\n`
  writeFileSync(join(home, 'config.toml'), config)
  vi.stubEnv('CARGO_HOME', home)
  vi.stubEnv('CARGO_NET_RETRY', '0')
}

/** The wheel zoo-test-library 1.0.0 in a folder that pip takes for its index. */
function shelveWheel() {
  if (!hasPip) return
  const script = new URL('../../../../native/lib/__fixtures__/make-archives.py', import.meta.url)
  execFileSync('python3', [fileURLToPath(script), folder, TEXT])
  vi.stubEnv('PIP_NO_INDEX', '1')
  vi.stubEnv('PIP_FIND_LINKS', folder)
}

const npm = { npm: 'zoo-test-thing', version: '1.0.0', file: 'data/weights.bin' }
const pypi = { pypi: 'zoo-test-library', version: '1.0.0', file: 'zoo_test_library/libTest.so' }
const crate = { crate: 'zoo_test_thing', version: '0.1.0', file: 'src/weights.bin' }
const fetchFrom = (...sources: Source[]) =>
  download({ sources, sha256, sizeBytes: TEXT.length, destination }, { retries: 0 })
/** Leaves PATH with Node alone, so that no client is found. */
const withoutClients = () => vi.stubEnv('PATH', join(folder, 'empty'))
const left = () => readdirSync(join(folder, 'cache'))

const kinds = [
  { name: 'npm', source: npm, from: 'npm (zoo-test-thing 1.0.0)', absent: 'there is no npm', present: true },
  { name: 'pip', source: pypi, from: 'pip (zoo-test-library 1.0.0)', absent: 'there is no python3', present: hasPip },
  {
    name: 'cargo',
    source: crate,
    from: 'cargo (zoo_test_thing 0.1.0)',
    absent: 'there is no cargo',
    present: hasCargo,
  },
]

describe.each(kinds)('a file in a package that $name fetches', ({ name, source, from, absent, present }) => {
  beforeEach(({ skip }) => {
    if (!present) skip(`${name} is not installed`)
  })

  it('is checked and put in place, with nothing beside it', async () => {
    expect(await fetchFrom(source)).toEqual({ path: destination, from })
    expect(readFileSync(destination, 'utf8')).toBe(TEXT)
    expect(left()).toEqual(['weights.bin'])
  })

  it('is refused when it is not the pinned one', async () => {
    const pinned = { sources: [source], sha256: 'f'.repeat(64), destination }
    await expect(download(pinned)).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      expected: `SHA-256 ${'f'.repeat(64)}`,
      actual: `SHA-256 ${sha256}`,
    })
    expect(left()).toEqual([])
  })

  it('is refused when it has another size than the pinned one', async () => {
    const pinned = { sources: [source], sha256, sizeBytes: 5, destination }
    await expect(download(pinned)).rejects.toThrow(/25 bytes.*5/)
    expect(left()).toEqual([])
  })

  it('is an error in one line when the package lacks it', async () => {
    const failure = await fetchFrom({ ...source, file: 'no/such.file' }).catch((error: Error) => error)
    expect(failure).toMatchObject({ code: 'ERR_MODEL_LOAD', message: expect.stringContaining('no/such.file') })
    expect((failure as Error).message).not.toContain('\n')
    expect(left()).toEqual([])
  })

  it('is an error with what the client says when there is no such version', async () => {
    const failure = await fetchFrom({ ...source, version: '7.0.0' }).catch((error: Error) => error)
    expect((failure as Error).message).toMatch(new RegExp(`${name}.* 7\\.0\\.0\\): .*failed: .+`))
    expect((failure as Error).message).not.toContain('\n')
    expect(left()).toEqual([])
  })

  it('is left to the next source when the client is not installed, and says so', async () => {
    withoutClients()
    const made = { how: 'made here', write: async (path: string) => writeFileSync(path, TEXT) }
    expect(await fetchFrom(source, made)).toMatchObject({ from: 'made here' })
    rmSync(destination)
    await expect(fetchFrom(source)).rejects.toThrow(absent)
  })

  it('is not asked for offline', async () => {
    vi.stubEnv('ZOO_OFFLINE', '1')
    await expect(fetchFrom(source)).rejects.toThrow(/not asked, since ZOO_OFFLINE/)
    expect(requests).toEqual([])
  })

  it('can be given up', async () => {
    const controller = new AbortController()
    const file = { sources: [source], sha256, destination }
    const pending = download(file, { signal: controller.signal })
    controller.abort()
    await expect(pending).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    expect(existsSync(destination)).toBe(false)
  })
})

it.skipIf(!hasCargo)('a crate that cargo has already is not fetched again', async () => {
  await fetchFrom(crate)
  rmSync(destination)
  await fetchFrom(crate)
  expect(requests.filter((url) => url.startsWith('/crates/'))).toEqual(['/crates/zoo_test_thing'])
})
