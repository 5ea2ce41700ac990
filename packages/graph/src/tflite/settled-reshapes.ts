import { ByteBuffer } from 'flatbuffers'
import { MAX_MADE_RANK } from './check.js'
import type { TfliteModel, TfliteOperator, TfliteSubgraph, TfliteTensor } from './model.js'
import { at, elements, follow, Tail } from './patch.js'
import { MODEL, OPERATOR, RESHAPE_OPTIONS, SUBGRAPH } from './schema.js'

/**
 * The file with reshapes that say themselves which shape they make, where converters have them work it out in each run. A Keras model
 * with an open batch is full of such: the shape is packed of sizes that are known and one, mostly the batch, that is taken from the
 * shape of a tensor. As -1 that one follows from the others before the run, which LiteRT needs: it answers no model whose outputs'
 * shapes are known in the run only, and hands no such tensor to XNNPACK. Most files are given back as they are.
 * @param bytes a file that `readTflite` has read as `model`
 */
export const settledReshapes = (bytes: Uint8Array, { subgraphs }: TfliteModel): Uint8Array => {
  const settled = subgraphs.map(reshapesIn)
  if (settled.every((reshapes) => reshapes.size === 0)) return bytes
  const file = new ByteBuffer(bytes)
  const tail = new Tail(bytes.byteLength)
  const graphs = elements(file, at(file, file.readInt32(0), MODEL.subgraphs))
  for (const [index, reshapes] of settled.entries()) {
    const operators = elements(file, at(file, follow(file, graphs[index]!), SUBGRAPH.operators))
    for (const [position, { input, output, shape }] of reshapes) {
      const reference = operators[position]!
      const opcode = at(file, follow(file, reference), OPERATOR.opcode)
      const reshape = tail.addTable([
        { slot: OPERATOR.opcode, value: opcode === 0 ? 0 : file.readInt32(opcode) },
        { slot: OPERATOR.inputs, value: [input] },
        { slot: OPERATOR.outputs, value: [output] },
        { slot: OPERATOR.optionsType, value: RESHAPE_OPTIONS },
        { slot: OPERATOR.options, value: { fields: [{ slot: 0, value: shape }] } },
      ])
      tail.point(reference, reshape)
    }
  }
  return tail.appendTo(bytes)
}

interface Settled {
  readonly input: number
  readonly output: number
  readonly shape: readonly number[]
}

/** The reshapes in a graph whose shapes are known but for one size that follows from the others, by their places. */
const reshapesIn = (graph: TfliteSubgraph): ReadonlyMap<number, Settled> => {
  const makers = new Map<number, TfliteOperator>()
  /** Tensors whose values follow from the shapes of others. */
  const shapely = new Set<number>()
  const settled = new Map<number, Settled>()
  for (const [position, operator] of graph.operators.entries()) {
    const { op, custom, inputs, outputs } = operator
    for (const output of outputs) makers.set(output, operator)
    const follows = op === 'SHAPE' || (inputs.length > 0 && inputs.every((input) => isKnown(graph, input, shapely)))
    if (follows && !custom && !CHANCE.test(op)) for (const output of outputs) shapely.add(output)
    if (op !== 'RESHAPE' || custom) continue
    const [input, wanted] = inputs
    const shape = shapeFrom(graph, makers.get(wanted ?? -1), shapely)
    if (shape) settled.set(position, { input: input!, output: outputs[0]!, shape })
  }
  return settled
}

/** Operations whose answers follow from no input. */
const CHANCE = /^RANDOM|^MULTINOMIAL$/

const isKnown = ({ tensors }: TfliteSubgraph, index: number, shapely: ReadonlySet<number>): boolean =>
  index < 0 || tensors[index]!.data !== undefined || shapely.has(index)

/** The sizes that are put together for a reshape, with -1 for one that is not known; undefined where that does not settle it. */
const shapeFrom = (
  graph: TfliteSubgraph,
  maker: TfliteOperator | undefined,
  shapely: ReadonlySet<number>,
): readonly number[] | undefined => {
  if (!maker || maker.custom || (maker.op !== 'PACK' && maker.op !== 'CONCATENATION')) return undefined
  const rank = maker.op === 'PACK' ? 0 : 1
  const shape: number[] = []
  let open = 0
  for (const index of maker.inputs) {
    const tensor = graph.tensors[index]
    if (tensor?.shape.length !== rank) return undefined
    const sizes = sizesIn(tensor)
    if (sizes) shape.push(...sizes)
    else if (shapely.has(index) && (rank === 0 || tensor.shape[0] === 1) && open++ === 0) shape.push(-1)
    else return undefined
    if (shape.length > MAX_MADE_RANK) return undefined
  }
  return open === 1 && shape.every((size) => size > 0 || size === -1) && shape.indexOf(-1) === shape.lastIndexOf(-1)
    ? shape
    : undefined
}

/** The elements of a constant of sizes, if it has no more than a tensor has axes. */
const sizesIn = ({ dtype, shape, data }: TfliteTensor): readonly number[] | undefined => {
  if (!data || (dtype !== 'int32' && dtype !== 'int64') || (shape[0] ?? 1) > MAX_MADE_RANK) return undefined
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return dtype === 'int32'
    ? Array.from({ length: data.byteLength / 4 }, (_, i) => view.getInt32(4 * i, true))
    : Array.from({ length: data.byteLength / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)))
}
