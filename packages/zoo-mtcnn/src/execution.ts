import { InferenceError, NoEngineError, type RunPlan } from '@zoo/core'
import type { ImageOpener, LoadModelOptions } from '@zoo/kit'
import { Cascade } from './cascade/cascade.js'
import type { Face } from './decode.js'
import { GraphExecution } from './graph-execution.js'
import type { DetectOptions, Execution } from './options.js'

/** A way to find faces with the weights. */
export interface FaceFinder {
  readonly execution: Execution
  /** The name of the engine that runs the weights. */
  readonly engine: string
  /** Which engine that is, and why. */
  plan(): Promise<RunPlan>
  /** Faces, best score first; the image is opened when there is room for it. */
  detect(open: ImageOpener, options: DetectOptions): Promise<Face[]>
  /** Frees what it holds. */
  dispose(): Promise<void>
}

/** What says that no engine that was asked for, or is here, takes a model, so that another way may serve. */
const NO_SUCH_ENGINE = new Set(['ERR_NO_ENGINE', 'ERR_UNSUPPORTED_GRAPH'])

/**
 * The weights, ready to run.
 * @param bytes of mtcnn.pb
 * @param execution when undefined: the cascade, or where no engine takes it, as with only `tensorflow`, the graph
 * @throws NoEngineError (ERR_NO_ENGINE), UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH), NativeLoadError (ERR_NATIVE_LOAD),
 *   ModelLoadError (ERR_MODEL_LOAD)
 */
export async function loadExecution(
  bytes: Uint8Array,
  execution: Execution | undefined,
  options: LoadModelOptions,
): Promise<FaceFinder> {
  if (execution === 'graph') return GraphExecution.load(bytes, options)
  try {
    return await Cascade.load(bytes, options)
  } catch (failure) {
    if (!InferenceError.isInstance(failure) || !NO_SUCH_ENGINE.has(failure.code)) throw failure
    if (execution) throw withoutEngine(failure)
    // The cascade's engines are the smaller to install, so where neither way serves it is they that are asked for.
    return GraphExecution.load(bytes, options).catch((error) => {
      throw NO_SUCH_ENGINE.has(error.code) ? withoutEngine(failure) : error
    })
  }
}

/** The weights are a graph, so what engines say of TensorFlow Lite models needs a word of why. */
function withoutEngine(failure: InferenceError): InferenceError {
  if (failure.code !== 'ERR_NO_ENGINE') return failure
  const { engines, advice, message } = failure as NoEngineError
  return new NoEngineError(
    `The cascade runs MTCNN's three nets as TensorFlow Lite models, lowered from the graph. ${message}`,
    { engines, advice, cause: failure },
  )
}
