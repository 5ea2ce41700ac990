import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { installFrom, installLibrary } from './install.js'
import type { InstallProgress } from './install-ways.js'
import type { Archive, Wheel } from './libraries.js'
import { platformName } from './platform.js'

const TEXT = 'a library, for all that the installer knows'
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const hasPip = spawnSync('python3', ['-m', 'pip', '--version']).status === 0

let folder: string
let shelf: string
let server: Server
let requests: string[]
let wheel: Wheel
let archives: { zip: Archive; tar: Archive }

beforeEach(async ({ skip }) => {
  if (!hasPip && !process.env.CI) skip('Python 3 with pip is not installed')
  folder = mkdtempSync(join(tmpdir(), 'zoo-install-'))
  shelf = join(folder, 'shelf')
  mkdirSync(shelf)
  execFileSync('python3', [fileURLToPath(new URL('./__fixtures__/make-archives.py', import.meta.url)), shelf, TEXT])
  requests = []
  server = createServer((request, response) => {
    requests.push(request.url ?? '')
    const path = join(shelf, basename(request.url ?? ''))
    if (existsSync(path)) response.end(readFileSync(path))
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const file = { name: 'libTest.so', sha256: sha256(TEXT), sizeBytes: TEXT.length }
  wheel = {
    package: 'zoo-test-library',
    version: '1.0.0',
    tag: 'any',
    sizeBytes: 1000,
    files: [{ ...file, member: 'zoo_test_library/libTest.so' }],
    notices: [],
  }
  const archive = (name: string): Archive => ({
    version: '0.9.0',
    url: `${url}/${name}`,
    sha256: sha256(readFileSync(join(shelf, name))),
    files: [{ member: 'lib/libTest.so', name: 'libTest.so' }],
    notices: [],
  })
  archives = { zip: archive('library.zip'), tar: archive('library.tar.gz') }
  vi.stubEnv('ZOO_CACHE', join(folder, 'cache'))
  vi.stubEnv('ZOO_OFFLINE', '')
  // The real pip, with a folder for its index.
  vi.stubEnv('PIP_NO_INDEX', '1')
  vi.stubEnv('PIP_FIND_LINKS', shelf)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

const inCache = () => readdirSync(join(folder, 'cache', 'lib'))
/**
 * A python3 that at first does nothing, and `atEnd` when it is ended; from the second time on it is the real one.
 * @returns waits until it has begun
 */
function slowPython(atEnd: string): () => Promise<boolean> {
  const [bin, begun] = [join(folder, 'bin'), join(folder, 'begun')]
  const real = execFileSync('sh', ['-c', 'command -v python3'], { encoding: 'utf8' }).trim()
  const program = `#!/bin/sh
[ -e "${begun}" ] && exec "${real}" "$@"
trap '${atEnd}; exit' TERM
echo > "${begun}"
while :; do sleep 0.05; done
`
  mkdirSync(bin)
  writeFileSync(join(bin, 'python3'), program, { mode: 0o755 })
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`)
  return () => vi.waitUntil(() => existsSync(begun), { timeout: 60_000 })
}
const noPython = () => vi.stubEnv('PATH', join(folder, 'empty'))

describe('from a wheel', () => {
  it('keeps the library and nothing else, in a folder named by its version and platform', async () => {
    const { files, version, fetched } = await installFrom({ wheel }, 'litert')
    expect({ version, fetched }).toEqual({ version: '1.0.0', fetched: true })
    expect(files).toEqual([join(folder, 'cache', 'lib', `litert-1.0.0-${platformName()}`, 'libTest.so')])
    expect(readFileSync(files[0]!, 'utf8')).toBe(TEXT)
    expect(inCache()).toEqual([`litert-1.0.0-${platformName()}`])
    expect(readdirSync(join(files[0]!, '..'))).toEqual(['libTest.so'])
  })

  it('runs nothing the second time', async () => {
    await installFrom({ wheel }, 'litert')
    noPython()
    expect(await installFrom({ wheel }, 'litert')).toMatchObject({ fetched: false })
  })

  it('happens once when asked for many times at once', async () => {
    const all = await Promise.all(Array.from({ length: 3 }, () => installFrom({ wheel }, 'litert')))
    expect(all.filter(({ fetched }) => fetched)).toHaveLength(1)
  })

  it('refuses a library that is not the pinned one, and leaves nothing of it', async () => {
    const other = { ...wheel, files: [{ ...wheel.files[0]!, sha256: sha256('another') }] }
    await expect(installFrom({ wheel: other }, 'litert')).rejects.toMatchObject({
      code: 'ERR_NATIVE_LOAD',
      platform: platformName(),
      tried: [{ place: 'pip (zoo-test-library 1.0.0)', reason: expect.stringContaining(sha256(TEXT)) }],
    })
    expect(inCache()).toEqual([])
  })

  it('tells how far it is', async () => {
    const seen: InstallProgress[] = []
    await installFrom({ wheel }, 'litert', { onProgress: (progress) => seen.push(progress) })
    expect(seen.at(-1)).toEqual({
      step: 'unpack',
      file: 'libTest.so',
      receivedBytes: TEXT.length,
      totalBytes: TEXT.length,
    })
  })

  it('says what pip said when pip has no such wheel', async () => {
    await expect(installFrom({ wheel: { ...wheel, version: '7.0.0' } }, 'litert')).rejects.toThrow(
      /pip of python3 failed: No matching distribution found for zoo-test-library==7\.0\.0/,
    )
  })

  it('starts afresh over what a killed process left', async () => {
    const half = join(folder, 'cache', 'lib', `litert-1.0.0-${platformName()}.new`)
    mkdirSync(half, { recursive: true })
    writeFileSync(join(half, 'junk'), '')
    const { files } = await installFrom({ wheel }, 'litert')
    expect(readdirSync(join(files[0]!, '..'))).toEqual(['libTest.so'])
  })

  it('can be given up', async () => {
    const controller = new AbortController()
    const pending = installFrom({ wheel }, 'litert', { signal: controller.signal })
    controller.abort()
    await expect(pending).rejects.toMatchObject({ code: 'ERR_ABORTED', name: 'AbortError' })
  })

  it.skipIf(process.platform === 'win32')(
    'is given up when pip has ended, which may still write until then',
    async () => {
      const ended = join(folder, 'ended')
      const begun = slowPython(`sleep 0.3; echo > "$TMPDIR/last"; echo > "${ended}"`)
      const controller = new AbortController()
      const pending = installFrom({ wheel }, 'litert', { signal: controller.signal })
      await begun()
      controller.abort()
      await expect(pending).rejects.toMatchObject({ code: 'ERR_ABORTED' })
      expect(existsSync(ended)).toBe(true)
      expect(inCache()).toEqual([])
    },
  )

  it.skipIf(process.platform === 'win32')(
    'begins again when another has taken its lock, and leaves what that one does alone',
    async () => {
      const begun = slowPython(':')
      const pending = installFrom({ wheel }, 'litert')
      await begun()
      // As after this process has slept for long.
      const lock = join(folder, 'cache', 'lib', `litert-${platformName()}.lock`)
      const others = join(folder, 'cache', 'lib', `litert-1.0.0-${platformName()}.other.new`)
      rmdirSync(lock)
      mkdirSync(lock)
      mkdirSync(others)
      await vi.waitUntil(() => inCache().filter((name) => name.endsWith('.new')).length === 1, { timeout: 60_000 })
      expect(existsSync(others)).toBe(true)
      // The other was killed.
      rmdirSync(lock)
      expect(await pending).toMatchObject({ fetched: true })
      expect(inCache()).toEqual([`litert-1.0.0-${platformName()}`])
    },
  )
})

describe('from an archive', () => {
  it.each(['zip', 'tar'] as const)('unpacks a %s', async (form) => {
    const { files, version } = await installFrom({ archive: archives[form] }, 'tensorflow')
    expect(version).toBe('0.9.0')
    expect(readFileSync(files[0]!, 'utf8')).toBe(TEXT)
    expect(readdirSync(join(folder, 'cache', 'downloads'))).toEqual([])
  })

  it('is the way where there is no Python', async () => {
    noPython()
    expect(await installFrom({ wheel, archive: archives.tar }, 'tensorflow')).toMatchObject({ version: '0.9.0' })
  })

  it('is refused when it is not the pinned one', async () => {
    const archive = { ...archives.tar, sha256: sha256('another') }
    await expect(installFrom({ archive }, 'tensorflow')).rejects.toMatchObject({
      code: 'ERR_NATIVE_LOAD',
      message: expect.stringContaining(archives.tar.sha256),
    })
    expect(inCache()).toEqual([])
  })

  it('is all that is asked when it is asked for by name', async () => {
    expect(await installFrom({ wheel, archive: archives.zip }, 'tensorflow', { source: 'archive' })).toMatchObject({
      version: '0.9.0',
    })
  })
})

describe('what stands in the way', () => {
  it('is listed by place, with what to do', async () => {
    noPython()
    const archive = { ...archives.tar, url: archives.tar.url.replace('library', 'missing') }
    const failure = installFrom({ wheel, archive }, 'tensorflow')
    await expect(failure).rejects.toMatchObject({
      tried: [
        { place: 'pip (zoo-test-library 1.0.0)', reason: expect.stringContaining('there is no python3') },
        { place: archive.url, reason: expect.stringContaining('the server answered 404') },
      ],
      advice:
        'Install Python 3 with pip and let it reach its index, bring a wheel by hand ' +
        '(npx @zoo/cli install tensorflow --from FILE), or set ZOO_LIBTENSORFLOW to a copy of the library',
    })
  })

  it('may be a file that is none, or a cache that cannot be written', async () => {
    const from = join(shelf, 'none.whl')
    await expect(installFrom({ wheel }, 'tensorflow', { from })).rejects.toMatchObject({
      tried: [{ place: from, reason: expect.stringContaining('ENOENT') }],
      advice: expect.stringMatching(/^Give a whole wheel or archive of the pinned version/),
    })
    vi.stubEnv('ZOO_CACHE', join(shelf, 'library.tar.gz', 'cache'))
    await expect(installFrom({ wheel }, 'tensorflow')).rejects.toMatchObject({
      code: 'ERR_NATIVE_LOAD',
      advice: expect.stringMatching(/^Set ZOO_CACHE to a folder that this user may write in, or/),
    })
  })

  it('may be that we publish none for the platform', async () => {
    await expect(installFrom({}, 'litert')).rejects.toMatchObject({
      code: 'ERR_NATIVE_LOAD',
      message: expect.stringContaining('is not published for this platform'),
      advice: expect.stringContaining('set ZOO_LIBLITERT to a copy of the library'),
    })
  })

  it('may be that the network is forbidden; a file that is here still serves', async () => {
    vi.stubEnv('ZOO_OFFLINE', '1')
    const sources = { wheel, archive: archives.tar }
    await expect(installFrom(sources, 'tensorflow')).rejects.toThrow(
      /ZOO_OFFLINE.*@zoo\/cli install tensorflow --from FILE/,
    )
    expect(requests).toEqual([])
    const from = join(shelf, 'zoo_test_library-1.0.0-cp311-cp311-any.whl')
    expect(await installFrom(sources, 'tensorflow', { from })).toMatchObject({ version: '1.0.0', fetched: true })
    expect(
      await installFrom({ archive: archives.tar }, 'tensorflow', { from: join(shelf, 'library.tar.gz') }),
    ).toMatchObject({ version: '0.9.0', fetched: true })
    expect(existsSync(join(shelf, 'library.tar.gz'))).toBe(true)
  })

  it('may be the file that was named', async () => {
    await expect(installFrom({ wheel }, 'litert', { from: join(shelf, 'absent.whl') })).rejects.toThrow(/no such file/)
    await expect(installFrom({ wheel }, 'litert', { from: join(shelf, 'library.tar.gz') })).rejects.toMatchObject({
      code: 'ERR_NATIVE_LOAD',
    })
  })

  it('may be a bad option', async () => {
    await expect(installLibrary('litert', { source: 'npm' } as never)).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
    await expect(installLibrary('litert', { sauce: 'pypi' } as never)).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
  })
})
