import { valuesOf } from './constant-values.js'
import { LEAST_ELEMENTS } from './least-elements.js'
import type { TfliteSubgraph, TfliteTensor } from './model.js'
import { operatorError, type PlacedOperator } from './operator-error.js'

/**
 * Checks ranks, values and options that a kernel follows without a check of its own: it would read or write past its tensors, divide by zero or
 * stop the process.
 * @throws ModelLoadError (ERR_MODEL_LOAD) that names the graph, the operator and its position
 */
export const checkOperands = (subgraphs: readonly TfliteSubgraph[]): void => {
  for (const [graph, { tensors, operators }] of subgraphs.entries()) {
    for (const [position, operator] of operators.entries()) {
      if (operator.custom) continue
      const place = { operator, graph, position }
      const inputs = operator.inputs.map((index) => tensors[index])
      checkElements(place, inputs)
      RULES[operator.op]?.(
        place,
        inputs,
        operator.outputs.map((index) => tensors[index]),
      )
    }
  }
}

type Tensors = readonly (TfliteTensor | undefined)[]
/** Throws where an input has fewer elements than the kernel reads. */
const checkElements = (place: PlacedOperator, inputs: Tensors): void => {
  for (const [input, least] of LEAST_ELEMENTS.get(place.operator.op) ?? []) {
    const tensor = inputs[input]
    if (!tensor) continue
    const elements = tensor.shape.reduce((product, dimension) => product * Math.abs(dimension), 1)
    if (elements >= least) continue
    throw operatorError(place, `at least ${least} elements in input ${input}`, `the shape [${tensor.shape}]`)
  }
}

type Rule = (place: PlacedOperator, inputs: Tensors, outputs: Tensors) => void

const rankOf = (tensor: TfliteTensor | undefined): number => tensor?.shape.length ?? 0

/** The kernel takes the last axis, or an axis before the first. */
const hasAxes: Rule = (place, [input]) => {
  if (rankOf(input) === 0) throw operatorError(place, 'an input of at least 1 axis', 'a scalar')
}

const hasRadius: Rule = (place) => {
  const radius = place.operator.options?.int32(0) ?? 0
  if (radius < 0) throw operatorError(place, 'a radius of at least 0', `${radius}`)
}

/** The two shapes are aligned at their last axes; where both have a size other than 1, it must be the same. */
const fitTogether: Rule = (place, [one, other]) => {
  const [shape, its] = [one && valuesOf(one), other && valuesOf(other)]
  if (!shape || !its) return
  for (let axis = 1; axis <= Math.min(shape.length, its.length); axis++) {
    const [size, itsSize] = [shape.at(-axis), its.at(-axis)]
    if (size !== itsSize && size !== 1 && itsSize !== 1) {
      throw operatorError(place, 'shapes that broadcast', `[${shape}] and [${its}]`)
    }
  }
}

/** The sizes, strides and dilations of a window: constants, one of each for every axis. */
const hasWindow: Rule = (place, [input, , ...window]) => {
  for (const tensor of window) {
    const values = tensor && valuesOf(tensor)
    if (!values) throw operatorError(place, 'constant windows, strides and dilations', 'computed ones')
    if (values.length !== rankOf(input) || values.some((value) => value < 1)) {
      throw operatorError(
        place,
        `windows, strides and dilations of at least 1 for ${rankOf(input)} axes`,
        `[${values.join(', ')}]`,
      )
    }
  }
}

/** Elements that a window is moved over, padding included. */
const MAX_PADDED = 2 ** 27

/** The same as options; the padding is for both sides of an axis. */
const hasWindowOptions: Rule = (place, [input]) => {
  const { options2 } = place.operator
  const rank = rankOf(input)
  for (const slot of [0, 1, 2, 3]) {
    const values = options2?.int64s(slot) ?? []
    if (values.length === rank && values.every((value) => value >= 1)) continue
    throw operatorError(place, `windows, strides and dilations of at least 1 for ${rank} axes`, `[${values}]`)
  }
  const padding = options2?.int64s(4) ?? []
  if (padding.length !== 0 && padding.length !== 2 * rank) {
    throw operatorError(place, `${2 * rank} paddings`, `${padding.length}`)
  }
  const dilations = options2!.int64s(2)
  // The kernel makes room for its input with holes and margins, and counts in int32.
  const padded = input!.shape.map(
    (size, axis) => (size - 1) * dilations[axis]! + 1 + (padding[2 * axis] ?? 0) + (padding[2 * axis + 1] ?? 0),
  )
  const elements = padded.reduce((product, size) => product * size, 1)
  if (padded.some((size) => size < 0) || elements > MAX_PADDED) {
    throw operatorError(place, `at most ${MAX_PADDED} elements with its padding`, `the shape [${padded}]`)
  }
}

/** Whether all are axes of a tensor of so many. */
const within = (axes: readonly number[], rank: number) => axes.every((axis) => axis >= 0 && axis < rank)

/**
 * The operand, the indices and the slices of a gather agree.
 * @source openxla/stablehlo: docs/spec.md, gather, constraints
 */
const gathers: Rule = (place, [operand, indices], [result]) => {
  const { options2 } = place.operator
  const list = (slot: number) => options2?.int64s(slot) ?? []
  const [offsets, collapsed, starts, sizes] = [list(0), list(1), list(2), list(4)]
  const vector = options2?.int64(3) ?? 0
  const [rank, indexRank] = [rankOf(operand), rankOf(indices)]
  const batch = indexRank - 1
  const isSound =
    vector >= 0 &&
    // The specification allows indices without an axis for their vector; the kernel reads past them.
    vector < indexRank &&
    indices?.shape[vector] === starts.length &&
    within(starts, rank) &&
    within(collapsed, rank) &&
    sizes.length === rank &&
    sizes.every((size, axis) => size >= 0 && size <= operand!.shape[axis]!) &&
    collapsed.every((axis) => sizes[axis] === 1) &&
    offsets.length === rank - collapsed.length &&
    new Set(offsets).size === offsets.length &&
    within(offsets, batch + offsets.length) &&
    rankOf(result) === batch + offsets.length
  if (isSound) return
  throw operatorError(
    place,
    'indices, slices and a result that fit its operand',
    `the shapes [${operand?.shape}], [${indices?.shape}] and [${result?.shape}] with slices of [${sizes}]`,
  )
}

/**
 * The operand, the indices and the updates of a scatter agree.
 * @source openxla/stablehlo: docs/spec.md, scatter, constraints
 */
const scatters: Rule = (place, [operand, indices, updates], [result]) => {
  const { options2 } = place.operator
  const list = (slot: number) => options2?.int64s(slot) ?? []
  const [windows, inserted, scattered] = [list(1), list(2), list(3)]
  const vector = options2?.int64(4) ?? 0
  const [rank, indexRank, updateRank] = [rankOf(operand), rankOf(indices), rankOf(updates)]
  const wholeVector = vector === indexRank ? 1 : indices?.shape[vector]
  const batch = indices?.shape.filter((_, axis) => axis !== vector) ?? []
  const batchOfUpdates = updates?.shape.filter((_, axis) => !windows.includes(axis)) ?? []
  const isSound =
    operand?.type === result?.type &&
    operand?.type === updates?.type &&
    vector >= 0 &&
    vector <= indexRank &&
    wholeVector === scattered.length &&
    within(windows, updateRank) &&
    within(inserted, rank) &&
    within(scattered, rank) &&
    windows.length + inserted.length === rank &&
    batch.length === batchOfUpdates.length &&
    batch.every((size, axis) => size === batchOfUpdates[axis])
  if (isSound) return
  throw operatorError(
    place,
    'indices, updates and a result that fit its operand',
    `the shapes [${operand?.shape}], [${indices?.shape}], [${updates?.shape}] and [${result?.shape}]`,
  )
}

/** One dilation for every axis. */
const dilates: Rule = (place, [input, dilations]) => {
  const [rank, values] = [rankOf(input), dilations && valuesOf(dilations)]
  const isSound = rankOf(dilations) === 1 && dilations!.shape[0] === rank && dilations!.dtype === 'int32'
  if (isSound && (!values || values.every((value) => value >= 1))) return
  throw operatorError(place, `int32 dilations of at least 1 for ${rank} axes`, `[${values ?? dilations?.shape}]`)
}

/**
 * What kernels do not check.
 * @source tflite/kernels of google-ai-edge/LiteRT: activations.cc, internal/optimized (LocalResponseNormalization),
 * internal/reference/broadcast_args.h, stablehlo_gather.cc, stablehlo_reduce_window.cc
 */
const RULES: Readonly<Record<string, Rule>> = {
  BROADCAST_ARGS: fitTogether,
  DILATE: dilates,
  LOCAL_RESPONSE_NORMALIZATION: hasRadius,
  LOG_SOFTMAX: hasAxes,
  REDUCE_WINDOW: hasWindow,
  STABLEHLO_GATHER: gathers,
  STABLEHLO_REDUCE_WINDOW: hasWindowOptions,
  STABLEHLO_SCATTER: scatters,
}
