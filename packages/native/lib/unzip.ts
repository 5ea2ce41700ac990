import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { LibraryFile } from './libraries.js'

/** Told of each piece of a member that is written. */
export type OnUnzip = (file: LibraryFile, writtenBytes: number, totalBytes: number) => void

/**
 * Writes the files of a wheel or zip archive, checked as they are written. Nothing is kept in memory.
 * @param destination the path of each file; no name inside the archive is trusted
 * @throws Error when the archive is damaged, lacks a file, or one is not what its pin says
 */
export async function unzip(
  archive: string,
  files: readonly LibraryFile[],
  destination: (file: LibraryFile) => string,
  onUnzip: OnUnzip,
  signal: AbortSignal,
): Promise<void> {
  const { default: yauzl } = await import('yauzl')
  const zip = await yauzl.openPromise(archive)
  const wanted = new Map(files.map((file) => [file.member, file]))
  try {
    for await (const entry of zip.eachEntry()) {
      const file = wanted.get(entry.fileName)
      if (!file) continue
      wanted.delete(entry.fileName)
      const hash = createHash('sha256')
      let written = 0
      const check = new Transform({
        transform(chunk: Uint8Array, _encoding, done) {
          hash.update(chunk)
          written += chunk.byteLength
          onUnzip(file, written, entry.uncompressedSize)
          done(null, chunk)
        },
      })
      const source = await zip.openReadStreamPromise(entry)
      await pipeline(source, check, createWriteStream(destination(file)), { signal })
      const actual = hash.digest('hex')
      if (file.sha256 !== undefined && actual !== file.sha256) {
        throw new Error(`${file.member} in it has SHA-256 ${actual}, not ${file.sha256}`)
      }
      if (wanted.size === 0) break
    }
  } finally {
    zip.close()
  }
  if (wanted.size > 0) throw new Error(`it has no ${[...wanted.keys()].join(' and no ')}`)
}
