import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { fileName, sampleFile, text } from './manifest-files.js'
import { parseJson, readJson } from './parse-json.js'

const schema = v.strictObject({
  /** What the samples are called in an error. */
  name: text,
  files: v.record(fileName, sampleFile),
})

/** The contents of `samples.json`: images with their checksums, licences, credits and sources. */
export type Samples = v.InferOutput<typeof schema>
export type SampleFile = v.InferOutput<typeof sampleFile>

/**
 * Returns the samples that a folder lists in its `samples.json`.
 * @param folder file URL of the folder, ending in `/`
 * @throws ModelLoadError (ERR_MODEL_LOAD) when it is missing or wrong
 */
export async function readSamples(folder: URL): Promise<Samples> {
  const path = fileURLToPath(new URL('samples.json', folder))
  return parseJson(schema, await readJson(path), path, 'a list of samples')
}
