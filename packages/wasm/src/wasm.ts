import {
  type CompileOptions,
  type Engine,
  type Executable,
  type ModelFile,
  UnsupportedGraphError,
  unanswerable,
  type Verdict,
  withLowering,
} from '@zoo/core/engine'
import { earlyOutputs, readTflite, type TfliteModel, unforeseenShapes } from '@zoo/graph'
import { parsedTflite } from '@zoo/graph/base'
import { WasmExecutable } from './executable.js'
import { wasmFolder } from './loader-script.js'

/**
 * The engine `wasm`: TensorFlow Lite models and graphs that lower to them, on LiteRT as WebAssembly, each in worker threads of
 * its own.
 */
export const wasm: Engine = withLowering({
  name: 'wasm',

  async accepts(model: ModelFile): Promise<Verdict> {
    const refusal = refusalOf(model)
    return refusal ? { ok: false, reason: refusal.message } : isAvailable()
  },

  available: async () => isAvailable(),

  async compile(model: ModelFile, options: CompileOptions): Promise<Executable> {
    const refusal = refusalOf(model)
    if (refusal) throw refusal
    return WasmExecutable.create(model, tfliteOf(model), options)
  },
})

/** LiteRT looks up each output among all of them in every run: 1,000 take a second, 8,000 a minute. */
const MAX_OUTPUTS = 1000

/** The error for a model that LiteRT as WebAssembly would answer wrongly or not at all. */
function refusalOf(model: ModelFile): UnsupportedGraphError | undefined {
  const tflite = tfliteOf(model)
  const { length } = model.info.outputs
  if (length > MAX_OUTPUTS) {
    return new UnsupportedGraphError(
      `The wasm engine takes models of at most ${MAX_OUTPUTS} outputs, and ${model.path ?? 'the model'} has ${length}; fetch fewer of them, or run it on another engine.`,
      { nodes: [] },
    )
  }
  return unanswerable('wasm', model, [...unforeseenShapes(tflite), ...earlyOutputs(tflite)])
}

/** The model as parsed when it was opened, if it was by our reader. */
const tfliteOf = ({ info, bytes }: ModelFile): TfliteModel => parsedTflite(info)?.model ?? readTflite(bytes)

function isAvailable(): Verdict {
  if (typeof WebAssembly === 'undefined') {
    return { ok: false, reason: 'this process has no WebAssembly', advice: 'start Node without --jitless' }
  }
  try {
    wasmFolder()
    return { ok: true }
  } catch (error) {
    return { ok: false, reason: (error as Error).message, advice: 'npm install @litertjs/core' }
  }
}
