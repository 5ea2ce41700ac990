import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Missing } from '../missing.mjs'
import { inRoot } from '../root.mjs'
import { mirrorOf } from './weights.mjs'

const folder = inRoot('examples', 'samples')
const listed = () => JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8')).files

/** The paths of the sample images that are here, in the list's order. */
export const samplePaths = () =>
  Object.keys(listed())
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))

/** Fills `examples/samples`. Samples that only a mirror has are left out silently. @throws Missing when another is in no source */
export async function fetchSamples() {
  const { fillSamples } = await import('@zoo/kit')
  const files = listed()
  const filled = await fillSamples(folder, { mirror: mirrorOf('images') })
  const count = (wanted) => {
    const found = filled.filter(({ outcome }) => outcome === wanted).length
    return found > 0 && `${found} ${wanted}`
  }
  const failed = filled.filter(
    ({ file, outcome }) => outcome === 'failed' && files[file].sources.some((source) => !('mirror' in source)),
  )
  if (failed.length === 0) return [count('placed'), count('present')].filter(Boolean).join(', ')
  throw new Missing({
    what: `${failed.map(({ file }) => file).join(', ')} could not be fetched`,
    without: 'The demo uses the images that are there',
    cure: 'Python 3 with pip and a network bring them; images of your own: npm run demo -- photo.jpg',
    errors: failed.map(({ error }) => error),
  })
}
