import { realpath, stat } from 'node:fs/promises'
import { extname, join, parse, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UsageError } from './report-error.js'
import { STDIN } from './stdin.js'

const OTHER_FORMATS = new Set(['.jpg', '.jpeg', '.webp', '.avif', '.gif', '.tif', '.tiff', '.bmp', '.svg', '.pdf'])

/**
 * Where the drawing of each image goes. One image: `out` itself. Several: numbered, so that `boxes.png` becomes `boxes-1.png`,
 * `boxes-2.png` and so on. When `out` is a folder or ends in a slash: each image's own name in it, as .png.
 * @throws UsageError when a drawing would take the place of an image it is made from, or be named as another format than PNG
 */
export async function drawPaths(names: readonly string[], out: string): Promise<string[]> {
  const paths = await pathsIn(names, out)
  const misnamed = paths.find((path) => OTHER_FORMATS.has(extname(path).toLowerCase()))
  if (misnamed !== undefined) throw new UsageError(`The drawing is a PNG; ${misnamed} would say otherwise.`)
  const [images, drawings] = await Promise.all([Promise.all(names.map(fileOf)), Promise.all(paths.map(fileOf))])
  const overwritten = paths.find((_, index) => images.includes(drawings[index]!))
  if (overwritten !== undefined) {
    throw new UsageError(`The drawing ${overwritten} would overwrite an image; give --out another name or folder.`)
  }
  return paths
}

/** The file that a path or `file:` URL leads to in the end, links followed. */
async function fileOf(name: string): Promise<string> {
  try {
    return await realpath(name.startsWith('file:') ? fileURLToPath(name) : name)
  } catch {
    return resolve(name)
  }
}

async function pathsIn(names: readonly string[], out: string): Promise<string[]> {
  if (/[/\\]$/.test(out) || (await isFolder(out))) return inFolder(names, out)
  if (names.length === 1) return [out]
  const { dir, name, ext } = parse(out)
  return names.map((_, index) => join(dir, `${name}-${index + 1}${ext}`))
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false

function inFolder(names: readonly string[], folder: string): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const stem = name === STDIN ? 'stdin' : stemOf(name)
    let file = `${stem}.png`
    // Images of one name from several folders must not overwrite each other.
    for (let number = 2; taken.has(file); number++) file = `${stem}-${number}.png`
    taken.add(file)
    return join(folder, file)
  })
}

/** The file's name without its folder and extension, of a path or a URL. */
function stemOf(name: string): string {
  const path = URL.canParse(name) && !/^[a-z]:/i.test(name) ? new URL(name).pathname : name
  const base = path.split(/[/\\]/).findLast(Boolean) ?? 'image'
  return base.slice(0, base.length - extname(base).length)
}
