import { open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { types } from 'node:util'
import type { OpenedModel } from '@zoo/graph'
import { dtypeOfArray } from './dtype.js'
import type { ModelFile } from './engine.js'
import { AbortError, ArgumentError, ModelLoadError } from './errors.js'
import type { ResolvedLoadOptions } from './load-options.js'
import { pathNamed } from './path-named.js'
import { valueInWords } from './wording.js'

/** Where a model comes from: a path, a `file:` URL, or the file's bytes, which must not change while the model is in use. */
export type ModelSource = string | URL | Uint8Array | ArrayBuffer | SharedArrayBuffer

/**
 * Reads a model and checks it.
 * @throws ArgumentError (ERR_ARGUMENT) when the source is none
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the file is missing, unreadable, or no model of the type
 * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) when it holds ops that only a trusted model may
 * @throws AbortError (ERR_ABORTED)
 */
export async function readModelFile(
  source: ModelSource,
  {
    type,
    trusted,
    signal,
  }: Pick<ResolvedLoadOptions, 'type' | 'trusted'> & { readonly signal?: AbortSignal | undefined },
): Promise<ModelFile & { readonly info: OpenedModel }> {
  const path = typeof source === 'string' || source instanceof URL ? pathOf(source) : undefined
  // The parsers are most of what there is to load, and a program that runs no model needs none. They come as the file does.
  const reading = path === undefined ? bytesOf(source) : readBytes(path, signal)
  const [bytes] = await Promise.all([reading, import('@zoo/graph')])
  throwIfAborted(signal)
  return openModelFile(bytes, path, { type, trusted })
}

/**
 * Checks a model whose bytes are there.
 * @param path where they came from, for messages
 * @throws ModelLoadError (ERR_MODEL_LOAD), UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) as `readModelFile`
 */
export async function openModelFile(
  bytes: Uint8Array,
  path: string | undefined,
  { type, trusted }: Pick<ResolvedLoadOptions, 'type' | 'trusted'>,
): Promise<ModelFile & { readonly info: OpenedModel }> {
  const { openModel } = await import('@zoo/graph')
  return { bytes, path, info: openModel(bytes, { format: type, trusted, path }) }
}

function noSource(source: unknown): ArgumentError {
  const expected = "a path, a file: URL, or a file's bytes"
  return new ArgumentError(`A model is loaded from ${expected}, not from ${valueInWords(source)}.`, {
    option: 'source',
    expected,
    received: source,
  })
}

function pathOf(source: string | URL): string {
  const path = pathNamed(source)
  if (path !== undefined) return path
  throw noSource(String(source))
}

function bytesOf(source: unknown): Uint8Array {
  const view = ArrayBuffer.isView(source) && dtypeOfArray(source) === 'uint8' ? source : undefined
  const buffer = view?.buffer ?? source
  const isShared = types.isSharedArrayBuffer(buffer)
  if (!isShared && !types.isArrayBuffer(buffer)) throw noSource(source)
  let bytes: Uint8Array
  try {
    bytes = new Uint8Array(buffer, view?.byteOffset, view?.byteLength)
  } catch (cause) {
    throw new ModelLoadError("The model's bytes were transferred elsewhere, so nothing is left of them.", { cause })
  }
  // What another thread can still write to would not stay as it was checked.
  return isShared ? bytes.slice() : bytes
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortError(signal.reason, 'load')
}

async function readBytes(path: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  try {
    const stats = await stat(path)
    if (stats.isDirectory()) throw await directoryError(path)
    if (stats.isFile() || stats.isFIFO())
      return bytesOf(await (stats.size > 0 ? readAtOnce(path, signal) : readFile(path, { signal })))
    throw new ModelLoadError(`${path} is a device or socket, not a model file.`, { path, expected: 'a file' })
  } catch (error) {
    throwIfAborted(signal)
    if (error instanceof ModelLoadError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    const problem = REASONS[code ?? ''] ?? message
    throw new ModelLoadError(`The model file ${path} cannot be read: ${problem}.`, {
      path,
      expected: 'a readable file',
      actual: problem,
      cause: error,
    })
  }
}

/** A file in as few reads as can be: `readFile` takes half a megabyte at a time, and waits for the event loop after each. */
async function readAtOnce(path: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const handle = await open(path)
  try {
    const bytes = new Uint8Array((await handle.stat()).size)
    let end = 0
    for (let read = -1; read !== 0 && end < bytes.length; end += read) {
      throwIfAborted(signal)
      read = (await handle.read(bytes, end, Math.min(bytes.length - end, MAX_READ))).bytesRead
    }
    return bytes.subarray(0, end)
  } finally {
    await handle.close()
  }
}

/** Linux reads no more at a time. @source read(2) */
const MAX_READ = 0x7ffff000

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: `there is no such file (a relative path starts from the working folder)`,
  ENOTDIR: 'a part of the path is a file and not a folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
}

async function directoryError(path: string): Promise<ModelLoadError> {
  const { folderError } = await import('@zoo/graph')
  const [files, variables, savedModel] = await Promise.all([
    readdir(path),
    readdir(join(path, 'variables')).catch(() => []),
    readFile(join(path, 'saved_model.pb')).catch(() => undefined),
  ])
  return folderError(path, [...files, ...variables.map((file) => `variables/${file}`)], savedModel)
}
