import {
  AbortError,
  type CompileOptions,
  DisposedError,
  type Executable,
  type Feed,
  InferenceError,
  ModelLoadError,
  RunError,
  type Tensor,
  tensorOf,
  UnsupportedGraphError,
} from '@zoo/core/engine'
import { artifactsOf } from './artifacts.js'
import { elementsOf, firstBeyondInt32, type HeldDType, heldDtype, heldElements } from './held.js'
import type { GraphProgram } from './lower.js'
import { type TfjsElements, type TfjsGraphModel, type TfjsTensor, tidy } from './tf.js'
import { Turns } from './turns.js'

/** A feed copied, as `tf.tensor` takes it. */
type Held = readonly [name: string, data: TfjsElements, shape: number[], dtype: HeldDType]

/** A graph model in TensorFlow.js, as an `Executable`. It runs on the thread of whoever loaded TensorFlow.js. */
export class TfjsExecutable implements Executable {
  readonly #program: GraphProgram
  readonly #model: TfjsGraphModel
  readonly #turns: Turns
  #disposal: Promise<void> | undefined

  /** @throws ModelLoadError when TensorFlow.js does not load it */
  constructor(program: GraphProgram, { queueLimit }: CompileOptions) {
    this.#program = program
    this.#model = load(program)
    this.#turns = new Turns(queueLimit)
  }

  async run(feeds: readonly Feed[], fetches: readonly string[], signal?: AbortSignal): Promise<Tensor[]> {
    if (this.#disposal) throw new DisposedError('Model')
    if (signal?.aborted) throw new AbortError(signal.reason)
    this.#turns.checkRoom()
    // Up to here nothing awaits: the feeds are copied when the caller goes on.
    const held = feeds.map((feed) => this.#hold(feed))
    return this.#turns.take(() => this.#compute(held, [...fetches]), signal)
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#turns.idle().then(() => this.#model.dispose())
    return this.#disposal
  }

  #hold({ name, tensor: { shape, data } }: Feed): Held {
    const { tensors, aversion } = this.#program
    const { dtype, label } = tensors.get(name)!
    if (shape.includes(0)) throw unsupportedFeed(label, 'it was fed without elements')
    const wide = dtype === 'int64' ? firstBeyondInt32(data as BigInt64Array) : undefined
    if (wide !== undefined) {
      throw unsupportedFeed(label, `it was fed ${wide}, and TensorFlow.js has no integers beyond 32 bits`)
    }
    const averse = dtype === 'float32' && aversion?.numbers.find((number) => (data as Float32Array).includes(number))
    if (aversion && typeof averse === 'number') {
      const { node, op } = aversion.operation
      throw unsupportedFeed(
        label,
        `it was fed ${averse}, with which ${node.name} (${op}) does otherwise than TensorFlow`,
      )
    }
    const elements = heldElements(dtype, data as Int32Array)
    return [name, elements === data ? elements.slice() : elements, [...shape], heldDtype(dtype)]
  }

  async #compute(feeds: readonly Held[], fetches: string[]): Promise<Tensor[]> {
    const { tf, backend } = this.#program
    if (tf.getBackend() !== backend) {
      throw this.#failure(
        'BACKEND_CHANGED',
        `the model was loaded for the backend ${backend} of TensorFlow.js, which runs ${tf.getBackend()} now; load it again`,
      )
    }
    // One is missing where an op made fewer than the graph has of it.
    let outputs: readonly (TfjsTensor | undefined)[] = []
    try {
      outputs = tidy(tf, () => {
        const inputs = feeds.map(([name, ...tensor]) => [name, tf.tensor(...tensor)] as const)
        return [this.#model.execute(Object.fromEntries(inputs), fetches)].flat()
      })
      const results: Tensor[] = []
      for (const [i, output] of outputs.entries()) results.push(await this.#read(output, fetches[i]!))
      return results
    } catch (error) {
      if (InferenceError.isInstance(error)) throw error
      throw this.#failure('RUNTIME_FAILURE', (error as Error).message, error)
    } finally {
      for (const output of outputs) output?.dispose()
    }
  }

  async #read(output: TfjsTensor | undefined, name: string): Promise<Tensor> {
    const { dtype, shape, label } = this.#program.tensors.get(name)!
    if (output?.dtype !== heldDtype(dtype) || !isOfShape(output, shape)) {
      const made = output ? `${output.dtype} [${output.shape.join(', ')}]` : 'nothing'
      const expected = `${dtype} [${shape.map((size) => size ?? 'any').join(', ')}]`
      throw this.#failure('INTERNAL', `it made ${made} as '${label}', where the graph has ${expected}`)
    }
    return tensorOf(dtype, output.shape, elementsOf(dtype, (await output.data()) as TfjsElements))
  }

  #failure(status: string, message: string, cause?: unknown): RunError {
    const { path } = this.#program
    return new RunError(`TensorFlow.js refused the run (${status}): ${message}.`, {
      status,
      engine: 'tfjs',
      model: path,
      ...(cause !== undefined && { cause }),
    })
  }
}

const isOfShape = ({ shape }: TfjsTensor, open: readonly (number | null)[]): boolean =>
  shape.length === open.length && open.every((size, i) => size === null || size === shape[i])

const unsupportedFeed = (label: string, reason: string): UnsupportedGraphError =>
  new UnsupportedGraphError(`The run cannot be done by TensorFlow.js: ${label}: ${reason}.`, {
    nodes: [{ node: label, op: 'Placeholder', reason }],
  })

/** Loads a model, and leaves no tensor behind where that fails. */
function load(program: GraphProgram): TfjsGraphModel {
  const { tf, path } = program
  const artifacts = artifactsOf(program)
  let model: TfjsGraphModel | undefined
  try {
    // Not answered by the function, since all that is answered is searched for tensors.
    tidy(tf, () => {
      model = tf.loadGraphModelSync(artifacts)
      for (const weight of Object.values(model.weights).flat()) tf.keep(weight)
    })
    return model!
  } catch (cause) {
    throw new ModelLoadError(`TensorFlow.js could not load ${path ?? 'the model'}: ${(cause as Error).message}`, {
      path,
      cause,
    })
  } finally {
    // TensorFlow.js has copies of the weights now, and keeps hold of what it was given.
    artifacts.weightData = new ArrayBuffer(0)
  }
}
