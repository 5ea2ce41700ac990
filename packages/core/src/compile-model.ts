import { checkSignature, refine } from './check-signature.js'
import { withLimits } from './deadline.js'
import { type LoadOptions, type ResolvedLoadOptions, resolveLoadOptions } from './load-options.js'
import { LoadedModel } from './loaded-model.js'
import { type ModelSource, readModelFile } from './model-file.js'
import { compileByEngine } from './routing/choose-engine.js'

/**
 * Reads, checks and compiles a model: what `loadModel` and `Session.load` do.
 * @param owner which of them, for messages
 * @throws ArgumentError, ModelLoadError, UnsupportedGraphError, TensorNameError, TensorMismatchError, NoEngineError, NativeLoadError,
 *   AbortError
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
  const file = await readModelFile(source, options)
  const signature = checkSignature(options.signature, file.info)
  const purpose = options.signature && {
    feeds: Object.entries(options.signature.inputs).map(([name, tensor]) => refine(file.info.tensor(name)!, tensor)),
    fetches: signature.outputs.map((name) => file.info.tensor(name)!.name),
  }
  const compiled = await compileByEngine({ ...file, ...(purpose && { purpose }) }, options)
  return new LoadedModel(file.info, compiled, signature)
}
