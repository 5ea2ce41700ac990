import { BYTES_PER_ELEMENT } from '../dtype.js'
import type { TfliteSubgraph, TfliteTensor } from './model.js'

// What engines follow without a look of their own. Each check throws a RangeError that ends the sentence "The file is no whole model:".

/** Throws unless the index is one of `count`, or -1 where one may be left out. */
export const checkIndex = (index: number, count: number, what: string, optional = false): void => {
  if (index >= count || index < (optional ? -1 : 0)) throw new RangeError(`it names ${what} ${index} of ${count}`)
}

/** Engines run the operators in file order and read what is there, so it must be there. */
export const checkOrder = ({ tensors, inputs, outputs, operators }: TfliteSubgraph): void => {
  const present = tensors.map((tensor) => tensor.data !== undefined || tensor.isVariable || tensor.shape.includes(0))
  for (const index of inputs) present[index] = true
  for (const operator of operators) {
    for (const index of operator.inputs) {
      if (index >= 0 && !present[index])
        throw new RangeError(`its ${operator.op} takes tensor ${index} before it is computed`)
    }
    for (const index of operator.outputs) if (index >= 0) present[index] = true
  }
  for (const index of outputs) {
    if (!present[index]) throw new RangeError(`its output, tensor ${index}, is never computed`)
  }
}

/** No engine takes tensors of more axes. */
const MAX_RANK = 32

/** A tensor larger than this no engine could hold for long; a file that plans one is damaged. Bytes. */
const MAX_TENSOR_BYTES = 2 ** 32

/** Axes are counted before sizes are multiplied. */
export const checkRank = (name: string, ...shapes: readonly (readonly number[])[]): void => {
  if (shapes.some(({ length }) => length > MAX_RANK)) throw new RangeError(`its tensor "${name}" has too many axes`)
}

/** Operations that make a tensor of the shape that one of their inputs holds, and which one. */
const SHAPE_INPUT: ReadonlyMap<string, number> = new Map([
  ['BROADCAST_TO', 1],
  ['FILL', 0],
  ['RANDOM_STANDARD_NORMAL', 0],
  ['RANDOM_UNIFORM', 0],
  ['RESHAPE', 1],
  ['SCATTER_ND', 2],
  ['SPARSE_TO_DENSE', 1],
])

/** LiteRT keeps so many axes of a tensor, and writes the others past the end. */
export const MAX_MADE_RANK = 8

/** The shapes that operations give to tensors, not only those that tensors have, have as many axes as engines take. */
export const checkMadeRanks = ({ tensors, operators }: TfliteSubgraph): void => {
  for (const { op, inputs } of operators) {
    const shape = tensors[inputs[SHAPE_INPUT.get(op) ?? -1] ?? -1]
    const rank = shape?.shape.reduce((size, dimension) => size * dimension, 1) ?? 0
    if (rank > MAX_MADE_RANK) throw new RangeError(`its ${op} makes a tensor of ${rank} axes`)
  }
}

/** A tensor's elements, if stored, are as many as its shape says, and not beyond measure. */
export const checkSize = ({ name, dtype, shape, data }: TfliteTensor, sparse: boolean): void => {
  if (shape.some((dimension) => dimension < -1)) {
    throw new RangeError(`its tensor "${name}" has the shape [${shape.join(', ')}]`)
  }
  if (dtype === null || dtype === 'string') return
  const expected = shape.reduce((size, dimension) => size * dimension, BYTES_PER_ELEMENT[dtype])
  if (expected > MAX_TENSOR_BYTES) {
    throw new RangeError(`its ${dtype} tensor "${name}" of shape [${shape.join(', ')}] would take ${expected} bytes`)
  }
  if (data && !sparse && expected !== data.byteLength) {
    throw new RangeError(
      `its ${dtype} tensor "${name}" of shape [${shape.join(', ')}] should take ${expected} bytes and takes ${data.byteLength}`,
    )
  }
}
