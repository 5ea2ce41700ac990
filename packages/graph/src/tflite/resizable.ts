import { ByteBuffer } from 'flatbuffers'
import type { TfliteModel } from './model.js'
import { at, elements, follow, int32s, Tail, tensorsOf } from './patch.js'
import { MODEL, SUBGRAPH, TENSOR } from './schema.js'

/** A TensorFlow Lite file whose inputs take another shape by writing to it in place. */
export interface ResizableTflite {
  readonly bytes: Uint8Array
  /** For each input of the main graph where in `bytes` its dimensions lie: int32, little-endian, as many as its rank. */
  readonly dimensions: readonly number[]
}

/** Where an output of a model's main graph is found: among the outputs of its resizable file, or among its inputs. */
export type OutputSource = { readonly output: number } | { readonly input: number }

/**
 * A copy of a file, for engines that do not resize: they read the shapes of a model's inputs from its file, and work all others out.
 * Signatures are gone and inputs and outputs renamed, so that these go by their order in the main graph, and no two have one name;
 * each output is there once and none is an input, which LiteRT would answer wrongly (`outputSources` says where to find them); and
 * no tensor in between says that its shape is open, since some kernels then take it to be unknown.
 * @param bytes a file that `readTflite` has read without complaint
 */
export const resizableTflite = (bytes: Uint8Array): ResizableTflite => {
  const file = new ByteBuffer(bytes)
  const tail = new Tail(bytes.byteLength)
  const model = file.readInt32(0)
  const graphs = elements(file, at(file, model, MODEL.subgraphs)).map((position) => follow(file, position))
  const main = graphs[0]!
  const inputs = int32s(file, at(file, main, SUBGRAPH.inputs))
  const outputs = int32s(file, at(file, main, SUBGRAPH.outputs))

  const computed = computedOutputs(inputs, outputs)
  const ends = new Set([...inputs, ...outputs])
  // A graph that computes nothing keeps an output all the same: one without any is no model to LiteRT.
  tail.point(at(file, main, SUBGRAPH.outputs), tail.add(computed.length > 0 ? computed : outputs.slice(0, 1)))
  tail.point(at(file, model, MODEL.signatures), tail.add([]))
  for (const graph of graphs) {
    for (const [index, tensor] of tensorsOf(file, graph).entries()) {
      const shape = at(file, tensor, TENSOR.shape)
      if (graph === main && ends.has(index)) continue
      if (shape) tail.point(at(file, tensor, TENSOR.shapeSignature), follow(file, shape))
    }
  }
  const tensors = tensorsOf(file, main)
  for (const index of [...inputs, ...computed]) {
    tail.point(at(file, tensors[index]!, TENSOR.name), tail.addString(`tensor_${index}`))
  }
  const dimensions = inputs.map((index) => {
    const shape = at(file, tensors[index]!, TENSOR.shape)
    const own = tail.add(int32s(file, shape))
    tail.point(shape, own)
    tail.point(at(file, tensors[index]!, TENSOR.shapeSignature), own)
    return own + 4
  })
  return { bytes: tail.appendTo(bytes), dimensions }
}

/** For each output of a model's main graph where it is found when the resizable file of the model is run. */
export const outputSources = ({ subgraphs }: TfliteModel): readonly OutputSource[] => {
  const { inputs, outputs } = subgraphs[0]!
  const fed = placesOf(inputs)
  const computed = placesOf(computedOutputs(inputs, outputs))
  return outputs.map((tensor) => {
    const input = fed.get(tensor)
    return input === undefined ? { output: computed.get(tensor)! } : { input }
  })
}

/** The tensors among `outputs` that are to be computed, each once. */
const computedOutputs = (inputs: readonly number[], outputs: readonly number[]): readonly number[] => {
  const fed = new Set(inputs)
  return [...new Set(outputs)].filter((tensor) => !fed.has(tensor))
}

/** For each tensor its first place in a list. */
const placesOf = (tensors: readonly number[]): ReadonlyMap<number, number> => {
  const places = new Map<number, number>()
  for (const [place, tensor] of tensors.entries()) if (!places.has(tensor)) places.set(tensor, place)
  return places
}
