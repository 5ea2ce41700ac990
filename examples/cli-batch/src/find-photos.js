import { readdir, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/**
 * @typedef {object} Photo
 * @property {string} file path relative to the folder, with forward slashes
 * @property {string} path path to open
 * @property {number} sizeBytes
 * @property {string} modified ISO 8601, UTC
 */

const EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.avif', '.tif', '.tiff'])

/**
 * Returns the photographs in a folder and its subfolders, in the order of their paths.
 * @param {string} folder
 * @returns {Promise<Photo[]>}
 */
export async function findPhotos(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && EXTENSIONS.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const photos = []
  for (const path of paths) {
    const { size, mtime } = await stat(path)
    const file = relative(folder, path).split(sep).join('/')
    photos.push({ file, path, sizeBytes: size, modified: mtime.toISOString() })
  }
  return photos
}
