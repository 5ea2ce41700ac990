import { fileURLToPath } from 'node:url'
import { type Build, buildsFor, THREADED } from './builds.js'
import { evaluateLoaderScript } from './loader-script.js'
import { Log } from './log.js'

/** An object of C++, which JavaScript has to give back. */
interface Handle {
  delete(): void
}

interface Int32Vector extends Handle {
  size(): number
  get(index: number): number
  push_back(value: number): void
}

interface Layout extends Handle {
  dimensions(): Int32Vector
}

interface TensorType extends Handle {
  elementType(): { readonly value: number }
  layout(): Layout
  /** Of all elements. */
  bytes(): number
}

/** A tensor's elements, in the module's memory. */
export interface TensorBuffer extends Handle {
  /** Where they lie, until `unlock`. */
  lock(mode: unknown): number
  unlock(): void
  tensorType(): TensorType
  /** Bytes of the elements, and with what lies between them. */
  packedSize(): number
  size(): number
}

/** A model as read. */
export interface LoadedFile extends Handle {
  getNumSignatures(): number
}

/** A model that runs. */
export interface CompiledModel extends Handle {
  /** Every output in order, for every input in order. Also answers when it failed: what went wrong is in the log. */
  run(signature: number, inputs: readonly TensorBuffer[]): TensorBuffer[]
}

/**
 * What LiteRT's WebAssembly exports, as far as we use it.
 * @source LiteRT, litert/js/packages/core/src/wasm_binding_types.ts
 */
interface LiteRtModule {
  /** The module's memory; another view after it has grown. */
  readonly HEAPU8: Uint8Array
  _malloc(bytes: number): number
  _free(pointer: number): void
  setupLogging(): void
  readonly LiteRtEnvironment: { create(gpu: null): Handle }
  readonly LiteRtLayout: { create(dimensions: Int32Vector): Layout }
  readonly LiteRtRankedTensorType: { create(elementType: { value: number }, layout: Layout): TensorType }
  readonly LiteRtTensorBuffer: {
    createManaged(environment: Handle, kind: unknown, type: TensorType, bytes: number): TensorBuffer
  }
  readonly LiteRtTensorBufferType: { readonly HOST_MEMORY: unknown }
  readonly LiteRtTensorBufferLockMode: { readonly READ: unknown; readonly WRITE: unknown }
  readonly VectorInt32: new () => Int32Vector
  loadModel(environment: Handle, pointer: number, bytes: number): LoadedFile
  compileModel(environment: Handle, model: LoadedFile, options: object): CompiledModel
}

/** LiteRT in WebAssembly, started: files, compiled models and tensors of one thread. */
export class LiteRt {
  readonly log: Log
  readonly #module: LiteRtModule
  readonly #environment: Handle
  readonly #threads: number

  constructor(module: LiteRtModule, threads: number, log: Log) {
    this.#module = module
    this.#threads = threads
    this.log = log
    module.setupLogging()
    this.#environment = module.LiteRtEnvironment.create(null)
  }

  /**
   * Starts the fastest build that this process runs.
   * @throws Error with each build's reason when none does
   */
  static async start(threads: number, verbose: boolean): Promise<LiteRt> {
    const reasons: string[] = []
    for (const build of buildsFor(threads)) {
      const log = new Log(verbose)
      try {
        const module = await instantiate(build, threads, log)
        return new LiteRt(module, build === THREADED ? threads : 1, log)
      } catch (error) {
        reasons.push(`${build}: ${(error as Error).message}`)
      }
    }
    throw new Error(reasons.join('; '))
  }

  /** Copies bytes into the module's memory. To be freed by `free`. */
  copyIn(bytes: Uint8Array): number {
    const pointer = this.#module._malloc(bytes.byteLength)
    if (pointer === 0) throw new Error(`no room for ${bytes.byteLength} bytes`)
    this.#module.HEAPU8.set(bytes, pointer)
    return pointer
  }

  free(pointer: number): void {
    this.#module._free(pointer)
  }

  /** The bytes of a model must stay where they are as long as the model is used. */
  load(pointer: number, bytes: number): LoadedFile {
    return this.#module.loadModel(this.#environment, pointer, bytes)
  }

  compile(file: LoadedFile): CompiledModel {
    return this.#module.compileModel(this.#environment, file, {
      accelerator: 'wasm',
      environment: { liteRtEnvironment: this.#environment },
      cpuOptions: { numThreads: this.#threads },
      gpuOptions: {},
      webNNOptions: {},
    })
  }

  /** A tensor filled with a copy of `data`, or the number of bytes there should have been. */
  tensor(elementType: number, shape: readonly number[], data: Uint8Array): TensorBuffer | number {
    const { LiteRtLayout, LiteRtRankedTensorType, LiteRtTensorBuffer, LiteRtTensorBufferType, VectorInt32 } =
      this.#module
    const dimensions = new VectorInt32()
    for (const dimension of shape) dimensions.push_back(dimension)
    const layout = LiteRtLayout.create(dimensions)
    dimensions.delete()
    const type = LiteRtRankedTensorType.create({ value: elementType }, layout)
    layout.delete()
    const bytes = type.bytes()
    if (bytes !== data.byteLength) {
      type.delete()
      return bytes
    }
    const buffer = LiteRtTensorBuffer.createManaged(
      this.#environment,
      LiteRtTensorBufferType.HOST_MEMORY,
      type,
      data.byteLength,
    )
    type.delete()
    const pointer = buffer.lock(this.#module.LiteRtTensorBufferLockMode.WRITE)
    this.#module.HEAPU8.set(data, pointer)
    buffer.unlock()
    return buffer
  }

  /** What is in a tensor, copied. */
  read(buffer: TensorBuffer): [elementType: number, shape: readonly number[], data: ArrayBuffer] {
    const type = buffer.tensorType()
    const layout = type.layout()
    const dimensions = layout.dimensions()
    const shape = Array.from({ length: dimensions.size() }, (_, i) => dimensions.get(i))
    const { value } = type.elementType()
    for (const handle of [dimensions, layout, type]) handle.delete()
    const pointer = buffer.lock(this.#module.LiteRtTensorBufferLockMode.READ)
    const data = this.#module.HEAPU8.slice(pointer, pointer + buffer.packedSize())
    buffer.unlock()
    return [value, shape, data.buffer as ArrayBuffer]
  }
}

async function instantiate(build: Build, threads: number, log: Log): Promise<LiteRtModule> {
  const write = (line: string) => log.write(line)
  // The thread that asks for a run computes too.
  const factory = evaluateLoaderScript(build, threads - 1)
  const options = { print: write, printErr: write }
  const module = await factory(
    build === THREADED
      ? { ...options, mainScriptUrlOrBlob: fileURLToPath(new URL('./thread.js', import.meta.url)) }
      : options,
  )
  return module as LiteRtModule
}
