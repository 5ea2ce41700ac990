import {
  type CompileOptions,
  type Engine,
  type Executable,
  type ModelFile,
  type UnsupportedGraphError,
  unanswerable,
  type Verdict,
  withLowering,
} from '@zoo/core/engine'
import { dtypeOfLitert, LITERT_DTYPE, parsedTflite } from '@zoo/graph/base'
import { type Dialect, NativeExecutable } from './executable.js'
import { loadFailure } from './failures.js'
import { isAvailable, openLibrary } from './library.js'
import { loadNative } from './loading.js'
import { allocate } from './memory.js'

/** The engine `litert`: TensorFlow Lite models and graphs that lower to them, on libLiteRt with XNNPACK. */
export const litert: Engine = withLowering({
  name: 'litert',

  async accepts(model: ModelFile): Promise<Verdict> {
    const refusal = await refusalOf(model)
    return refusal ? { ok: false, reason: refusal.message } : isAvailable('litert')
  },

  available: () => isAvailable('litert'),

  allocate: (bytes) => allocate(bytes, 'litert'),

  async compile(model: ModelFile, options: CompileOptions): Promise<Executable> {
    const refusal = await refusalOf(model)
    if (refusal) throw refusal
    const { addon } = await openLibrary('litert', options.verbose)
    try {
      const native = await loadNative(addon, options.signal, (id) =>
        addon.loadLitert(id, model.bytes, options.threads, options.concurrency, options.queueLimit),
      )
      return new NativeExecutable(addon, native, dialect(model), options)
    } catch (error) {
      throw loadFailure(error, 'litert', model.path)
    }
  },
})

/** Where LiteRT goes by the shapes that it works out before the run, but for these operations, which give what they give. */
const CONTROL_FLOW: ReadonlySet<string> = new Set(['IF', 'WHILE'])

/**
 * The error for a model with outputs whose shapes only the run tells: LiteRT would answer with what lay in their memory, or write past
 * its end.
 */
async function refusalOf(model: ModelFile): Promise<UnsupportedGraphError | undefined> {
  const info = parsedTflite(model.info)
  if (!info) return undefined
  // Whoever has a model has the parsers loaded, so that to import them takes no time.
  const { nativeHazards, unforeseenShapes } = await import('@zoo/graph')
  const nodes = unforeseenShapes(info.model).filter(({ op }) => !CONTROL_FLOW.has(op))
  return unanswerable('litert', model, [...nodes, ...nativeHazards(info.model)])
}

/** LiteRT numbers inputs and outputs in the file's order, which is the order of the model's specs. */
function dialect(model: ModelFile): Dialect {
  const inputs = new Map(model.info.inputs.map(({ name }, index) => [name, index]))
  const outputs = new Map(model.info.outputs.map(({ name }, index) => [name, index]))
  return {
    engine: 'litert',
    model: model.path,
    slot: (name) => ['', outputs.get(name) ?? -1],
    input: ({ name, tensor }) => ['', inputs.get(name) ?? -1, LITERT_DTYPE[tensor.dtype] ?? -1, tensor.shape],
    dtype: dtypeOfLitert,
  }
}
