import { checkSignature } from './check-signature.js'
import { compileByEngine } from './choose-engine.js'
import { type LoadOptions, resolveLoadOptions } from './load-options.js'
import { LoadedModel } from './loaded-model.js'
import { type ModelSource, readModelFile } from './model-file.js'

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
    feeds: Object.keys(options.signature.inputs).map((name) => file.info.tensor(name)!.name),
    fetches: signature.outputs.map((name) => file.info.tensor(name)!.name),
  }
  const compiled = await compileByEngine({ ...file, ...(purpose && { purpose }) }, options)
  return new LoadedModel(file.info, compiled, signature)
}
