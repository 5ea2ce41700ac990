import { stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { type Attempt, cacheFolder, locatePackages } from '@zoo/core/engine'
import { carrierName } from './carriers.js'
import { isFile } from './is-file.js'
import { LIBRARY_VARIABLE, type LibraryKind, releasesHere } from './libraries.js'
import { platformName } from './platform.js'
import { askedPackageFolders, usualPackageFolders } from './python-packages.js'
import { isInstalledInSystem } from './system-library.js'

/** A copy of a library: where it was found, and its files in the order to open them. */
export interface LibraryCandidate {
  readonly place: string
  readonly files: readonly string[]
}

/** The packages of Python that hold the library, as folders of site-packages. */
const PYTHON_PACKAGES: Readonly<Record<LibraryKind, string>> = { litert: 'ai_edge_litert', tensorflow: 'tensorflow' }

/** The files of a library by system, in the order to open them. TensorFlow's come in the wheels' form and the archives'. */
const FILE_NAMES: Readonly<Record<LibraryKind, Readonly<Record<string, readonly (readonly string[])[]>>>> = {
  litert: { linux: [['libLiteRt.so']], darwin: [['libLiteRt.dylib']], win32: [['libLiteRt.dll']] },
  tensorflow: {
    linux: [
      ['libtensorflow_framework.so.2', 'libtensorflow_cc.so.2'],
      ['libtensorflow_framework.so.2', 'libtensorflow.so.2'],
      ['libtensorflow_framework.so.1', 'libtensorflow.so.1'],
    ],
    darwin: [
      ['libtensorflow_framework.2.dylib', 'libtensorflow_cc.2.dylib'],
      ['libtensorflow_framework.2.dylib', 'libtensorflow.2.dylib'],
    ],
    win32: [['tensorflow.dll']],
  },
}

const layouts = (kind: LibraryKind): readonly (readonly string[])[] =>
  FILE_NAMES[kind][process.platform] ?? FILE_NAMES[kind].linux!

/** The folder in the cache where `zoo install` puts a release of a library. */
export const libraryFolder = (kind: LibraryKind, version: string): string =>
  cacheFolder('lib', `${kind}-${version}-${platformName()}`)

/**
 * The copies of a library on this machine, in the order they are to be tried, and for each place without one the
 * reason. Lazy: a later place costs nothing when an earlier one serves. Order: the variable, the carrier package, our
 * cache, an installed tfjs-node, Python's packages where they usually are, the system's loader, and last, since it takes
 * longest, the packages Python itself names. A variable that is set is the only place.
 */
export async function* searchLibrary(kind: LibraryKind): AsyncGenerator<LibraryCandidate | Attempt> {
  const variable = LIBRARY_VARIABLE[kind]
  const named = process.env[variable]
  if (named) {
    yield await inNamed(variable, named, kind)
    return
  }
  yield await inCarrier(kind)
  for (const { version } of releasesHere(kind)) {
    const folder = libraryFolder(kind, version)
    yield await inFolder(`the cache (${folder})`, folder, layouts(kind))
  }
  if (kind === 'tensorflow') yield await inTfjsNode()
  const usual = await usualPackageFolders()
  yield* inPython(kind, usual, 'its usual folders have none')
  yield* inSystem(kind)
  const asked = await askedPackageFolders()
  yield* inPython(
    kind,
    asked.filter((folder) => !usual.includes(folder)),
    'python3 names no folder that has one',
  )
}

async function inNamed(variable: string, named: string, kind: LibraryKind): Promise<LibraryCandidate | Attempt> {
  const path = resolve(named)
  const place = `${variable} (${named})`
  const found = await stat(path).catch(() => undefined)
  if (!found) return { place, reason: 'there is no such file or folder' }
  if (found.isDirectory()) return inFolder(place, path, layouts(kind))
  return { place, files: await withCompanion(path, kind) }
}

/** A library, after the framework that has to be opened first and stands beside it, if it does. */
async function withCompanion(path: string, kind: LibraryKind): Promise<readonly string[]> {
  for (const layout of layouts(kind)) {
    const companion = join(dirname(path), layout[0]!)
    if (layout.length > 1 && companion !== path && (await isFile(companion))) return [companion, path]
  }
  return [path]
}

async function inCarrier(kind: LibraryKind): Promise<LibraryCandidate | Attempt> {
  const name = carrierName(kind, platformName())
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    return await inFolder(`the package ${name}`, join(folder, 'lib'), layouts(kind))
  } catch {
    return { place: `the package ${name}`, reason: 'it is not installed' }
  }
}

async function inFolder(
  place: string,
  folder: string,
  names: readonly (readonly string[])[],
): Promise<LibraryCandidate | Attempt> {
  for (const layout of names) {
    const files = layout.map((name) => join(folder, name))
    const present = await Promise.all(files.map(isFile))
    if (present.every(Boolean)) return { place, files }
  }
  return { place, reason: `it has no ${names.map((layout) => layout.join(' with ')).join(', nor ')}` }
}

async function inTfjsNode(): Promise<LibraryCandidate | Attempt> {
  const place = 'an installed @tensorflow/tfjs-node'
  let found: LibraryCandidate | Attempt = { place, reason: 'it is not installed' }
  for (const manifest of locatePackages('@tensorflow/tfjs-node/package.json', import.meta.url)) {
    found = await inFolder(place, join(dirname(manifest), 'deps', 'lib'), layouts('tensorflow'))
    if (!('reason' in found)) return found
  }
  return found
}

async function* inPython(
  kind: LibraryKind,
  folders: readonly string[],
  otherwise: string,
): AsyncGenerator<LibraryCandidate | Attempt> {
  const name = PYTHON_PACKAGES[kind]
  let found = false
  for (const folder of folders) {
    const candidate = await inFolder(`Python's ${name} (${folder})`, join(folder, name), layouts(kind))
    if ('reason' in candidate) continue
    found = true
    yield candidate
  }
  if (!found) yield { place: `Python's ${name}`, reason: otherwise }
}

async function* inSystem(kind: LibraryKind): AsyncGenerator<LibraryCandidate | Attempt> {
  const place = "the system's loader"
  const names = [...new Set(layouts(kind).map((layout) => layout.at(-1)!))]
  let found = false
  for (const name of names) {
    if (!(await isInstalledInSystem(name))) continue
    found = true
    yield { place, files: [name] }
  }
  if (!found) yield { place, reason: `it knows no ${names.join(' and no ')}` }
}
