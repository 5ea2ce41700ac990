import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { DTYPES, ModelLoadError, type Signature } from '@zoo/core'
import * as v from 'valibot'
import { DERIVATIONS } from './derivations.js'
import { CHANNEL_ORDERS } from './image.js'
import { RESIZE_FILTERS, RESIZE_FITS } from './resize.js'
import { isScaling, type Scaling } from './scaling.js'

const text = v.pipe(v.string(), v.nonEmpty())
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const url = v.pipe(v.string(), v.url())
const fileName = v.pipe(v.string(), v.regex(/^[\w][\w.-]*$/, 'expected a file name without folders'))
const hex = (digits: number) =>
  v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${digits}}$`), `expected ${digits} lower-case hexadecimal digits`))

/** Where a file can be had: a URL of it, or of a .tgz archive that has it as `member`. */
const source = v.union([url, v.strictObject({ url, member: text })])

const file = v.pipe(
  v.strictObject({
    /** What the file must be: one of the two is needed. */
    sha256: v.exactOptional(hex(64)),
    gitBlobId: v.exactOptional(hex(40)),
    sizeBytes: v.exactOptional(count),
    /** Tried in order, after the cache and the mirror; none for a file that is derived. */
    sources: v.array(source),
    /** Made here of another file of the manifest, the same bytes each time, and not fetched. */
    derivedFrom: v.exactOptional(v.strictObject({ file: fileName, by: v.picklist(DERIVATIONS) })),
    /** Whether the published package holds it, so that nothing is downloaded. */
    bundled: v.boolean(),
    /** Where these differ from the package's own. */
    license: v.exactOptional(text),
    origin: v.exactOptional(url),
  }),
  v.check(
    ({ sha256, gitBlobId }) => Boolean(sha256 ?? gitBlobId),
    'expected sha256 or gitBlobId, to check the file by',
  ),
  v.check(({ sources, derivedFrom }) => !derivedFrom || sources.length === 0, 'a derived file has no sources'),
)

const tensor = v.strictObject({
  name: text,
  dtype: v.picklist(DTYPES),
  /** null where a dimension may be anything. */
  shape: v.array(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)))),
  /** Axes, range and meaning, in words. */
  description: v.exactOptional(text),
})

const preprocessing = v.strictObject({
  /** Images are turned as their EXIF orientation says. */
  orientation: v.literal('exif'),
  channelOrder: v.picklist(CHANNEL_ORDERS),
  /** null when the model takes any size. */
  resize: v.nullable(
    v.strictObject({
      width: count,
      height: count,
      filter: v.picklist(RESIZE_FILTERS),
      fit: v.picklist(RESIZE_FITS),
      crop: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
    }),
  ),
  scaling: v.custom<Scaling>(isScaling.test, `expected ${isScaling.expected}`),
})

const variant = v.strictObject({
  weights: fileName,
  labels: v.exactOptional(fileName),
  inputs: v.array(tensor),
  outputs: v.array(tensor),
  preprocessing,
  /** How far an answer may be from the golden one, by what is compared. */
  tolerances: v.record(text, v.number()),
})

const schema = v.pipe(
  v.strictObject({
    name: text,
    task: text,
    /** SPDX. */
    license: text,
    origin: url,
    paper: v.exactOptional(url),
    files: v.record(fileName, file),
    variants: v.record(text, variant),
    defaultVariant: text,
    /** Defaults of the options that are the model's own: thresholds, how many answers. */
    defaults: v.record(text, v.union([v.number(), v.array(v.number()), v.string()])),
    golden: v.strictObject({ answers: text, reference: text }),
  }),
  v.check(({ variants, defaultVariant }) => Object.hasOwn(variants, defaultVariant), 'defaultVariant names no variant'),
  v.check(
    ({ files, variants }) =>
      Object.values(variants).every(({ weights, labels }) =>
        [weights, labels].every((name) => name === undefined || Object.hasOwn(files, name)),
      ),
    'a variant names a file that is not among files',
  ),
  v.check(({ files }) => {
    const fetched = Object.keys(files).filter((name) => !files[name]!.derivedFrom)
    return Object.values(files).every(({ derivedFrom }) => !derivedFrom || fetched.includes(derivedFrom.file))
  }, 'a file is derived from one that is not among files, or is derived itself'),
)

/** What `model/model.json` of a zoo package says: all that is to be known of the model without running it. */
export type Manifest = v.InferOutput<typeof schema>
export type ManifestFile = v.InferOutput<typeof file>
export type ManifestSource = v.InferOutput<typeof source>
export type ManifestVariant = v.InferOutput<typeof variant>
export type Preprocessing = v.InferOutput<typeof preprocessing>

/** A variant's tensors as a signature: what its model is loaded for. */
export const signatureOf = ({ inputs, outputs }: Pick<ManifestVariant, 'inputs' | 'outputs'>): Signature => ({
  inputs: Object.fromEntries(inputs.map(({ name, dtype, shape }) => [name, { dtype, shape }])),
  outputs: Object.fromEntries(outputs.map(({ name, dtype, shape }) => [name, { dtype, shape }])),
})

/**
 * A manifest that has been checked.
 * @param path what to call it in an error
 * @throws ModelLoadError (ERR_MODEL_LOAD) naming the first thing that is wrong
 */
export function parseManifest(value: unknown, path: string): Manifest {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const at = v.getDotPath(issue)
  throw new ModelLoadError(`${path} is no manifest of a zoo package: ${at ? `${at}: ` : ''}${issue.message}.`, {
    path,
    expected: issue.expected ?? issue.message,
    actual: issue.received,
  })
}

/**
 * The manifest of a package: `model/model.json` in its folder.
 * @param packageFolder file URL of the folder, ending in `/`
 * @throws ModelLoadError (ERR_MODEL_LOAD) when it is missing or wrong
 */
export async function readManifest(packageFolder: URL): Promise<Manifest> {
  const path = fileURLToPath(new URL('model/model.json', packageFolder))
  let value: unknown
  try {
    value = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new ModelLoadError(`${path} cannot be read: ${(cause as Error).message}.`, { path, cause })
  }
  return parseManifest(value, path)
}
