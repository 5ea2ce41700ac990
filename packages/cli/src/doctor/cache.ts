import { mkdtemp, readdir, rmdir, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheFolder } from '@zoo/core/cache'
import { bytesText } from '../quantities.js'
import type { Check } from './check.js'

/** Unpacked, libtensorflow and the weights take about this much. */
const ROOM_BYTES = 1.5e9

/** The folder for downloaded libraries and weights: how large it is, and whether more can be put there. */
export async function checkCache(folder = cacheFolder()): Promise<Check> {
  const existing = await nearestExisting(folder)
  const [sizeBytes, writable, freeBytes] = await Promise.all([
    sizeOfFolder(folder),
    isWritable(existing),
    freeSpace(existing),
  ])
  const facts = { folder, exists: existing === folder, sizeBytes, writable, freeBytes }
  const found = `${folder}, ${existing === folder ? bytesText(sizeBytes) : 'not made yet'}, ${bytesText(freeBytes)} free`
  if (!writable) {
    const cure = `Make ${existing} a folder that this user may write in, or set ZOO_CACHE to one.`
    return { name: 'Cache', status: 'warning', found: `${found}, not writable`, cure, facts }
  }
  if (freeBytes < ROOM_BYTES) {
    const cure = `Make room, or set ZOO_CACHE to a folder on another disk: libtensorflow takes up to ${bytesText(ROOM_BYTES)}.`
    return { name: 'Cache', status: 'warning', found, cure, facts }
  }
  return { name: 'Cache', status: 'ok', found, facts }
}

/** The folder itself or the first above it that is there: where a missing one would be made. */
async function nearestExisting(folder: string): Promise<string> {
  const exists = await stat(folder).catch(() => undefined)
  return exists || dirname(folder) === folder ? folder : nearestExisting(dirname(folder))
}

/** Found out by doing it: permissions alone do not tell of read-only disks, nor of what an administrator may. */
const isWritable = (folder: string): Promise<boolean> =>
  mkdtemp(join(folder, '.zoo-doctor-'))
    .then(rmdir)
    .then(
      () => true,
      () => false,
    )

async function freeSpace(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/**
 * What the files below a folder take; one that is not there takes nothing. Folder by folder: others come and go while
 * we look, our own trial of writing among them, and a listing of all levels at once fails whole for one that is gone.
 */
async function sizeOfFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const sizes = entries.map(async (entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sizeOfFolder(path)
    if (!entry.isFile()) return 0
    return stat(path).then(
      ({ size }) => size,
      () => 0,
    )
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
