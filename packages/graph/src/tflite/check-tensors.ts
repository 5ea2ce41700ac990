import type { TfliteSubgraph, TfliteTensor } from './model.js'
import { operatorError, type PlacedOperator } from './operator-error.js'

/** Operators by number: which kernels check no dtype but their own. @source tflite/c/c_api_types.h of google-ai-edge/LiteRT */
const TYPE = { string: 5, resource: 13, variant: 14 } as const

/** Operators that take or give tables and variables, which a tensor holds by reference. */
const WITH_RESOURCES =
  /^(ASSIGN_VARIABLE|CALL|HASHTABLE(_\w+)?|IF|READ_VARIABLE|STABLEHLO_(CASE|COMPOSITE|WHILE)|VAR_HANDLE|WHILE)$/

/** Where a tensor of references is expected or found. */
const isReference = ({ type }: TfliteTensor): boolean => type === TYPE.resource || type === TYPE.variant

/**
 * Checks the tensors that operators take and give, where kernels do not: what they write is theirs, references stay with operators that follow
 * them, and strings are stored as such.
 * @throws ModelLoadError (ERR_MODEL_LOAD) that names the graph, the operator and its position
 */
export const checkTensors = (subgraphs: readonly TfliteSubgraph[]): void => {
  for (const [graph, { tensors, inputs, operators }] of subgraphs.entries()) {
    checkStrings(tensors)
    const written = new Set(inputs)
    for (const [position, operator] of operators.entries()) {
      const place = { operator, graph, position }
      for (const index of operator.outputs) {
        if (index < 0) continue
        if (tensors[index]!.data) throw operatorError(place, 'outputs that it computes', `the constant tensor ${index}`)
        if (written.has(index)) {
          throw operatorError(place, 'outputs of its own', `tensor ${index}, which is written before`)
        }
        written.add(index)
      }
      checkReferences(place, tensors)
    }
  }
}

const checkReferences = (place: PlacedOperator, tensors: readonly TfliteTensor[]): void => {
  const { op, custom, inputs, outputs } = place.operator
  if (custom || WITH_RESOURCES.test(op)) return
  const index = [...inputs, ...outputs].find((at) => at >= 0 && isReference(tensors[at]!))
  if (index !== undefined) throw operatorError(place, 'tensors of numbers', `the reference tensor ${index}`)
}

/**
 * Strings are stored as their number, where each starts, where the last ends, and their bytes.
 * @source tflite/string_util.h of google-ai-edge/LiteRT
 */
const checkStrings = (tensors: readonly TfliteTensor[]): void => {
  for (const { name, type, data, shape } of tensors) {
    if (type !== TYPE.string || !data) continue
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    const count = data.byteLength >= 8 ? view.getInt32(0, true) : -1
    const elements = shape.reduce((product, dimension) => product * dimension, 1)
    const first = 4 * (count + 2)
    let isWhole = count >= 0 && count === elements && first <= data.byteLength
    for (let i = 0, last = first; isWhole && i <= count; i++) {
      const start = view.getInt32(4 + 4 * i, true)
      isWhole = start >= last && start <= data.byteLength
      last = start
    }
    if (!isWhole)
      throw new RangeError(`its tensor "${name}" of shape [${shape.join(', ')}] holds no ${elements} strings`)
  }
}
