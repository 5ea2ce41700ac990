import { existsSync, readdirSync } from 'node:fs'
import { inRoot } from '../root.mjs'

/** The folders of the packages that have weights: those with a manifest. */
export const modelPackages = () =>
  readdirSync(inRoot('packages'))
    .map((name) => inRoot('packages', name))
    .filter((folder) => existsSync(`${folder}/model/model.json`))

/** Fills a package's `model/` from the mirror, the cache or the manifest's sources, every byte checked. */
export async function fillWeights(folder, onProgress) {
  const { fillModelFolder } = await import('@zoo/kit')
  // The mirror beside a checkout, unless another is named.
  process.env.ZOO_MODEL_MIRROR ??= inRoot('..', 'shared', 'models')
  return fillModelFolder(folder, { onProgress })
}
