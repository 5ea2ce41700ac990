import * as v from 'valibot'
import { DERIVATIONS } from './derivations.js'

/** Schemas that manifests of models and of samples share. */

export const text = v.pipe(v.string(), v.nonEmpty())
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
export const url = v.pipe(v.string(), v.url())
export const fileName = v.pipe(v.string(), v.regex(/^[\w][\w.-]*$/, 'expected a file name without folders'))
const hex = (digits: number) =>
  v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${digits}}$`), `expected ${digits} lower-case hexadecimal digits`))

// Names and versions become arguments of a registry's client: none may read as an option, a URL, a folder or a range.
const pattern = (expression: RegExp, expected: string) =>
  v.pipe(v.string(), v.regex(expression, `expected ${expected}`))
const version = pattern(/^\d+(\.\d+)+([-+][\w.+-]+|\.?(?!x\b)[a-z][\w.+-]*)?$/, 'an exact version')
const path = pattern(
  /^(?!.*(^|\/)\.{0,2}(\/|$))[\w@+ ./-]+$/,
  'a relative path with "/" between folders and without "." and ".."',
)
const platform = pattern(/^[a-z][a-z0-9_]*$/, 'a platform tag of a wheel')
const SOURCES = {
  /** A file of the mirror: the folder or URL that `ZOO_MODEL_MIRROR` names. */
  mirror: v.strictObject({ mirror: path }),
  npm: v.strictObject({
    npm: pattern(/^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/, 'a package name'),
    version,
    file: path,
  }),
  pypi: v.strictObject({
    pypi: pattern(/^[A-Za-z0-9][\w.-]*$/, 'a package name'),
    version,
    platform: v.exactOptional(platform),
    file: path,
  }),
  crate: v.strictObject({ crate: pattern(/^[A-Za-z][\w-]*$/, 'a crate name'), version, file: path }),
  /** The file itself, or the file `member` of a `.tar.gz` archive. */
  url: v.strictObject({
    url: v.pipe(url, v.regex(/^https?:/, 'expected an http: or https: URL')),
    member: v.exactOptional(path),
  }),
}
type Kind = keyof typeof SOURCES
const KINDS = Object.keys(SOURCES) as Kind[]

type SourceSchema = (typeof SOURCES)[Kind]

/** One place a file comes from, of the kind that its key says; so a fault is reported for that kind, not for all. */
const source = v.lazy((input): v.GenericSchema<v.InferInput<SourceSchema>, v.InferOutput<SourceSchema>> => {
  const kind = KINDS.find((key) => typeof input === 'object' && input !== null && Object.hasOwn(input, key))
  const kinds = KINDS.map((key) => `"${key}"`).join(', ')
  return kind ? SOURCES[kind] : (v.never(`expected a source with one of ${kinds}`) as never)
})

/** What identifies a file, and where it comes from. */
const pinned = {
  /** What the file must be: one of the two is needed. */
  sha256: v.exactOptional(hex(64)),
  gitBlobId: v.exactOptional(hex(40)),
  sizeBytes: v.exactOptional(count),
  /** Tried in order, after the cache; none for a file that is derived or in git. */
  sources: v.array(source),
  /** SPDX, or in words; where they differ from the package's own. */
  license: v.exactOptional(text),
  origin: v.exactOptional(url),
}

/** A file of a model. */
export const modelFile = v.pipe(
  v.strictObject({
    ...pinned,
    /** Made here of another file of the manifest, the same bytes each time, and not fetched. */
    derivedFrom: v.exactOptional(v.strictObject({ file: fileName, by: v.picklist(DERIVATIONS) })),
    /** Whether the published package holds it, so that nothing is downloaded. */
    bundled: v.boolean(),
  }),
  v.check(
    ({ sha256, gitBlobId }) => Boolean(sha256 ?? gitBlobId),
    'expected sha256 or gitBlobId, to check the file by',
  ),
  v.check(({ sources, derivedFrom }) => !derivedFrom || sources.length === 0, 'a derived file has no sources'),
)

/** A sample: an image that examples and demos use. */
export const sampleFile = v.strictObject({
  ...pinned,
  sha256: hex(64),
  sizeBytes: count,
  license: text,
  /** Whom to name beside the image, and what it shows. */
  credit: text,
})

export type ManifestSource = v.InferOutput<SourceSchema>
