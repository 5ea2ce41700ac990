import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { posix } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { namesInWords } from '../wording.js'
import { type ExtractOptions, removeWritten, type Wanted, writeMember } from './write-member.js'

/** A name may be a link to a link, as `lib.so` to `lib.so.2` to `lib.so.2.18.0`. */
const LINK_LIMIT = 4

/** An archive that inflates to more than both is a bomb: libraries and weights compress to between a tenth and nine tenths. */
const INFLATED_RATIO = 64
const INFLATED_BYTES = 256 * 1024 ** 2

/**
 * Writes members of a `.tar.gz` archive to files that the caller names; only regular files are written. A member that is a
 * link stands for the file of the same archive that it leads to. A failed extraction leaves no file.
 * @throws Error when the archive is damaged, lacks a member, or a member is no file or has another size than declared or pinned
 */
export async function extractTar(
  archive: string,
  files: readonly Wanted[],
  options: ExtractOptions = {},
): Promise<void> {
  const written: Wanted[] = []
  let wanted = new Map(files.map((file) => [file.member, file]))
  try {
    for (let passes = 0; wanted.size > 0; passes++) {
      const links = await extractFiles(archive, wanted, written, options)
      const lost = [...wanted.keys()].filter((name) => passes === LINK_LIMIT || !links.has(name))
      if (lost.length > 0)
        throw new Error(`the archive has no file ${namesInWords(lost.map((name) => wanted.get(name)!.member))}`)
      wanted = new Map([...wanted].map(([name, file]) => [links.get(name)!, file]))
    }
  } catch (error) {
    await removeWritten(written)
    throw error
  }
}

/** Writes the wanted files in one pass, moves each from `wanted` to `written`, and returns where the links lead. */
async function extractFiles(
  archive: string,
  wanted: Map<string, Wanted>,
  written: Wanted[],
  options: ExtractOptions,
): Promise<Map<string, string>> {
  const { extract } = await import('tar-stream')
  const links = new Map<string, string>()
  const unpack = extract()
  const { signal } = options
  const bounded = boundedTo(Math.max(INFLATED_BYTES, INFLATED_RATIO * (await stat(archive)).size))
  const reading = pipeline(createReadStream(archive), createGunzip(), bounded, unpack, { ...(signal && { signal }) })
  // The loop below meets the same failure; without this, one that comes first would be an unhandled rejection.
  reading.catch(() => {})
  for await (const entry of unpack) {
    const { type, linkname, size } = entry.header
    const name = withoutDot(entry.header.name)
    const file = wanted.get(name)
    if (type === 'symlink' && linkname) links.set(name, posix.join(posix.dirname(name), linkname))
    else if (type === 'link' && linkname) links.set(name, withoutDot(linkname))
    else if (file && type !== 'file') throw new Error(`${name} in the archive is a ${type}, not a file`)
    else if (file) {
      wanted.delete(name)
      written.push(file)
      await writeMember(entry, file, size ?? 0, options)
      continue
    }
    entry.resume()
  }
  await reading
  return links
}

/** A stream that fails after so many bytes. */
function boundedTo(limitBytes: number): Transform {
  let passed = 0
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      passed += chunk.byteLength
      if (passed > limitBytes) done(new Error(`the archive inflates to more than ${limitBytes} bytes`))
      else done(null, chunk)
    },
  })
}

const withoutDot = (name: string): string => name.replace(/^\.\//, '')
