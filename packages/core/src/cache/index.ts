/** The cache of downloaded files: where it is, and how files get into it, pinned, checked and whole. */
export { extractTar } from './archive.js'
export { type Mismatch, mismatchOf, type Pin } from './checksum.js'
export { downloadWheel, type WheelName } from './clients/pip.js'
export {
  DOWNLOAD_DEFAULTS,
  type Downloaded,
  type DownloadOptions,
  download,
  type PinnedFile,
} from './download.js'
export { cacheFolder } from './folder.js'
export { withLock } from './lock.js'
export { isOffline } from './offline.js'
export type { CrateSource, MadeSource, NpmSource, PackageSource, PypiSource, Source, UrlSource } from './source.js'
export type { TransferProgress } from './transfer.js'
export { extractZip } from './unzip.js'
export type { ExtractOptions, Wanted } from './write-member.js'
