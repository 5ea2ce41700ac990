import { ByteBuffer } from 'flatbuffers'
import type { TfliteModel } from './model.js'
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
 * Signatures are gone and inputs and outputs renamed, so that these go by their order in the main graph, and no two have one name; each output is there once and none is an input, which LiteRT would answer wrongly (`outputSources` says where to find
 * them); and no tensor in between says that its shape is open, since some kernels then take it to be unknown.
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
  // A graph that computes nothing keeps an output all the same: one without any is no model to LiteRT.
  tail.point(at(file, main, SUBGRAPH.outputs), tail.add(computed.length > 0 ? computed : outputs.slice(0, 1)))
  tail.point(at(file, model, MODEL.signatures), tail.add([]))
  for (const graph of graphs) {
    for (const [index, tensor] of tensorsOf(file, graph).entries()) {
      const shape = at(file, tensor, TENSOR.shape)
      if (graph === main && (inputs.includes(index) || outputs.includes(index))) continue
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
  const computed = computedOutputs(inputs, outputs)
  return outputs.map((tensor) =>
    inputs.includes(tensor) ? { input: inputs.indexOf(tensor) } : { output: computed.indexOf(tensor) },
  )
}

/** The tensors among `outputs` that are to be computed, each once. */
const computedOutputs = (inputs: readonly number[], outputs: readonly number[]): readonly number[] =>
  [...new Set(outputs)].filter((tensor) => !inputs.includes(tensor))

/** Lists of int32 and strings to be put behind a file, and references in it to be set. These point forward only, so the end is where new things fit. */
class Tail {
  readonly #start: number
  readonly #words: number[] = []
  readonly #references: [position: number, target: number][] = []

  constructor(fileLength: number) {
    this.#start = Math.ceil(fileLength / 4) * 4
  }

  /** Where the list will lie. */
  add(list: readonly number[]): number {
    const position = this.#start + 4 * this.#words.length
    this.#words.push(list.length, ...list)
    return position
  }

  /** Where the string will lie, with the zero that ends it. */
  addString(text: string): number {
    const position = this.#start + 4 * this.#words.length
    const bytes = new Uint8Array(Math.ceil((text.length + 1) / 4) * 4)
    const { written } = new TextEncoder().encodeInto(text, bytes)
    const view = new DataView(bytes.buffer)
    this.#words.push(written, ...Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(4 * i, true)))
    return position
  }

  /** Makes the reference at `position`, if there is one, one to `target`. */
  point(position: number, target: number): void {
    if (position > 0) this.#references.push([position, target])
  }

  appendTo(bytes: Uint8Array): Uint8Array {
    const whole = new Uint8Array(this.#start + 4 * this.#words.length)
    whole.set(bytes)
    const view = new DataView(whole.buffer)
    for (const [i, word] of this.#words.entries()) view.setInt32(this.#start + 4 * i, word, true)
    for (const [position, target] of this.#references) view.setUint32(position, target - position, true)
    return whole
  }
}

/** Where a field of a table lies, 0 when the table does not have it. */
const at = (file: ByteBuffer, table: number, slot: number): number => {
  const offset = file.__offset(table, 4 + 2 * slot)
  return offset && table + offset
}

const follow = (file: ByteBuffer, position: number): number => position + file.readUint32(position)

/** Where the elements lie, of four bytes each, in the list that the field at `position` refers to. */
const elements = (file: ByteBuffer, position: number): readonly number[] => {
  if (position === 0) return []
  const list = follow(file, position)
  return Array.from({ length: file.readUint32(list) }, (_, i) => list + 4 + 4 * i)
}

const int32s = (file: ByteBuffer, position: number): readonly number[] =>
  elements(file, position).map((element) => file.readInt32(element))

const tensorsOf = (file: ByteBuffer, graph: number): readonly number[] =>
  elements(file, at(file, graph, SUBGRAPH.tensors)).map((position) => follow(file, position))
