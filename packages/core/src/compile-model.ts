import { checkSignature, refine } from './check-signature.js'
import { type LoadOptions, resolveLoadOptions } from './load-options.js'
import { LoadedModel } from './loaded-model.js'
import { type ModelSource, readModelFile } from './model-file.js'
import { compileByEngine } from './routing/choose-engine.js'

/**
 * Reads, checks and compiles a model: what `loadModel` and `Session.load` do.
 * @param owner which of them, for messages
 * @throws ArgumentError, ModelLoadError, UnsupportedGraphError, TensorNameError, TensorMismatchError, NoEngineError, NativeLoadError
 */
export async function compileModel(
  owner: string,
  source: ModelSource,
  given: LoadOptions | undefined,
): Promise<LoadedModel> {
  const options = resolveLoadOptions(owner, given)
  const file = await readModelFile(source, options)
  const signature = checkSignature(options.signature, file.info)
  const purpose = options.signature && {
    feeds: Object.entries(options.signature.inputs).map(([name, tensor]) => refine(file.info.tensor(name)!, tensor)),
    fetches: signature.outputs.map((name) => file.info.tensor(name)!.name),
  }
  const compiled = await compileByEngine({ ...file, ...(purpose && { purpose }) }, options)
  return new LoadedModel(file.info, compiled, signature)
}
