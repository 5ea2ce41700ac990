import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Attempt } from '@zoo/core/engine'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LibraryCandidate, searchLibrary } from './find-library.js'
import { type LibraryKind, releasesHere } from './libraries.js'
import { platformName } from './platform.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zoo-find-'))
  // A machine with nothing on it.
  vi.stubEnv('ZOO_CACHE', at('cache'))
  vi.stubEnv('HOME', at('home'))
  vi.stubEnv('PATH', at('empty'))
  for (const name of ['ZOO_LIBLITERT', 'ZOO_LIBTENSORFLOW', 'VIRTUAL_ENV', 'CONDA_PREFIX', 'LD_LIBRARY_PATH']) {
    vi.stubEnv(name, '')
  }
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const at = (...parts: string[]) => join(folder, ...parts)
/** An empty file: the search opens nothing. */
const place = (path: string) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  return path
}
const search = async (kind: LibraryKind) => {
  const found: (LibraryCandidate | Attempt)[] = []
  for await (const candidate of searchLibrary(kind)) found.push(candidate)
  return found
}
const candidates = async (kind: LibraryKind) =>
  (await search(kind)).flatMap((entry) => ('files' in entry ? [entry.files] : []))

describe.runIf(process.platform === 'linux')('searchLibrary', () => {
  it('looks everywhere in order, and says why each place did not serve', async () => {
    const found = await search('tensorflow')
    expect(found.map(({ place: name }) => name)).toEqual([
      `the package @zoo/libtensorflow-${platformName()}`,
      ...releasesHere('tensorflow').map(
        ({ version }) => `the cache (${at('cache', 'lib', `tensorflow-${version}-${platformName()}`)})`,
      ),
      'an installed @tensorflow/tfjs-node',
      "Python's tensorflow",
      "the system's loader",
      "Python's tensorflow",
    ])
    for (const entry of found) expect(entry).toMatchObject({ reason: expect.stringMatching(/\w/) })
    expect((await search('litert')).map(({ place: name }) => name)).not.toContain('an installed @tensorflow/tfjs-node')
  })

  it('takes the file a variable names, with the framework beside it first', async () => {
    const library = place(at('tf', 'libtensorflow_cc.so.2'))
    vi.stubEnv('ZOO_LIBTENSORFLOW', library)
    expect(await search('tensorflow')).toEqual([{ place: `ZOO_LIBTENSORFLOW (${library})`, files: [library] }])
    const framework = place(at('tf', 'libtensorflow_framework.so.2'))
    expect(await candidates('tensorflow')).toEqual([[framework, library]])
  })

  it('takes the library in the folder a variable names', async () => {
    const files = ['libtensorflow_framework.so.2', 'libtensorflow.so.2'].map((name) => place(at('archive', name)))
    vi.stubEnv('ZOO_LIBTENSORFLOW', at('archive'))
    expect(await candidates('tensorflow')).toEqual([files])
  })

  it('knows the library of TensorFlow 1', async () => {
    const files = ['libtensorflow_framework.so.1', 'libtensorflow.so.1'].map((name) => place(at('one', name)))
    vi.stubEnv('ZOO_LIBTENSORFLOW', at('one'))
    expect(await candidates('tensorflow')).toEqual([files])
  })

  it('looks nowhere else when a variable names nothing that exists', async () => {
    vi.stubEnv('ZOO_LIBLITERT', at('nowhere.so'))
    expect(await search('litert')).toEqual([
      { place: `ZOO_LIBLITERT (${at('nowhere.so')})`, reason: 'there is no such file or folder' },
    ])
  })

  it('finds the cache, tfjs-node, Python and the system in this order', async () => {
    const names = ['libtensorflow_framework.so.2', 'libtensorflow_cc.so.2']
    const put = (...parts: string[]) => names.map((name) => place(at(...parts, name)))
    const [release] = releasesHere('tensorflow')
    const cached = put('cache', 'lib', `tensorflow-${release!.version}-${platformName()}`)
    const modules = at('app', 'node_modules', '@tensorflow', 'tfjs-node')
    place(join(modules, 'package.json'))
    writeFileSync(join(modules, 'package.json'), '{}')
    const tfjs = ['libtensorflow_framework.so.2', 'libtensorflow.so.2'].map((name) =>
      place(join(modules, 'deps/lib', name)),
    )
    vi.spyOn(process, 'cwd').mockReturnValue(at('app'))
    expect(await candidates('tensorflow')).not.toContainEqual(tfjs)
    vi.stubEnv('ZOO_SEARCH_FROM', at('app'))
    const environment = put('env', 'lib', 'python3.12', 'site-packages', 'tensorflow')
    vi.stubEnv('VIRTUAL_ENV', at('env'))
    const own = put('home', '.local', 'lib', 'python3.11', 'site-packages', 'tensorflow')
    put('system')
    vi.stubEnv('LD_LIBRARY_PATH', at('system'))
    expect(await candidates('tensorflow')).toEqual([cached, tfjs, environment, own, ['libtensorflow_cc.so.2']])
  })

  it('asks Python for its folders last', async () => {
    const library = place(at('far', 'site-packages', 'ai_edge_litert', 'libLiteRt.so'))
    mkdirSync(at('bin'))
    vi.stubEnv('PATH', at('bin'))
    writeFileSync(at('bin', 'python3'), `#!/bin/sh\necho ${at('far', 'site-packages')}\n`, { mode: 0o755 })
    expect((await search('litert')).at(-1)).toEqual({
      place: `Python's ai_edge_litert (${at('far', 'site-packages')})`,
      files: [library],
    })
  })
})
