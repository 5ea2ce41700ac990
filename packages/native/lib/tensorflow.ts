import type { CompileOptions, Engine, Executable, ModelFile, Verdict } from '@zoo/core/engine'
import { dtypeOfTensorflow, parsedGraph, TENSORFLOW_DTYPE } from '@zoo/graph/base'
import type { NativeSlot } from './addon.js'
import { type Dialect, NativeExecutable } from './executable.js'
import { loadFailure } from './failures.js'
import { isAvailable, openLibrary } from './library.js'
import { loadNative } from './loading.js'
import { allocate } from './memory.js'

/** The engine `tensorflow`: frozen graphs on libtensorflow, every op and control flow included. */
export const tensorflow: Engine = {
  name: 'tensorflow',

  async accepts(model: ModelFile): Promise<Verdict> {
    if (model.info.format !== 'tensorflow')
      return { ok: false, reason: 'it takes frozen GraphDefs, not TensorFlow Lite models' }
    return isAvailable('tensorflow')
  },

  allocate: (bytes) => allocate(bytes, 'tensorflow'),

  async compile(model: ModelFile, options: CompileOptions): Promise<Executable> {
    const { addon } = await openLibrary('tensorflow', options.verbose)
    const config = await configProto(options)
    try {
      const bytes = await graphBytes(model, config)
      const native = await loadNative(addon, options.signal, (id) =>
        addon.loadTensorflow(id, bytes, config, options.concurrency, options.queueLimit),
      )
      return new NativeExecutable(addon, native, dialect(model.path), options)
    } catch (error) {
      throw loadFailure(error, 'tensorflow', model.path)
    }
  },
}

/**
 * What libtensorflow gets: the graph as it was read and checked, never the file's own bytes, which another reader may
 * understand otherwise.
 */
async function graphBytes(model: ModelFile, config: Uint8Array): Promise<Uint8Array> {
  const { readGraph, writeWholeGraph } = await import('@zoo/graph')
  return writeWholeGraph(parsedGraph(model.info)?.graph ?? readGraph(model.bytes), { callConfig: config })
}

/** `node:1` as a node and its output; the addon knows no names with colons. */
function slot(name: string): NativeSlot {
  const colon = name.lastIndexOf(':')
  return colon < 0 ? [name, 0] : [name.slice(0, colon), Number(name.slice(colon + 1))]
}

const dialect = (path: string | undefined): Dialect => ({
  engine: 'tensorflow',
  model: path,
  slot,
  input: ({ name, tensor }) => [...slot(name), TENSORFLOW_DTYPE[tensor.dtype], tensor.shape],
  dtype: dtypeOfTensorflow,
})

/**
 * A serialised ConfigProto. Threads inside an op are `threads`; ops of concurrent runs need a thread each, of the
 * session's own, so that the first session of a process does not decide for all. Four of TensorFlow's rewriters of graphs are
 * off. `constant_folding` and `arithmetic_optimization` together end the process on a convolution whose result is multiplied by
 * two constants (seen with 2.21), and nothing is slower without: executors fold constants too. `remapping` answers wrongly on
 * some real models and ends the process on one. `implementation_selector` runs another function than the one a graph calls.
 * @source tensorflow/core/protobuf/config.proto, messages ConfigProto and GraphOptions; rewriter_config.proto
 */
async function configProto({ threads, concurrency }: CompileOptions): Promise<Uint8Array> {
  const { default: protobuf } = await import('protobufjs/minimal.js')
  const tag = (field: number) => field << 3 // wire type 0: varint
  const message = (field: number) => (field << 3) | 2 // wire type 2: length and bytes
  return protobuf.Writer.create()
    .uint32(tag(2)) // intra_op_parallelism_threads
    .int32(threads)
    .uint32(tag(5)) // inter_op_parallelism_threads
    .int32(Math.max(threads, concurrency))
    .uint32(tag(9)) // use_per_session_threads
    .bool(true)
    .uint32(message(10)) // graph_options
    .fork()
    .uint32(message(10)) // rewrite_options
    .fork()
    .uint32(tag(3)) // constant_folding
    .int32(2) // OFF
    .uint32(tag(7)) // arithmetic_optimization
    .int32(2) // OFF
    .uint32(tag(14)) // remapping
    .int32(2) // OFF
    .uint32(tag(22)) // implementation_selector
    .int32(2) // OFF
    .ldelim()
    .ldelim()
    .finish()
}
