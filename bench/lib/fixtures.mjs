import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lower, readGraph } from '@zoo/graph'
import { searchLibrary } from '@zoo/native'
import { compileLoops } from './compile-loops.mjs'
import { INPUT, OUTPUT, SIZE } from './mobilenet.mjs'
import { mobilenetTwin } from './mobilenet-twin.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const weights = (name) => join(root, 'packages', 'zoo-mobilenet', 'model', name)
const shared = (...parts) => resolve(process.env.ZOO_SHARED ?? join(root, '..', 'shared'), ...parts)

/** The photograph that is classified. */
export const IMAGE = shared('images', 'grace_hopper.jpg')

/** Photographs as clients upload them, 45 to 260 KB; those that are not here are left out. */
export const PHOTOGRAPHS = ['cat_720p.jpg', 'dog_cat.jpg', 'grace_hopper.jpg', 'purple_gallinule.jpg', 'rustfest.jpg']
  .map((name) => shared('images', name))
  .filter((path) => existsSync(path))

/** The command line, built. */
export const CLI = join(root, 'packages', 'cli', 'dist', 'main.js')

const firstFound = async (kind) => {
  for await (const candidate of searchLibrary(kind)) if ('files' in candidate) return candidate.files
  return undefined
}

/** A frozen MobileNet as a TensorFlow Lite file of ours. */
export const lowered = (frozen) =>
  lower(readGraph(readFileSync(frozen)), {
    feeds: new Map([[INPUT, { dtype: 'float32', shape: [1, SIZE, SIZE, 3] }]]),
    fetches: [OUTPUT],
  }).bytes

/**
 * What the sections measure with; what is missing is undefined, and `missing` says why.
 * @returns { frozen, lowered, quantised } model files, { litert, tensorflow } library files,
 *   { loops } the compiled C loops, { twin } writes MobileNetV2 1.4's twin when first asked and answers its path,
 *   { folder } for what a section writes, { missing } sentences, { remove } to clean up
 */
export const makeFixtures = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoo-bench-'))
  const missing = []
  const need = (name) => {
    if (existsSync(weights(name))) return weights(name)
    missing.push(`${name}: not in packages/zoo-mobilenet/model; npm run setup gets it.`)
    return undefined
  }
  const write = (name, bytes) => {
    writeFileSync(join(folder, name), bytes)
    return join(folder, name)
  }
  const libraries = { litert: await firstFound('litert'), tensorflow: await firstFound('tensorflow') }
  for (const [kind, files] of Object.entries(libraries)) {
    if (!files) missing.push(`${kind}: no library on this machine; npx @zoo/cli install ${kind} gets it.`)
  }
  const loops = compileLoops(folder)
  if ('reason' in loops) missing.push(`the bare C loops: ${loops.reason}.`)
  const frozen = need('mobilenet_v2_1.0_224_frozen.pb')
  let twin
  return {
    ...libraries,
    loops,
    frozen,
    quantised: need('mobilenet_v2_1.0_224_quant.tflite'),
    lowered: frozen && write('lowered.tflite', lowered(frozen)),
    twin: () => {
      twin ??= write('twin.pb', mobilenetTwin())
      return twin
    },
    folder,
    missing,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
