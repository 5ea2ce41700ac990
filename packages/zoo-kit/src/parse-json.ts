import { readFile } from 'node:fs/promises'
import { ModelLoadError } from '@zoo/core'
import * as v from 'valibot'

/**
 * Returns a JSON value that a schema has checked.
 * @param path what to call it in an error
 * @param what what it should be, such as "a manifest of a zoo package"
 * @throws ModelLoadError (ERR_MODEL_LOAD) naming the first thing that is wrong
 */
export function parseJson<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  path: string,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const at = v.getDotPath(issue)
  throw new ModelLoadError(`${path} is not ${what}: ${at ? `${at}: ` : ''}${issue.message}.`, {
    path,
    expected: issue.expected === null || issue.expected === 'never' ? issue.message : issue.expected,
    actual: issue.received,
  })
}

/**
 * Returns the value of a JSON file.
 * @throws ModelLoadError (ERR_MODEL_LOAD) when it is missing or no JSON
 */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new ModelLoadError(`${path} cannot be read: ${(cause as Error).message}.`, { path, cause })
  }
}
