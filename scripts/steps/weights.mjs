import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { Missing } from '../missing.mjs'
import { inRoot, root } from '../root.mjs'

/** The folders of the packages that have weights: those with a manifest. */
export const modelPackages = () =>
  readdirSync(inRoot('packages'))
    .map((name) => inRoot('packages', name))
    .filter((folder) => existsSync(`${folder}/model/model.json`))

/** The folder or URL that is asked first: the one that ZOO_MODEL_MIRROR names, else the shared folder beside a checkout. */
export const mirrorOf = (folder) => process.env.ZOO_MODEL_MIRROR || inRoot('..', 'shared', folder)

/** Fills a package's `model/`, every byte checked. @throws Missing when a file is in no source */
export async function fillWeights(folder) {
  const { fillModelFolder } = await import('@zoo/kit')
  const mirror = mirrorOf('models')
  const filled = await fillModelFolder(folder, { mirror })
  const failed = filled.filter(({ outcome }) => outcome === 'failed')
  if (failed.length === 0) return filled.map(({ file, outcome }) => `${file} ${outcome}`).join(', ')
  const { files } = JSON.parse(readFileSync(`${folder}/model/model.json`, 'utf8'))
  // A derived file is missing because the one that it is derived from is.
  const names = failed.map(({ file }) => file)
  const roots = failed.filter(({ file }) => !names.includes(files[file].derivedFrom?.file))
  const model = basename(folder).replace(/^zoo-/, '')
  throw new Missing({
    what: `${roots.map(({ file }) => file).join(', ')} could not be fetched`,
    without: `${model} cannot answer; other models are not affected`,
    cure: `Put it into ${near(mirror)}, or name its folder in ZOO_MODEL_MIRROR`,
    errors: roots.map(({ error }) => error),
  })
}

/** A path as it is shortest from the checkout; a URL as it is. */
const near = (place) => (/^\w+:\/\//.test(place) ? place : relative(root, place) || '.')
