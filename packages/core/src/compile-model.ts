import { type CheckedSignature, checkSignature, refine } from './check-signature.js'
import { withLimits } from './deadline.js'
import type { ModelFile } from './engine.js'
import { isolateLimits } from './isolate/isolate-options.js'
import { type LoadOptions, type ResolvedLoadOptions, resolveLoadOptions } from './load-options.js'
import { LoadedModel } from './loaded-model.js'
import { type ModelSource, readModelFile } from './model-file.js'
import { compileByEngine } from './routing/choose-engine.js'
import type { Signature } from './signature.js'

/**
 * Reads, checks and compiles a model: what `loadModel` and `Session.load` do.
 * @param owner which of them, for messages
 * @throws ArgumentError, ModelLoadError, UnsupportedGraphError, TensorNameError, TensorMismatchError, NoEngineError, NativeLoadError,
 *   RunError, AbortError
 */
export async function compileModel(
  owner: string,
  source: ModelSource,
  given: LoadOptions | undefined,
): Promise<LoadedModel> {
  const options = resolveLoadOptions(owner, given)
  if (options.signal === undefined && options.timeoutMs === undefined) return compile(source, options)
  return withLimits(
    options,
    'load',
    (signal) => compile(source, { ...options, signal }),
    (late) => late.dispose(),
  )
}

async function compile(source: ModelSource, options: ResolvedLoadOptions): Promise<LoadedModel> {
  const { file, signature } = preparedFile(await readModelFile(source, options), options.signature)
  const limits = isolateLimits(options.isolate)
  if (!limits) return new LoadedModel(file.info, await compileByEngine(file, options), signature)
  const { IsolatedExecutable } = await import('./isolate/isolated-executable.js')
  return new LoadedModel(file.info, await IsolatedExecutable.compile(file, options, limits), signature)
}

/**
 * A file with the run that it is loaded for, as the signature says.
 * @throws ArgumentError, TensorNameError, TensorMismatchError when the signature is not the model's
 */
export function preparedFile(
  file: ModelFile,
  given: Signature | undefined,
): { readonly file: ModelFile; readonly signature: CheckedSignature } {
  const signature = checkSignature(given, file.info)
  if (!given) return { file, signature }
  const purpose = {
    feeds: Object.entries(given.inputs).map(([name, tensor]) => refine(file.info.tensor(name)!, tensor)),
    fetches: signature.outputs.map((name) => file.info.tensor(name)!.name),
  }
  return { file: { ...file, purpose }, signature }
}
