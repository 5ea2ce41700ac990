import type { TfliteOperator, TfliteSubgraph } from './model.js'
import { BUILTIN_ARITY, CUSTOM_ARITY, type TensorCount } from './operator-arity.js'
import { operatorError, type PlacedOperator } from './operator-error.js'
import { OPTIONS_TYPE, OPTIONS2_TYPE } from './options-type.js'

/**
 * Checks that every operator has the inputs, outputs and options that its kernel reads.
 * @throws ModelLoadError (ERR_MODEL_LOAD) that names the graph, the operator and its position
 */
export const checkOperators = (subgraphs: readonly TfliteSubgraph[]): void => {
  for (const [graph, { operators }] of subgraphs.entries()) {
    for (const [position, operator] of operators.entries()) {
      const place = { operator, graph, position }
      checkArity(place)
      checkOptions(place)
      checkCounts(place)
    }
  }
}

const checkArity = (place: PlacedOperator): void => {
  const { op, custom, inputs, outputs } = place.operator
  const arity = (custom ? CUSTOM_ARITY : BUILTIN_ARITY).get(op)
  // Custom operators that LiteRT lacks are refused by the engines.
  if (!arity) return
  checkCount(place, arity.inputs, inputs.length, 'input')
  checkCount(place, arity.outputs, outputs.length, 'output')
  const missing = inputs.findIndex((input, i) => input < 0 && !arity.mayLack(i))
  if (missing >= 0) throw operatorError(place, `an input ${missing}`, 'none there')
  // Results that nobody takes may be left out of control flow only.
  const unwritten = outputs.indexOf(-1)
  if (unwritten >= 0 && !CONTROL_FLOW.has(op)) throw operatorError(place, `an output ${unwritten}`, 'none there')
}

const CONTROL_FLOW: ReadonlySet<string> = new Set([
  'IF',
  'STABLEHLO_CASE',
  'STABLEHLO_COMPOSITE',
  'STABLEHLO_WHILE',
  'WHILE',
])

const checkCount = (place: PlacedOperator, count: TensorCount, actual: number, what: 'input' | 'output'): void => {
  const { least, most, counts } = count
  if (counts ? counts.includes(actual) : actual >= least && actual <= most) return
  throw operatorError(place, `${countInWords(count)} ${plural(what, counts ? 2 : most)}`, inWords(actual, what))
}

const countInWords = ({ least, most, counts }: TensorCount): string => {
  if (counts) return counts.join(' or ')
  if (least === most) return `${least}`
  return most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`
}

const plural = (what: string, count: number): string => (count === 1 ? what : `${what}s`)
const inWords = (count: number, what: string): string => `${count} ${plural(what, count)}`

/** A kernel that finds another table than its own reads zeros, and its delegate what lies there. */
const checkOptions = (place: PlacedOperator): void => {
  const { op, custom, optionsType, options2Type } = place.operator
  if (custom) return
  const [own, own2] = [OPTIONS_TYPE.get(op), OPTIONS2_TYPE.get(op)]
  if (own !== undefined && optionsType !== 0 && optionsType !== own) {
    throw operatorError(place, `options of type ${own}`, `options of type ${optionsType}`)
  }
  if (own2 !== undefined && options2Type !== 0 && options2Type !== own2) {
    throw operatorError(place, `options of type ${own2} of the second union`, `options of type ${options2Type}`)
  }
}

/** Operators whose options say how many inputs or outputs they have: the slot, and which side. */
const COUNT_OPTIONS: Readonly<Record<string, readonly [slot: number, side: 'inputs' | 'outputs']>> = {
  PACK: [0, 'inputs'],
  SPLIT: [0, 'outputs'],
  SPLIT_V: [0, 'outputs'],
  UNPACK: [0, 'outputs'],
}

/** The kernels of LSTM by their number: inputs and outputs. */
const LSTM_KERNELS: readonly (readonly [inputs: readonly number[], outputs: number])[] = [
  [[20, 24], 1],
  [[5], 4],
]

/** What the options of an operator say of its own inputs and outputs. */
const checkCounts = (place: PlacedOperator): void => {
  const { operator } = place
  const { op, custom, inputs, outputs } = operator
  if (custom) return
  const counted = COUNT_OPTIONS[op]
  if (counted) {
    const [slot, side] = counted
    const said = operator.options?.int32(slot) ?? 0
    if (said !== operator[side].length) {
      const what = side.slice(0, -1)
      throw operatorError(place, `${inWords(said, what)} by its options`, inWords(operator[side].length, what))
    }
  }
  const expected = outputsByOptions(operator)
  if (expected !== undefined && outputs.length !== expected) {
    throw operatorError(place, `${inWords(expected, 'output')} by its options`, inWords(outputs.length, 'output'))
  }
  if (op === 'LSTM') {
    const [counts, results] = LSTM_KERNELS[operator.options?.int8(3) ?? 0] ?? [[], 0]
    if (!counts.includes(inputs.length) || outputs.length !== results) {
      throw operatorError(
        place,
        `${counts.join(' or ')} inputs and ${inWords(results, 'output')} by its kernel`,
        `${inputs.length} and ${outputs.length}`,
      )
    }
  }
}

const outputsByOptions = ({ op, options }: TfliteOperator): number | undefined => {
  // Weights in the shuffled format have an output more, for the inputs shuffled.
  if (op === 'FULLY_CONNECTED') return options?.int8(1) ? 2 : 1
  if (op === 'BIDIRECTIONAL_SEQUENCE_LSTM') return options?.bool(3) ? 1 : 2
  if (op === 'BIDIRECTIONAL_SEQUENCE_RNN') return options?.bool(2) ? 1 : 2
  return undefined
}
