import { type CompileOptions, type Engine, type Executable, type ModelFile, withLowering } from '@zoo/core/engine'
import { dtypeOfLitert, LITERT_DTYPE } from '@zoo/graph/base'
import { type Dialect, NativeExecutable } from './executable.js'
import { loadFailure } from './failures.js'
import { isAvailable, openLibrary } from './library.js'
import { allocate } from './memory.js'

/** The engine `litert`: TensorFlow Lite models and graphs that lower to them, on libLiteRt with XNNPACK. */
export const litert: Engine = withLowering({
  name: 'litert',

  accepts: () => isAvailable('litert'),

  available: () => isAvailable('litert'),

  allocate: (bytes) => allocate(bytes, 'litert'),

  async compile(model: ModelFile, options: CompileOptions): Promise<Executable> {
    const { addon } = await openLibrary('litert', options.verbose)
    try {
      const native = await addon.loadLitert(model.bytes, options.threads, options.concurrency, options.queueLimit)
      return new NativeExecutable(addon, native, dialect(model), options)
    } catch (error) {
      throw loadFailure(error, 'litert', model.path)
    }
  },
})

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
