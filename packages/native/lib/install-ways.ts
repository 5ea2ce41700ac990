import { rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cacheFolder, download, downloadWheel, extractTar, extractZip } from '@zoo/core/cache'
import type { Archive, LibraryFile, LibrarySource, Wheel } from './libraries.js'

/** How far an installation is. Unpacking has steps of its own, one a file. */
export interface InstallProgress {
  readonly step: 'download' | 'unpack'
  readonly file: string
  readonly receivedBytes: number
  readonly totalBytes: number | undefined
}

/** A release of a library, and how its files are brought into a folder. */
export interface Way {
  readonly place: string
  readonly release: Wheel | Archive
  bring(folder: string, signal: AbortSignal): Promise<void>
}

/** What of the options decides the ways. */
interface Choice {
  readonly source: 'auto' | 'pypi' | 'archive'
  readonly from: string | undefined
  readonly onProgress: ((progress: InstallProgress) => void) | undefined
}

/** The ways to the library that the options leave, in order. */
export function waysFrom({ wheel, archive }: LibrarySource, { source, from, onProgress }: Choice): readonly Way[] {
  const report = (step: InstallProgress['step'], file: string, receivedBytes: number, totalBytes?: number): void =>
    onProgress?.({ step, file, receivedBytes, totalBytes })
  const unpack = (
    extract: typeof extractZip,
    path: string,
    files: readonly LibraryFile[],
    folder: string,
    signal: AbortSignal,
  ) =>
    extract(
      path,
      files.map(({ member, name, sizeBytes, sha256 }) => ({ member, path: join(folder, name), sizeBytes, sha256 })),
      { signal, onProgress: (wanted, ...sizes) => report('unpack', basename(wanted.path), ...sizes) },
    )

  const fromWheel = (release: Wheel): Way => ({
    place: from ?? `pip (${release.package} ${release.version})`,
    release,
    async bring(folder, signal) {
      const scratch = join(folder, 'download')
      const progress = (bytes: number) => report('download', release.package, bytes, release.sizeBytes)
      const path = from ? resolve(from) : await downloadWheel(release, scratch, progress, signal)
      await unpack(extractZip, path, release.files, folder, signal)
      await rm(scratch, { recursive: true, force: true })
    },
  })

  const fromArchive = (release: Archive): Way => ({
    place: from ?? release.url,
    release,
    async bring(folder, signal) {
      const { sha256, url, files } = release
      // Outside the folder that is made anew each time, so that a transfer that was cut off can go on.
      const path = cacheFolder('downloads', `${release.version}-${basename(url)}`)
      const sources = [from ? pathToFileURL(resolve(from)).href : url]
      const progress = (at: { receivedBytes: number; totalBytes: number | undefined }) =>
        report('download', basename(url), at.receivedBytes, at.totalBytes)
      await download({ sources, sha256, destination: path }, { signal, onProgress: progress })
      await unpack(url.endsWith('.zip') ? extractZip : extractTar, path, files, folder, signal)
      await rm(path)
    },
  })

  const ways: Way[] = []
  const isArchive = from !== undefined && archive !== undefined && basename(from) === basename(archive.url)
  if (wheel && source !== 'archive' && !isArchive) ways.push(fromWheel(wheel))
  if (archive && source !== 'pypi' && (from === undefined || isArchive)) ways.push(fromArchive(archive))
  return ways
}
