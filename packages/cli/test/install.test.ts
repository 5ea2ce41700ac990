import { copyFile, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLibrary, platformName, releasesHere } from '@zoo/native'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hasEngine } from '../../../test/support/engines.js'
import { zoo } from './zoo.js'

const release = releasesHere('litert')[0]
const file = release?.files[0]

/** The pinned library, where this machine has that very one. */
async function pinnedLibrary(): Promise<string | undefined> {
  if (!file || !(await hasEngine('litert'))) return undefined
  const { path } = await openLibrary('litert', false)
  return (await stat(path)).size === file.sizeBytes ? path : undefined
}

describe('zoo install', () => {
  let cache: string
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'zoo-install-'))
  })
  afterEach(() => rm(cache, { recursive: true }))
  const install = (...args: string[]) => zoo(['install', ...args], { env: { ZOO_CACHE: cache } })

  it('fails offline with the reason and the cure, and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await install('litert', '--offline', '--json')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^ERR_NATIVE_LOAD: libLiteRt could not be installed/)
    expect(stderr).toContain('To cure it: ')
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'ERR_NATIVE_LOAD', tried: expect.any(Array) } })
    const left = await readdir(cache, { recursive: true, withFileTypes: true })
    expect(left.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([])
  })

  it('reports each of both', async () => {
    const { code, stdout, stderr } = await install('--offline', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject([
      { kind: 'litert', error: { code: 'ERR_NATIVE_LOAD' } },
      { kind: 'tensorflow', error: { code: 'ERR_NATIVE_LOAD' } },
    ])
    expect(stderr.match(/^ERR_NATIVE_LOAD/gm)).toHaveLength(2)
  })

  it.each([
    ['another library', ['torch'], 'Allowed choices are litert, tensorflow'],
    ['--from without a library', ['--from', 'a.whl'], 'zoo install tensorflow --from FILE'],
    ['another source', ['litert', '--source', 'attic'], 'auto, pypi, archive'],
  ])('exits 2 on %s', async (_what, args, message) => {
    const { code, stderr } = await install(...args)
    expect(code).toBe(2)
    expect(stderr).toMatch(/^ERR_USAGE: /)
    expect(stderr).toContain(message)
  })

  it('leaves alone what is there', async (context) => {
    const library = await pinnedLibrary()
    if (!library || !release || !file) return context.skip('the pinned LiteRT is not on this machine')
    const folder = join(cache, 'lib', `litert-${release.version}-${platformName()}`)
    await mkdir(folder, { recursive: true })
    await copyFile(library, join(folder, file.name))
    const { code, stdout, stderr } = await install('litert', '--offline')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(`✓ litert ${release.version} is there already in ${folder}\n`)
    expect(JSON.parse((await install('litert', '--json')).stdout)).toEqual([
      { kind: 'litert', version: release.version, files: [join(folder, file.name)], fetched: false },
    ])
  })
})
