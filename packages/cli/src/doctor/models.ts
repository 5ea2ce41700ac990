import { mismatchOf } from '@zoo/core/cache'
import { type Manifest, type RawPixels, readManifest, resolveFile } from '@zoo/kit'
import { bytesText } from '../quantities.js'
import { describeError, type ErrorJson } from '../report-error.js'
import type { Check } from './check.js'

/** A model package, and how to get one answer out of it. */
interface ModelPackage {
  readonly packageName: string
  /** The name of the engine that answered. */
  answer(): Promise<string>
}

/** Grey all over: nothing to see, but every step is taken. */
const GREY: RawPixels = { data: new Uint8Array(64 * 64 * 3).fill(128), width: 64, height: 64 }

const PACKAGES: readonly ModelPackage[] = [
  {
    packageName: '@zoo/mobilenet',
    async answer() {
      const { MobileNet } = await import('@zoo/mobilenet')
      await using mobilenet = await MobileNet.load({ offline: true })
      await mobilenet.classify(GREY)
      return mobilenet.engine
    },
  },
  {
    packageName: '@zoo/mtcnn',
    async answer() {
      const { Mtcnn } = await import('@zoo/mtcnn')
      await using mtcnn = await Mtcnn.load({ offline: true })
      await mtcnn.detect(GREY)
      return mtcnn.engine
    },
  },
]

/** Each model package: whether its weights are here and undamaged, and whether it answers. */
export const checkModels = (): Promise<Check[]> => Promise.all(PACKAGES.map(checkModel))

async function checkModel({ packageName, answer }: ModelPackage): Promise<Check> {
  const name = `Model ${packageName}`
  const facts: Record<string, unknown> = {}
  try {
    const folder = new URL('./', import.meta.resolve(`${packageName}/package.json`))
    const manifest = await readManifest(folder)
    const weights = await checkWeights(manifest, folder)
    Object.assign(facts, weights.facts)
    if (weights.cure !== undefined) return { name, status: 'failure', found: weights.found, cure: weights.cure, facts }
    const started = performance.now()
    facts.engine = await answer()
    facts.ms = Math.round(performance.now() - started)
    return {
      name,
      status: 'ok',
      found: `${weights.found}, loaded and answered by ${facts.engine} in ${facts.ms} ms`,
      facts,
    }
  } catch (error) {
    const described = describeError(error)
    return {
      name,
      status: 'failure',
      found: described.message.split('. ')[0]!,
      cure: cureOf(described, packageName),
      facts: { ...facts, error: described },
    }
  }
}

function cureOf({ advice, option, expected }: ErrorJson, packageName: string): string {
  if (typeof advice === 'string') return `Run: ${advice}`
  return option === 'ZOO_ENGINE' ? `Set ZOO_ENGINE to ${expected}, or unset it.` : `Reinstall ${packageName}.`
}

/** The weights of the default variant: their path, and how to get them where they are missing or damaged. */
async function checkWeights(manifest: Manifest, folder: URL) {
  const { weights } = manifest.variants[manifest.defaultVariant]!
  const file = manifest.files[weights]!
  const facts = { variant: manifest.defaultVariant, file: weights, sizeBytes: file.sizeBytes }
  let path: string
  try {
    path = await resolveFile(manifest, folder, weights, { offline: true })
  } catch {
    const { sources } = file.derivedFrom ? manifest.files[file.derivedFrom.file]! : file
    const cure =
      sources.length > 0
        ? 'Use the model once with a network, which fetches them; or set ZOO_MODEL_MIRROR to a folder that has them.'
        : `Reinstall @zoo/${manifest.name}, which holds them, or set ZOO_MODEL_MIRROR to a folder that has them.`
    return { found: `the weights ${weights} are not here`, cure, facts }
  }
  const mismatch = await mismatchOf(path, file)
  if (mismatch) {
    const cure = `Delete ${path} and reinstall @zoo/${manifest.name}.`
    const found = `the weights are damaged: expected ${mismatch.expected}, found ${mismatch.actual}`
    return { found, cure, facts: { ...facts, path, mismatch } }
  }
  const size = file.sizeBytes === undefined ? '' : ` of ${bytesText(file.sizeBytes)}`
  return { found: `weights${size} as pinned`, facts: { ...facts, path } }
}
