import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { extractZip } from './unzip.js'

interface Member {
  readonly name: string
  readonly data: Buffer
  /** The size the archive declares. Default: that of the data. */
  readonly declared?: number
  readonly mode?: number
  readonly stored?: boolean
}

/** A zip archive, byte by byte, so that it can lie. @source APPNOTE.TXT 4.3 */
function zipOf(members: readonly Member[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, declared = data.length, mode = 0o100644, stored = false } of members) {
    const bytes = stored ? data : deflateRawSync(data)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(stored ? 0 : 8, 4)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(bytes.length, 14)
    common.writeUInt32LE(declared, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), bytes])
    const central = Buffer.alloc(46 - 32)
    central.writeUInt32LE(mode * 0x10000, 6)
    central.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, central, Buffer.from(name)]))
    parts.push(local)
    offset += local.length
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}

let folder: string
let archive: string
let target: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zoo-unzip-'))
  archive = join(folder, 'archive.zip')
  target = join(folder, 'target')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const zeros = Buffer.alloc(1 << 20)
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex')
const write = (...members: Member[]) => writeFileSync(archive, zipOf(members))
const extract = (pin: { sizeBytes?: number; sha256?: string } = {}) =>
  extractZip(archive, [{ member: 'lib/a.bin', path: target, ...pin }])
const left = () => readdirSync(folder)

it('writes the members asked for and no others', async () => {
  write({ name: 'other', data: Buffer.from('x') }, { name: 'lib/a.bin', data: zeros })
  await extract({ sizeBytes: zeros.length, sha256: sha256(zeros) })
  expect(readFileSync(target).equals(zeros)).toBe(true)
  expect(left()).toEqual(['archive.zip', 'target'])
})

it('reports the bytes written so far', async () => {
  write({ name: 'lib/a.bin', data: zeros })
  const seen: number[] = []
  await extractZip(archive, [{ member: 'lib/a.bin', path: target }], {
    onProgress: (_wanted, written, total) => seen.push(written, total),
  })
  expect(seen.slice(-2)).toEqual([zeros.length, zeros.length])
})

describe('refuses, and leaves nothing behind,', () => {
  const refused = async (message: RegExp, pin?: object) => {
    await expect(extract(pin)).rejects.toThrow(message)
    expect(left()).toEqual(['archive.zip'])
  }

  it.each([1, 1000, zeros.length - 1])(
    'a member that inflates to more than the %i bytes it declares',
    async (declared) => {
      write({ name: 'lib/a.bin', data: zeros, declared })
      await refused(/too many bytes|more than/)
    },
  )

  it.each([zeros.length + 1, 0x7fffffff])('a member that has less than the %i bytes it declares', async (declared) => {
    write({ name: 'lib/a.bin', data: zeros, declared })
    await refused(/not enough bytes|declares/)
  })

  it('a stored member whose sizes differ', async () => {
    write({ name: 'lib/a.bin', data: zeros, declared: 10, stored: true })
    await refused(/size/)
  })

  it('a member that declares another size than the pin, before any of it is written', async () => {
    write({ name: 'lib/a.bin', data: zeros })
    const progress: number[] = []
    const wanted = [{ member: 'lib/a.bin', path: target, sizeBytes: 10 }]
    const pending = extractZip(archive, wanted, { onProgress: (_wanted, written) => progress.push(written) })
    await expect(pending).rejects.toThrow(`declares ${zeros.length} bytes where 10 are expected`)
    expect(progress).toEqual([])
    expect(left()).toEqual(['archive.zip'])
  })

  it('a member with another checksum than the pin', async () => {
    write({ name: 'lib/a.bin', data: zeros })
    await refused(/has SHA-256/, { sha256: 'f'.repeat(64) })
  })

  it.each([
    ['symbolic link', 0o120777],
    ['character device', 0o020666],
    ['block device', 0o060666],
    ['pipe', 0o010666],
    ['socket', 0o140777],
  ])('a %s', async (_kind, mode) => {
    write({ name: 'lib/a.bin', data: Buffer.from('/etc/passwd'), mode })
    await refused(/a link or a device, not a file/)
  })

  it.each(['../escape', '/etc/escape', 'lib/../../escape', 'C:/escape'])(
    'an archive with the name %s',
    async (name) => {
      write({ name, data: zeros }, { name: 'lib/a.bin', data: zeros })
      await refused(/invalid relative path|absolute path/)
      expect(existsSync(join(folder, '..', 'escape'))).toBe(false)
    },
  )

  it('an archive that lacks one of the members, with those already written', async () => {
    write({ name: 'lib/a.bin', data: zeros })
    const wanted = ['lib/a.bin', 'lib/b.bin'].map((member, index) => ({ member, path: `${target}${index}` }))
    await expect(extractZip(archive, wanted)).rejects.toThrow("no file 'lib/b.bin'")
    expect(left()).toEqual(['archive.zip'])
  })

  it.each([10, 100, 900])('an archive that is cut off after %i bytes', async (length) => {
    write({ name: 'lib/a.bin', data: zeros })
    writeFileSync(archive, readFileSync(archive).subarray(0, length))
    await refused(/./)
  })
})
