import { valuesOf } from './constant-values.js'
import type { TfliteOperator, TfliteSubgraph } from './model.js'

type Shape = readonly number[]

/** The operands of an operator: their shapes as far as they are known, and the values of constants. */
interface Operands {
  readonly operator: TfliteOperator
  shape(input: number): Shape
  /** The integers of a constant; undefined of all else. */
  values(input: number): readonly number[] | undefined
}

/**
 * The shapes of a graph's tensors where they can be larger than the file declares: what operators make that enlarge by what constants say, or by
 * broadcasting. All others are as declared. A dimension that is open, or that no constant settles, counts as declared.
 */
export const madeShapes = (graph: TfliteSubgraph): readonly Shape[] => {
  const shapes: Shape[] = graph.tensors.map(({ shape }) => shape.map((dimension) => Math.max(dimension, 0)))
  const settled = new Map<number, readonly number[]>()
  const valuesAt = (index: number | undefined) => {
    const tensor = graph.tensors[index ?? -1]
    if (!tensor) return undefined
    const known = settled.get(index!) ?? valuesOf(tensor)
    if (known) settled.set(index!, known)
    return known
  }
  for (const operator of graph.operators) {
    const make = MAKERS[operator.op]
    const [output] = operator.outputs
    if (!make || operator.custom || output === undefined || output < 0) continue
    const operands: Operands = {
      operator,
      shape: (input) => shapes[operator.inputs[input] ?? -1] ?? [],
      values: (input) => valuesAt(operator.inputs[input]),
    }
    const made = make(operands)
    if (made && elementsOf(made) > elementsOf(shapes[output]!)) shapes[output] = made
  }
  return shapes
}

const elementsOf = (shape: Shape): number => shape.reduce((product, dimension) => product * dimension, 1)

/** Both shapes, aligned at their last axes; the larger dimension of each. */
const broadcast = (one: Shape, other: Shape): Shape => {
  const rank = Math.max(one.length, other.length)
  const at = (shape: Shape, axis: number) => shape[axis - rank + shape.length] ?? 1
  return Array.from({ length: rank }, (_, axis) => Math.max(at(one, axis), at(other, axis)))
}

type Maker = (operands: Operands) => Shape | undefined

const shapeIn =
  (input: number): Maker =>
  ({ values }) =>
    values(input)?.map((dimension) => Math.max(dimension, 0))
const same: Maker = ({ shape }) => shape(0)
const binary: Maker = ({ shape }) => broadcast(shape(0), shape(1))
const selected: Maker = ({ shape }) => broadcast(shape(0), broadcast(shape(1), shape(2)))
const padded: Maker = ({ shape, values }) => {
  const padding = values(1)
  return padding && shape(0).map((size, axis) => size + (padding[2 * axis] ?? 0) + (padding[2 * axis + 1] ?? 0))
}
const resized: Maker = ({ shape, values }) => {
  const [height, width] = values(1) ?? []
  const [batch = 1, , , channels = 1] = shape(0)
  return height === undefined || width === undefined ? undefined : [batch, height, width, channels]
}
const segments: Maker = ({ shape, values }) => {
  const [count] = values(2) ?? []
  return count === undefined ? undefined : [count, ...shape(0).slice(shape(1).length)]
}
const BINARY = `ADD ATAN2 BITWISE_XOR DIV EQUAL FLOOR_DIV FLOOR_MOD GREATER GREATER_EQUAL LESS LESS_EQUAL LOGICAL_AND LOGICAL_OR
  MAXIMUM MINIMUM MUL NOT_EQUAL POW RIGHT_SHIFT SQUARED_DIFFERENCE SUB`
const UNARY = `ABS CAST CEIL COS CUMSUM DEQUANTIZE ELU EXP FAKE_QUANT FLOOR GELU HARD_SWISH LEAKY_RELU LOG LOGICAL_NOT LOGISTIC LOG_SOFTMAX
  NEG QUANTIZE RELU RELU6 RELU_0_TO_1 RELU_N1_TO_1 REVERSE_V2 ROUND RSQRT SIGN SIN SOFTMAX SQRT SQUARE TANH ZEROS_LIKE`
const all = (ops: string, maker: Maker): Record<string, Maker> =>
  Object.fromEntries(ops.split(/\s+/).map((op) => [op, maker]))

/**
 * How large the output of an operator is.
 * @source tflite/kernels of google-ai-edge/LiteRT, Prepare and ResizeOutput of each
 */
const MAKERS: Readonly<Record<string, Maker>> = {
  ...all(BINARY, binary),
  ...all(UNARY, same),
  ...all('PAD PADV2 MIRROR_PAD', padded),
  ...all('RESIZE_BILINEAR RESIZE_NEAREST_NEIGHBOR', resized),
  ...all('UNSORTED_SEGMENT_MAX UNSORTED_SEGMENT_MIN UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_SUM', segments),
  ...all('FILL RANDOM_STANDARD_NORMAL RANDOM_UNIFORM TRANSPOSE_CONV CONV_3D_TRANSPOSE', shapeIn(0)),
  ...all('SELECT SELECT_V2', selected),
  SPARSE_TO_DENSE: shapeIn(1),
  SCATTER_ND: shapeIn(2),
  BROADCAST_TO: (operands) => {
    const shape = shapeIn(1)(operands)
    return shape && broadcast(shape, operands.shape(0))
  },
  DILATE: ({ shape, values }) => values(1) && shape(0).map((size, axis) => (size - 1) * (values(1)![axis] ?? 1) + 1),
  MATRIX_DIAG: ({ shape }) => [...shape(0), shape(0).at(-1) ?? 1],
  MULTINOMIAL: ({ shape, values }) => values(1) && [shape(0)[0] ?? 1, ...values(1)!],
  ONE_HOT: ({ shape, values }) => values(1) && [...shape(0), ...values(1)!],
  RANGE: ({ values }) => {
    const [[start], [limit], [delta]] = [values(0) ?? [], values(1) ?? [], values(2) ?? []]
    if (start === undefined || limit === undefined || !delta) return undefined
    return [Math.max(0, Math.ceil((limit - start) / delta))]
  },
  SPACE_TO_BATCH_ND: ({ shape, values }) => {
    const padding = values(2)
    return padding && shape(0).map((size, axis) => size + (padding[2 * axis - 2] ?? 0) + (padding[2 * axis - 1] ?? 0))
  },
  STABLEHLO_PAD: ({ operator, shape }) => {
    const [low, high, interior] = [0, 1, 2].map((slot) => operator.options2?.int64s(slot) ?? [])
    return shape(0).map((size, axis) =>
      Math.max(0, size + (low![axis] ?? 0) + (high![axis] ?? 0) + Math.max(0, size - 1) * (interior![axis] ?? 0)),
    )
  },
  TILE: ({ shape, values }) => values(1) && shape(0).map((size, axis) => size * (values(1)![axis] ?? 1)),
}
