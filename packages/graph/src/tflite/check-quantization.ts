import type { TfliteOperator, TfliteSubgraph, TfliteTensor } from './model.js'
import { operatorError, type PlacedOperator } from './operator-error.js'

/** Integers that stand for reals; int32 is a bias, whose scale follows from others. */
const isQuantized = ({ dtype }: TfliteTensor): boolean => dtype === 'int8' || dtype === 'uint8' || dtype === 'int16'

/**
 * Checks the scales of integers that stand for reals: kernels divide by them and end the process where the quotient is out of range.
 * @throws ModelLoadError (ERR_MODEL_LOAD) that names the graph, the operator and its position
 */
export const checkQuantization = (subgraphs: readonly TfliteSubgraph[]): void => {
  for (const [graph, { tensors, operators }] of subgraphs.entries()) {
    for (const { name, data, quantization, ...tensor } of tensors) {
      if (!quantization || !isQuantized({ name, data, quantization, ...tensor })) continue
      // Weights of a channel that is zero throughout may have any scale.
      const wrong = quantization.scales.find((scale) => !Number.isFinite(scale) || scale < 0 || (scale === 0 && !data))
      if (wrong !== undefined) throw new RangeError(`its tensor "${name}" has the scale ${wrong}`)
    }
    for (const [position, operator] of operators.entries()) {
      const place = { operator, graph, position }
      const ratio = operator.custom ? undefined : RATIOS[operator.op]
      if (ratio && isArithmetic(operator, tensors)) checkRatio(place, tensors, ratio)
    }
  }
}

const isArithmetic = ({ inputs }: TfliteOperator, tensors: readonly TfliteTensor[]): boolean =>
  inputs.length > 0 && inputs.every((index) => isQuantized(tensors[index]!))

/** What a kernel multiplies by, of the scales of its inputs and its output; and which of those it takes. */
type Ratio = (scales: {
  readonly one: number
  readonly other: number
  readonly output: number
  readonly bits: number
}) => number

const checkRatio = (place: PlacedOperator, tensors: readonly TfliteTensor[], takes: Ratio): void => {
  const { inputs, outputs } = place.operator
  const scaleOf = (index: number | undefined) => tensors[index ?? -1]?.quantization?.scales[0] ?? 0
  const [one, other] = [scaleOf(inputs[0]), scaleOf(inputs[1])]
  const isReal = isQuantized(tensors[outputs[0]!]!)
  const output = isReal ? scaleOf(outputs[0]) : 1
  const bits = tensors[outputs[0]!]!.dtype === 'int16' ? 15 : 20
  const ratio = takes({ one, other, output, bits })
  if (one > 0 && other > 0 && output > 0 && ratio > 0 && ratio < 1) return
  const names = isReal ? `${one}, ${other} and ${output}` : `${one} and ${other}`
  throw operatorError(place, 'scales that its kernel can convert between', `the scales ${names}`)
}

const sum: Ratio = ({ one, other, output, bits }) => (2 * Math.max(one, other)) / (2 ** bits * output)
/** A difference may have a far finer scale than its operands. */
const difference: Ratio = (scales) => (sum(scales) === 1 ? 1 : 0.5)
const comparison: Ratio = ({ one, other }) => (one === 1 || other === 1 ? 1 : 0.5)

/**
 * For operators whose kernels stop the process at a multiplier that is not below 1: a number that must be.
 * @source tflite/kernels/{add,sub,squared_difference,comparisons}.cc of google-ai-edge/LiteRT, calls of QuantizeMultiplierSmallerThanOneExp
 */
const RATIOS: Readonly<Record<string, Ratio>> = {
  ADD: sum,
  EQUAL: comparison,
  GREATER: comparison,
  GREATER_EQUAL: comparison,
  LESS: comparison,
  LESS_EQUAL: comparison,
  NOT_EQUAL: comparison,
  SQUARED_DIFFERENCE: ({ one, other, output }) => (2 * Math.max(one, other)) ** 2 / (2 ** 14 * output),
  SUB: difference,
}
