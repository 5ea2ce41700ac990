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

/** The error for a model that LiteRT as WebAssembly would answer wrongly or not at all. */
function refusalOf(model: ModelFile): UnsupportedGraphError | undefined {
  const tflite = tfliteOf(model)
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
