import { BYTES_PER_ELEMENT } from './dtype.js'
import type { Graph } from './graphdef/graph.js'
import type { TfliteModel, TfliteTensor } from './tflite/model.js'

/** What a model has learnt, by its size. */
export interface Parameters {
  readonly count: number
  readonly bytes: number
}

/**
 * The dtypes weights come in, by TensorFlow's number, with the bytes an element takes. Integers of 32 and 64 bits are shapes and
 * indices, so they are none.
 * @source tensorflow/core/framework/types.proto: float, double, uint8, int8, qint8, quint8, qint32, bfloat16, half
 */
const WEIGHT_TYPES: ReadonlyMap<number, number> = new Map([
  [1, 4],
  [2, 8],
  [4, 1],
  [6, 1],
  [11, 1],
  [12, 1],
  [13, 4],
  [14, 2],
  [19, 2],
])

/** The constants of a graph that can be weights: floating-point, quantised or of 8 bits. */
export const graphParameters = (graph: Graph): Parameters => {
  let [count, bytes] = [0, 0]
  const bodies = [...graph.functions.values()].map((body) => body.nodes)
  for (const node of [graph.nodes, ...bodies].flat()) {
    const value = node.op === 'Const' ? node.attrs.get('value') : undefined
    const width = value?.kind === 'tensor' ? WEIGHT_TYPES.get(value.value.type) : undefined
    if (value?.kind !== 'tensor' || width === undefined) continue
    count += value.value.size
    bytes += value.value.size * width
  }
  return { count, bytes }
}

/** Whether a stored tensor of a TensorFlow Lite model can be weights; biases of quantised layers are int32 with a scale. */
const isWeight = ({ dtype, quantization }: TfliteTensor): boolean =>
  quantization !== undefined || dtype === null || dtype.startsWith('float') || BYTES_PER_ELEMENT[dtype] === 1

/** The same for a TensorFlow Lite model; tensors that share their bytes count once. */
export const tfliteParameters = (model: TfliteModel): Parameters => {
  let [count, bytes] = [0, 0]
  const seen = new Set<number>()
  for (const tensor of model.subgraphs.flatMap(({ tensors }) => tensors)) {
    if (!tensor.data || !isWeight(tensor) || seen.has(tensor.data.byteOffset)) continue
    seen.add(tensor.data.byteOffset)
    count += tensor.shape.reduce((size, dimension) => size * dimension, 1)
    bytes += tensor.data.byteLength
  }
  return { count, bytes }
}
