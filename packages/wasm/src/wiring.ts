import { type Feed, type ModelFile, type Tensor, tensorOf } from '@zoo/core/engine'
import type { OutputSource } from '@zoo/graph'
import { dtypeOfLitert, LITERT_DTYPE } from '@zoo/graph/base'
import { LaneFailure } from './lane.js'
import type { Request, TensorMessage } from './protocol.js'

/** One run in a worker's terms, and how its answer becomes the fetched tensors. */
export interface Wired {
  readonly request: Request
  tensors(outputs: readonly TensorMessage[]): Tensor[]
}

/** The names of a model's inputs and outputs, wired to the places they have in its workers. */
export class Wiring {
  readonly #inputs: readonly string[]
  readonly #sources: ReadonlyMap<string, OutputSource>

  constructor({ info }: ModelFile, outputs: readonly OutputSource[]) {
    this.#inputs = info.inputs.map(({ name }) => name)
    this.#sources = new Map(info.outputs.map(({ name }, index) => [name, outputs[index]!]))
  }

  /**
   * Copies the feeds.
   * @throws LaneFailure when an input is missing or a fetch is no output
   */
  wire(feeds: readonly Feed[], fetches: readonly string[]): Wired {
    const fed = new Map(feeds.map(({ name, tensor }) => [name, tensor]))
    const inputs = this.#inputs.map((name) => copyOf(name, fed.get(name)))
    const sources = fetches.map((name) => this.#sources.get(name) ?? invalid(`'${name}' is no output of the model`))
    const outputs = [...new Set(sources.flatMap((source) => ('output' in source ? [source.output] : [])))]
    const places = new Map(outputs.map((output, place) => [output, place]))
    // An input that is an output as well comes back as it was fed; the workers would take its array over.
    const passed = sources.map((source) => ('input' in source ? again(inputs[source.input]!) : undefined))
    return {
      request: { inputs, outputs },
      tensors(results) {
        const given = new Set<TensorMessage>()
        return sources.map((source, i) => {
          const result = passed[i] ?? results[places.get('output' in source ? source.output : -1) ?? -1]!
          // Two names may be one tensor, but what answers them must not be one array.
          const [type, shape, data] = given.has(result) ? again(result) : result
          given.add(result)
          return tensorOf(dtypeOfLitert(type), shape, data)
        })
      },
    }
  }
}

const invalid = (message: string): never => {
  throw new LaneFailure('INVALID_ARGUMENT', message)
}

const copyOf = (name: string, tensor: Tensor | undefined): TensorMessage => {
  const { dtype, shape, data } = tensor ?? invalid(`the input '${name}' was not fed`)
  const { buffer, byteOffset, byteLength } = data as ArrayBufferView
  const type = LITERT_DTYPE[dtype] ?? invalid(`the input '${name}' was fed ${dtype}`)
  return [type, shape, new Uint8Array(buffer, byteOffset, byteLength).slice().buffer]
}

const again = ([type, shape, data]: TensorMessage): TensorMessage => [type, shape, data.slice(0)]
