import { BYTES_PER_ELEMENT } from '../dtype.js'
import { ModelLoadError } from '../errors.js'
import { madeShapes } from './made-shapes.js'
import type { TfliteSubgraph, TfliteTensor } from './model.js'

/**
 * Bytes that the tensors of a graph may take at one time beside its weights, open dimensions counted as 1, in a model that is not trusted.
 * Images of 4,096 by 4,096 pixels in 16 channels of float32 are as many.
 */
export const MAX_ACTIVATION_BYTES = 2 ** 30

/**
 * Checks that a small file does not ask for much memory: the tensors that are alive together, of the sizes which the file declares or its
 * operators make of constants, whichever are larger.
 * @throws ModelLoadError (ERR_MODEL_LOAD) that names the graph and the largest tensor
 */
export const checkMemory = (subgraphs: readonly TfliteSubgraph[]): void => {
  for (const [index, graph] of subgraphs.entries()) {
    const sizes = sizesOf(graph)
    const peak = peakOf(graph, sizes)
    if (peak <= MAX_ACTIVATION_BYTES) continue
    const largest = sizes.reduce((best, size, i) => (size > sizes[best]! ? i : best), 0)
    const { name } = graph.tensors[largest]!
    throw new ModelLoadError(
      `The TensorFlow Lite model asks for too much memory: the tensors of its graph ${index} take ${peak} bytes at one time, "${name}" alone ${sizes[largest]}, and a model that is not trusted may take ${MAX_ACTIVATION_BYTES}; load it with { trusted: true } if you know where it comes from.`,
      { expected: `tensors of at most ${MAX_ACTIVATION_BYTES} bytes at one time`, actual: `tensors of ${peak} bytes` },
    )
  }
}

/** Bytes of each tensor that is no constant. */
const sizesOf = (graph: TfliteSubgraph): readonly number[] => {
  const shapes = madeShapes(graph)
  return graph.tensors.map((tensor, index) => (tensor.data ? 0 : elements(shapes[index]!) * bytesPerElement(tensor)))
}

const elements = (shape: readonly number[]): number => shape.reduce((product, dimension) => product * dimension, 1)

const bytesPerElement = ({ dtype }: TfliteTensor): number => (dtype === null ? 1 : BYTES_PER_ELEMENT[dtype])

/** The most bytes alive at one time: a tensor lives from the operator that makes it to the last that takes it. */
const peakOf = ({ inputs, outputs, operators, tensors }: TfliteSubgraph, sizes: readonly number[]): number => {
  const last = new Map<number, number>()
  for (const [position, operator] of operators.entries()) {
    for (const index of [...operator.inputs, ...operator.outputs]) last.set(index, position)
  }
  // What is fed, fetched or kept has memory of its own from start to end.
  const kept = new Set([...inputs, ...outputs])
  for (const [index, { isVariable }] of tensors.entries()) if (isVariable) kept.add(index)
  let alive = 0
  for (const index of kept) alive += sizes[index]!
  let peak = alive
  const started = new Set(kept)
  for (const [position, operator] of operators.entries()) {
    for (const index of operator.outputs) {
      if (index < 0 || started.has(index)) continue
      started.add(index)
      alive += sizes[index]!
    }
    peak = Math.max(peak, alive)
    for (const index of new Set([...operator.inputs, ...operator.outputs])) {
      if (index < 0 || kept.has(index) || !started.has(index) || last.get(index) !== position) continue
      started.delete(index)
      alive -= sizes[index]!
    }
  }
  return peak
}
