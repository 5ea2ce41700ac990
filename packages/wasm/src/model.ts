import type { CompiledModel, LiteRt, LoadedFile, TensorBuffer } from './litert.js'
import { plainWords } from './log.js'
import type { Failure, Request, Setup, TensorMessage } from './protocol.js'

/** Bytes that compiled forms of a model of several shapes may take together, about. */
const KEPT_BYTES = 128 << 20

/** A compiled form takes the file and the weights packed anew. */
const COPIES = 2

/** However small a model is, and however large. */
const MAX_KEPT = 32
const MIN_KEPT = 2

/** A failure of LiteRT, or of what it was asked. */
export class LiteRtError extends Error {
  readonly failure: Failure

  constructor(status: Failure['status'], message: string, worn = false) {
    super(message)
    this.failure = { status, message, worn }
  }
}

/** The model compiled for inputs of certain shapes. */
interface Compiled {
  readonly pointer: number
  readonly file: LoadedFile
  readonly model: CompiledModel
}

/**
 * One model in LiteRT. This LiteRT resizes the inputs of a model but not the room for its outputs, so each shape has a compiled
 * form of its own; the last used are kept.
 */
export class Model {
  readonly #litert: LiteRt
  readonly #setup: Setup
  readonly #room: number
  readonly #kept = new Map<string, Compiled>()

  constructor(litert: LiteRt, setup: Setup) {
    this.#litert = litert
    this.#setup = setup
    const room = Math.floor(KEPT_BYTES / (COPIES * setup.model.byteLength))
    this.#room = Math.min(Math.max(room, MIN_KEPT), MAX_KEPT)
  }

  /**
   * Compiles the model for inputs of these shapes, unless it is.
   * @throws LiteRtError
   */
  compileFor(shapes: readonly (readonly number[])[]): CompiledModel {
    const key = JSON.stringify(shapes)
    const compiled = this.#kept.get(key) ?? this.#compile(shapes)
    // The map is in the order of use.
    this.#kept.delete(key)
    this.#kept.set(key, compiled)
    const [oldest] = this.#kept
    if (oldest && this.#kept.size > this.#room) {
      this.#kept.delete(oldest[0])
      this.#drop(oldest[1])
    }
    return compiled.model
  }

  /** @throws LiteRtError */
  run({ inputs, outputs }: Request): readonly TensorMessage[] {
    const model = this.compileFor(inputs.map(([, shape]) => shape))
    const buffers: TensorBuffer[] = []
    try {
      for (const input of inputs) buffers.push(this.#fill(input))
      this.#attempt('RUNTIME_FAILURE', () => buffers.push(...model.run(0, buffers)))
      return outputs.map((output) => this.#read(buffers[inputs.length + output]))
    } finally {
      for (const buffer of buffers) buffer.delete()
    }
  }

  #fill([type, shape, data]: TensorMessage): TensorBuffer {
    const buffer = this.#attempt('INVALID_ARGUMENT', () => this.#litert.tensor(type, shape, new Uint8Array(data)))
    if (typeof buffer !== 'number') return buffer
    throw new LiteRtError('INVALID_ARGUMENT', `an input takes ${buffer} bytes and was fed ${data.byteLength}`)
  }

  #read(buffer: TensorBuffer | undefined): TensorMessage {
    if (!buffer) throw new LiteRtError('INVALID_ARGUMENT', 'the model has no such output')
    if (buffer.size() !== buffer.packedSize()) {
      throw new LiteRtError('RUNTIME_FAILURE', 'an output has another size than its shape says')
    }
    return this.#litert.read(buffer)
  }

  #compile(shapes: readonly (readonly number[])[]): Compiled {
    const { model: bytes, dimensions, shapes: ranks } = this.#setup
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    if (shapes.length !== ranks.length) {
      throw new LiteRtError('INVALID_ARGUMENT', `the model has ${ranks.length} inputs and was fed ${shapes.length}`)
    }
    for (const [input, shape] of shapes.entries()) {
      const rank = ranks[input]!.length
      if (shape.length !== rank) {
        throw new LiteRtError('INVALID_ARGUMENT', `an input is of rank ${rank} and was fed one of ${shape.length}`)
      }
      for (const [axis, dimension] of shape.entries()) view.setInt32(dimensions[input]! + 4 * axis, dimension, true)
    }
    const litert = this.#litert
    return this.#attempt('COMPILATION', () => {
      const pointer = litert.copyIn(bytes)
      const file = litert.load(pointer, bytes.byteLength)
      return { pointer, file, model: litert.compile(file) }
    })
  }

  #drop({ pointer, file, model }: Compiled): void {
    model.delete()
    file.delete()
    this.#litert.free(pointer)
  }

  /** What `act` gives, unless LiteRT says that it failed: by throwing, or in its log alone. */
  #attempt<T>(status: Failure['status'], act: () => T): T {
    const { log } = this.#litert
    log.takeErrors()
    let result: T
    try {
      result = act()
    } catch (error) {
      // A trap: whatever it was doing is half done.
      if (error instanceof WebAssembly.RuntimeError) throw error
      const { message } = error as Error
      // What is thrown through WebAssembly leaves its stack as it was, and some hundred times fill it.
      throw new LiteRtError(status, log.takeErrors() || plainWords(message) || message, true)
    }
    const errors = log.takeErrors()
    // A file that one delegate cannot take may still compile for another, and the log says so; a run that failed does no more than that.
    if (errors && status === 'RUNTIME_FAILURE') throw new LiteRtError(status, errors)
    return result
  }
}
