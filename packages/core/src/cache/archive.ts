import { createReadStream, createWriteStream } from 'node:fs'
import { posix } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { namesInWords } from '../wording.js'

/** A name may be a link to a link, as `lib.so` to `lib.so.2` to `lib.so.2.18.0`. */
const LINK_LIMIT = 4

/**
 * Writes members of a `.tar.gz` archive to files of the caller's own naming, so no name inside it is trusted. A member
 * that is a link stands for the file it leads to.
 * @param targets where each member goes, by its name in the archive, a leading `./` left out
 * @throws Error when the archive is damaged or has no such member
 */
export async function extractTar(
  archive: string,
  targets: ReadonlyMap<string, string>,
  signal?: AbortSignal,
): Promise<void> {
  let wanted = new Map(targets)
  for (let passes = 0; wanted.size > 0; passes++) {
    const links = await extractFiles(archive, wanted, signal)
    const lost = [...wanted.keys()].filter((name) => passes === LINK_LIMIT || !links.has(name))
    if (lost.length > 0) throw new Error(`the archive has no file ${namesInWords(lost)}`)
    wanted = new Map([...wanted].map(([name, target]) => [links.get(name)!, target]))
  }
}

/** Writes the wanted files in one pass, takes each off `wanted`, and says where the links lead. */
async function extractFiles(
  archive: string,
  wanted: Map<string, string>,
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const { extract } = await import('tar-stream')
  const links = new Map<string, string>()
  const unpack = extract()
  const reading = pipeline(createReadStream(archive), createGunzip(), unpack, { ...(signal && { signal }) })
  // The loop below meets the same failure; without this, one that comes first would be nobody's.
  reading.catch(() => {})
  for await (const entry of unpack) {
    const { type, linkname } = entry.header
    const name = withoutDot(entry.header.name)
    const target = type === 'file' ? wanted.get(name) : undefined
    if (target !== undefined) {
      wanted.delete(name)
      await pipeline(entry, createWriteStream(target), { ...(signal && { signal }) })
      continue
    }
    if (type === 'symlink' && linkname) links.set(name, posix.join(posix.dirname(name), linkname))
    if (type === 'link' && linkname) links.set(name, withoutDot(linkname))
    entry.resume()
  }
  await reading
  return links
}

const withoutDot = (name: string): string => name.replace(/^\.\//, '')
