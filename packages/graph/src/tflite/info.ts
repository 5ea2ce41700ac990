import type { ModelInfo } from '../model-info.js'
import { frozenSpec, type TensorSpec } from '../spec.js'
import type { TfliteModel, TfliteSubgraph } from './model.js'

/** What a TensorFlow Lite model says of itself, and the model as read. */
export interface TfliteInfo extends ModelInfo {
  readonly format: 'tflite'
  readonly model: TfliteModel
}

/**
 * Describes a TensorFlow Lite model. Its inputs and outputs stand in the order of its first graph; their names are those of its
 * signature where it has one, else of the tensors. Nothing between them can be fed or fetched.
 */
export const tfliteInfo = (model: TfliteModel): TfliteInfo => {
  const main = model.subgraphs[0]!
  const signature = model.signatures.find(({ subgraph }) => subgraph === 0)
  const taken = new Map<string, number>()
  const inputs = specs(main, main.inputs, signature?.inputs, 'input', taken)
  const outputs = specs(main, main.outputs, signature?.outputs, 'output', taken)
  const byName = new Map([...inputs, ...outputs].map((spec) => [spec.name, spec]))
  return {
    format: 'tflite',
    model,
    inputs,
    outputs,
    tensor: (name) => byName.get(name) ?? byName.get(bare(name)),
    names: () => [...byName.keys()],
    required(_fetches, feeds) {
      const fed = new Set(feeds.map(bare))
      return inputs.filter((input) => !fed.has(input.name))
    },
  }
}

/** The canonical form of output 0's name. */
const bare = (name: string): string => (name.endsWith(':0') ? name.slice(0, -2) : name)

const specs = (
  graph: TfliteSubgraph,
  indices: readonly number[],
  signature: ReadonlyMap<string, number> | undefined,
  fallback: string,
  taken: Map<string, number>,
): readonly TensorSpec[] => {
  const signed = new Map([...(signature ?? [])].map(([name, index]) => [index, name]))
  const all = indices.map((index, position) => {
    const { name, dtype, declaredShape: shape, quantization } = graph.tensors[index]!
    const wanted = bare(signed.get(index) ?? name) || `${fallback}_${position}`
    const spec = { name: unused(wanted, taken), dtype, shape }
    return frozenSpec(quantization ? { ...spec, quantization } : spec)
  })
  return Object.freeze(all)
}

/** The name, with a number behind where it is taken: files do not promise that names differ. */
const unused = (name: string, taken: Map<string, number>): string => {
  let free = name
  let next = taken.get(name) ?? 0
  while (taken.has(free)) free = `${name}_${++next}`
  taken.set(name, next)
  taken.set(free, taken.get(free) ?? 0)
  return free
}
