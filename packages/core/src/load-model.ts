import { compileModel } from './compile-model.js'
import type { LoadOptions } from './load-options.js'
import { Model } from './model.js'
import type { ModelSource } from './model-file.js'
import type { Signature } from './signature.js'

/**
 * A model to share: load it once, run it from many places at a time, `dispose()` it in the end.
 * @param source a path, a `file:` URL, or the file's bytes, which must not change while the model is in use
 * @throws ArgumentError (ERR_ARGUMENT) for a bad option or source
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the file is missing, damaged, or no frozen model
 * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) when it holds ops that the engine lacks, or that only a trusted model may
 * @throws NoEngineError (ERR_NO_ENGINE) when no engine can be had or none takes the model
 * @throws NativeLoadError (ERR_NATIVE_LOAD) when the engine that was asked for cannot be opened
 * @throws AbortError (ERR_ABORTED) when the signal fires or the time is over before the model is loaded
 * @throws TensorNameError (ERR_TENSOR_NAME), TensorMismatchError (ERR_TENSOR_MISMATCH) when the signature is not the model's
 */
export async function loadModel<const S extends Signature = Signature>(
  source: ModelSource,
  options?: LoadOptions<S>,
): Promise<Model<S>> {
  return new Model<S>(await compileModel('loadModel', source, options))
}
