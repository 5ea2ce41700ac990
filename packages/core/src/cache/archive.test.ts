import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { createGzip, gunzipSync, gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

describe('refuses, and leaves nothing behind,', () => {
  /** An archive of one member `a` with this header, whatever it claims, and this content. */
  const archiveOf = async (header: Partial<Header>, content: Buffer | string = '') => {
    const entries = pack()
    const bytes = Buffer.from(content)
    const { size, ...rest } = header
    if (header.type === undefined || header.type === 'file') entries.entry({ name: 'a', ...rest }, bytes)
    else entries.entry({ name: 'a', ...rest } as Header)
    entries.finalize()
    const chunks: Buffer[] = []
    for await (const chunk of entries) chunks.push(chunk as Buffer)
    const tar = Buffer.concat(chunks)
    if (size !== undefined) declare(tar, size)
    writeFileSync(at('hostile.tgz'), gzipSync(tar))
  }
  /** Writes another size into the first header, with the checksum that belongs to it. */
  const declare = (tar: Buffer, size: number) => {
    tar.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
    tar.fill(' ', 148, 156)
    const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0)
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  }
  const refused = async (message: RegExp | string, pin: object = {}, member = 'a') => {
    const target = at('refused')
    await expect(extractTar(at('hostile.tgz'), [{ member, path: target, ...pin }])).rejects.toThrow(message)
    expect(existsSync(target)).toBe(false)
  }

  it('a member that declares another size than the pin', async () => {
    await archiveOf({}, 'frozen graph')
    await refused('declares 12 bytes where 11 are expected', { sizeBytes: 11 })
    await refused('declares 12 bytes where 13 are expected', { sizeBytes: 13 })
  })

  it.each([5000, 1 << 20, 0o77777777777])('a member that has less than the %i bytes it declares', async (size) => {
    await archiveOf({ size }, 'frozen graph')
    await refused(/Unexpected end of data|more than the limit|closed|Premature/i)
  })

  it('a member with another checksum than the pin', async () => {
    await archiveOf({}, 'frozen graph')
    await refused('has SHA-256', { sha256: 'f'.repeat(64) })
  })

  it('an archive that inflates without end', async () => {
    await archiveOf({ name: 'other', size: 1 << 30 })
    const head = gunzipSync(readFileSync(at('hostile.tgz'))).subarray(0, 512)
    const zeros = Array.from({ length: 300 }, () => Buffer.alloc(1 << 20))
    await pipeline(Readable.from([head, ...zeros]), createGzip(), createWriteStream(at('hostile.tgz')))
    await refused(/inflates to more than 268435456 bytes/)
  })

  it.each(['character-device', 'block-device', 'fifo', 'directory'] as const)('a %s', async (type) => {
    await archiveOf({ type })
    await refused(`a in the archive is a ${type}, not a file`)
  })

  it.each(['/etc/passwd', '../../../../etc/passwd', 'a'])(
    'a link to %s, which is no file of the archive',
    async (linkname) => {
      for (const type of ['symlink', 'link'] as const) {
        await archiveOf({ type, linkname })
        await refused("no file 'a'")
      }
    },
  )

  it('an archive that lacks one of the members, with those already written', async () => {
    const wanted = ['model_frozen.pb', 'missing.pb'].map((member) => ({ member, path: at(`one-${member}`) }))
    await expect(extractTar(archive, wanted)).rejects.toThrow("no file 'missing.pb'")
    expect(readdirSync(folder).filter((name) => name.startsWith('one-'))).toEqual([])
  })
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
