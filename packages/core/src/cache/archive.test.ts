import { createHash } from 'node:crypto'
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serve } from './__fixtures__/server.js'
import { extractTar } from './archive.js'
import { download } from './download.js'

let folder: string
let archive: string
const at = (name: string) => join(folder, name)
const sha256 = createHash('sha256').update('frozen graph').digest('hex')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zoo-archive-'))
  archive = at('model.tgz')
  const entries = pack()
  entries.entry({ name: './lib/lib.so', type: 'symlink', linkname: 'lib.so.2' })
  entries.entry({ name: './lib/lib.so.2', type: 'symlink', linkname: 'lib.so.2.18.0' })
  entries.entry({ name: './lib/lib.so.2.18.0' }, 'a library')
  entries.entry({ name: './lib/loop', type: 'symlink', linkname: 'loop' })
  entries.entry({ name: '../../escape' }, 'nobody asked for this')
  entries.entry({ name: './model_frozen.pb' }, 'frozen graph')
  entries.finalize()
  await pipeline(entries, createGzip(), createWriteStream(archive))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('writes the members asked for, under the names asked for, and no others', async () => {
  const before = readdirSync(folder)
  await extractTar(archive, [{ member: 'model_frozen.pb', path: at('graph.pb') }])
  expect(readFileSync(at('graph.pb'), 'utf8')).toBe('frozen graph')
  expect(readdirSync(folder)).toEqual([...before, 'graph.pb'].sort())
})

it('follows links to the file they lead to', async () => {
  await extractTar(archive, [{ member: 'lib/lib.so', path: at('lib.so') }])
  expect(readFileSync(at('lib.so'), 'utf8')).toBe('a library')
})

it('says which member an archive lacks, links that lead nowhere included', async () => {
  await expect(extractTar(archive, [{ member: 'missing.pb', path: at('x') }])).rejects.toThrow("no file 'missing.pb'")
  await expect(extractTar(archive, [{ member: 'lib/loop', path: at('x') }])).rejects.toThrow("no file 'lib/loop'")
})

it('rejects an archive that is cut off', async () => {
  writeFileSync(at('half.tgz'), readFileSync(archive).subarray(0, 100))
  await expect(extractTar(at('half.tgz'), [{ member: 'model_frozen.pb', path: at('x') }])).rejects.toThrow()
})

it('is a source of a pinned file, from a server or this machine', async () => {
  const server = await serve(readFileSync(archive))
  for (const [index, url] of [server.url, pathToFileURL(archive).href].entries()) {
    const destination = at(`downloaded-${index}.pb`)
    await download({ sources: [{ url, member: 'model_frozen.pb' }], sha256, destination })
    expect(readFileSync(destination, 'utf8')).toBe('frozen graph')
  }
  expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([])
  expect(readdirSync(folder)).toContain('model.tgz')
  await server.close()
})
