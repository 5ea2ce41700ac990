import { type CheckedSignature, checkSignature, refine } from './check-signature.js'
import type { ModelFile } from './engine.js'
import { isolateLimits } from './isolate/isolate-options.js'
import { type LoadOptions, resolveLoadOptions } from './load-options.js'
import { LoadedModel } from './loaded-model.js'
import { type ModelSource, readModelFile } from './model-file.js'
import { compileByEngine } from './routing/choose-engine.js'
import type { Signature } from './signature.js'

/**
 * Reads, checks and compiles a model: what `loadModel` and `Session.load` do.
 * @param owner which of them, for messages
 * @throws ArgumentError, ModelLoadError, UnsupportedGraphError, TensorNameError, TensorMismatchError, NoEngineError, NativeLoadError,
 *   RunError
 */
export async function compileModel(
  owner: string,
  source: ModelSource,
  given: LoadOptions | undefined,
): Promise<LoadedModel> {
  const options = resolveLoadOptions(owner, given)
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
