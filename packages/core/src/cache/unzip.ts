import type { Entry } from 'yauzl'
import { namesInWords } from '../wording.js'
import { type ExtractOptions, removeWritten, type Wanted, writeMember } from './write-member.js'

/** The bits of a Unix mode that say what a file is. @source inode(7) */
const FILE_TYPE = 0o170000
const REGULAR_FILE = 0o100000
/** Upper byte of "version made by" when the upper half of the external attributes is a Unix mode. @source APPNOTE.TXT 4.4.2 */
const MADE_ON_UNIX = 3

/**
 * Writes members of a zip archive or wheel to files that the caller names; only regular files are written. A failed
 * extraction leaves no file.
 * @throws Error when the archive is damaged, has a name that leaves its folder, lacks a member, or a member is no file, has
 *   another size than declared or pinned, or another checksum than pinned
 */
export async function extractZip(
  archive: string,
  files: readonly Wanted[],
  options: ExtractOptions = {},
): Promise<void> {
  const { default: yauzl } = await import('yauzl')
  const zip = await yauzl.openPromise(archive)
  const wanted = new Map(files.map((file) => [file.member, file]))
  const written: Wanted[] = []
  try {
    for await (const entry of zip.eachEntry()) {
      const file = wanted.get(entry.fileName)
      if (!file) continue
      if (!isRegular(entry)) throw new Error(`${file.member} in the archive is a link or a device, not a file`)
      wanted.delete(entry.fileName)
      written.push(file)
      await writeMember(await zip.openReadStreamPromise(entry), file, entry.uncompressedSize, options)
      if (wanted.size === 0) break
    }
    if (wanted.size > 0) throw new Error(`the archive has no file ${namesInWords([...wanted.keys()])}`)
  } catch (error) {
    await removeWritten(written)
    throw error
  } finally {
    zip.close()
  }
}

function isRegular({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  if (versionMadeBy >>> 8 !== MADE_ON_UNIX) return true
  const type = (externalFileAttributes >>> 16) & FILE_TYPE
  return type === 0 || type === REGULAR_FILE
}
