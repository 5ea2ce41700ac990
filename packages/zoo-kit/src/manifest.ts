import { DTYPES, type Signature } from '@zoo/core'
import * as v from 'valibot'
import { CHANNEL_ORDERS } from './image.js'
import { count, fileName, modelFile, text, url } from './manifest-files.js'
import { type ModelHome, pathInHome } from './model-home.js'
import { parseJson, readJson } from './parse-json.js'
import { RESIZE_FILTERS, RESIZE_FITS } from './resize.js'
import { isScaling, type Scaling } from './scaling.js'

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
    files: v.record(fileName, modelFile),
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
export type ManifestFile = v.InferOutput<typeof modelFile>
export type ManifestVariant = v.InferOutput<typeof variant>
export type Preprocessing = v.InferOutput<typeof preprocessing>

/** A variant's tensors as a signature: what its model is loaded for. */
export const signatureOf = ({ inputs, outputs }: Pick<ManifestVariant, 'inputs' | 'outputs'>): Signature => ({
  inputs: Object.fromEntries(inputs.map(({ name, dtype, shape }) => [name, { dtype, shape }])),
  outputs: Object.fromEntries(outputs.map(({ name, dtype, shape }) => [name, { dtype, shape }])),
})

/**
 * Returns a manifest that has been checked.
 * @param path what to call it in an error
 * @throws ModelLoadError (ERR_MODEL_LOAD) naming the first thing that is wrong
 */
export const parseManifest = (value: unknown, path: string): Manifest =>
  parseJson(schema, value, path, 'a manifest of a zoo package')

/**
 * Returns the manifest of a package: its `model/model.json`.
 * @param home where the package keeps its files
 * @throws ModelLoadError (ERR_MODEL_LOAD) when it is missing or wrong
 */
export async function readManifest(home: ModelHome): Promise<Manifest> {
  const path = pathInHome(home, 'model.json')
  return parseManifest(await readJson(path), path)
}
