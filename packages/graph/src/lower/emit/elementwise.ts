import { TFLITE_DTYPE } from '../../dtype.js'
import type { OperationView } from '../operation-view.js'
import { refuseOpen } from '../refusal.js'
import { floatConstant, type LoweredDType, type Value } from '../value.js'
import { ACTIVATION, type Emitter } from './emitter.js'
import { type OptionsTable, options } from './options.js'
import { type EmitRule, type EmitRules, FLOAT, NUMBERS, rulesFor } from './rule.js'

/** Beyond this rank TensorFlow Lite's kernels do not stretch one operand to the other. */
const MOST_BROADCAST_RANK = 4

const INTEGERS_TOO: readonly LoweredDType[] = ['float32', 'int32']

/** Each unary op: TensorFlow Lite's operator and the dtypes of its kernel. */
const UNARY: Readonly<Record<string, readonly [builtin: string, dtypes?: readonly LoweredDType[]]>> = {
  Abs: ['ABS', INTEGERS_TOO],
  Ceil: ['CEIL'],
  Cos: ['COS'],
  Elu: ['ELU'],
  Exp: ['EXP'],
  Floor: ['FLOOR'],
  Log: ['LOG'],
  LogicalNot: ['LOGICAL_NOT', ['bool']],
  Neg: ['NEG', NUMBERS],
  Relu: ['RELU'],
  Relu6: ['RELU6'],
  Rint: ['ROUND'],
  Round: ['ROUND'],
  Sigmoid: ['LOGISTIC'],
  Sign: ['SIGN'],
  Sin: ['SIN'],
  Sqrt: ['SQRT'],
  Square: ['SQUARE'],
  Tanh: ['TANH'],
  ZerosLike: ['ZEROS_LIKE', NUMBERS],
}

const unary =
  (op: string): EmitRule =>
  (view, emitter) => {
    const [builtin, dtypes = FLOAT] = UNARY[op]!
    view.only(0, dtypes)
    emitter.add(builtin, [view.input(0)], [view.output])
  }

/** Each binary op: TensorFlow Lite's operator, the dtypes of its kernel, and its options table when it can end with an activation. */
const BINARY: Readonly<
  Record<string, readonly [builtin: string, dtypes: readonly LoweredDType[], table?: OptionsTable]>
> = {
  Add: ['ADD', NUMBERS, 'Add'],
  AddV2: ['ADD', NUMBERS, 'Add'],
  Div: ['DIV', INTEGERS_TOO, 'Div'],
  Equal: ['EQUAL', [...NUMBERS, 'bool']],
  FloorDiv: ['FLOOR_DIV', ['int32']],
  FloorMod: ['FLOOR_MOD', NUMBERS],
  Greater: ['GREATER', NUMBERS],
  GreaterEqual: ['GREATER_EQUAL', NUMBERS],
  Less: ['LESS', NUMBERS],
  LessEqual: ['LESS_EQUAL', NUMBERS],
  LogicalAnd: ['LOGICAL_AND', ['bool']],
  LogicalOr: ['LOGICAL_OR', ['bool']],
  Maximum: ['MAXIMUM', NUMBERS],
  Minimum: ['MINIMUM', NUMBERS],
  Mul: ['MUL', NUMBERS, 'Mul'],
  NotEqual: ['NOT_EQUAL', [...NUMBERS, 'bool']],
  Pow: ['POW', INTEGERS_TOO],
  RealDiv: ['DIV', FLOAT, 'Div'],
  SquaredDifference: ['SQUARED_DIFFERENCE', INTEGERS_TOO],
  Sub: ['SUB', NUMBERS, 'Sub'],
}

const binary =
  (op: string): EmitRule =>
  (view, emitter) => {
    const [builtin, dtypes, table] = BINARY[op]!
    view.only(0, dtypes)
    emitBinary(emitter, builtin, [view.input(0), view.input(1)], view.output, table, ACTIVATION[view.activation])
  }

/** A binary operator. Refuses where the operands would have to be stretched in more axes than the kernels can. */
export const emitBinary = (
  emitter: Emitter,
  builtin: string,
  operands: readonly [Value, Value],
  output: Value,
  table?: OptionsTable,
  activation = ACTIVATION.none,
): void => {
  const [a, b] = operands
  const alike = a.shape.length === b.shape.length && a.shape.every((dimension, i) => dimension === b.shape[i])
  const single = [a, b].some(({ shape }) => shape.every((dimension) => dimension === 1))
  if (!alike && !single && output.shape.length > MOST_BROADCAST_RANK) {
    refuseOpen(`TensorFlow Lite stretches operands only up to rank ${MOST_BROADCAST_RANK}, not ${output.shape.length}`)
  }
  emitter.add(builtin, operands, [output], table && options(table, { activation }))
}

const biasAdd: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  const [x, bias] = [view.input(0), view.input(1)]
  let operand = bias
  if (view.string('data_format', 'NHWC').startsWith('NC') && x.shape.length > 2) {
    const shape = [...bias.shape, ...x.shape.slice(2).map(() => 1)]
    operand = emitter.reshape(bias, emitter.temporary(bias, shape))
  }
  emitBinary(emitter, 'ADD', [x, operand], view.output, 'Add', ACTIVATION[view.activation])
}

const scalar = (of: Value, value: number): Value => floatConstant(`${of.name}/${value}`, [], Float32Array.of(value))

/** softplus(x) = relu(x) + log(1 + exp(-|x|)): nothing overflows, and far from zero it is as exact as its parts. */
const softplus: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  const x = view.input(0)
  const make = (builtin: string, inputs: readonly Value[], table?: OptionsTable): Value => {
    const output = emitter.temporary(view.output)
    emitter.add(builtin, inputs, [output], table && options(table, { activation: 0 }))
    return output
  }
  const decayed = make('EXP', [make('NEG', [make('ABS', [x])])])
  const tail = make('LOG', [make('ADD', [decayed, scalar(x, 1)], 'Add')])
  emitter.add('ADD', [make('RELU', [x]), tail], [view.output], options('Add', { activation: 0 }))
}

/** @source Klambauer et al., "Self-Normalizing Neural Networks", 2017: the two constants of selu */
const SELU_SCALE = 1.0507009873554805
const SELU_ALPHA = 1.6732632423543772

/** selu(x) = scale · (relu(x) + alpha · elu(min(x, 0))). */
const selu: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  const x = view.input(0)
  const parts = [0, 1, 2, 3, 4].map(() => emitter.temporary(view.output)) as [Value, Value, Value, Value, Value]
  const [above, below, bent, lower, upper] = parts
  emitter.add('RELU', [x], [above])
  emitter.add('MINIMUM', [x, scalar(x, 0)], [below])
  emitter.add('ELU', [below], [bent])
  emitter.add('MUL', [bent, scalar(x, SELU_SCALE * SELU_ALPHA)], [lower], options('Mul', { activation: 0 }))
  emitter.add('MUL', [above, scalar(x, SELU_SCALE)], [upper], options('Mul', { activation: 0 }))
  emitter.add('ADD', [upper, lower], [view.output], options('Add', { activation: 0 }))
}

const reciprocal: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  emitter.add('DIV', [scalar(view.input(0), 1), view.input(0)], [view.output], options('Div', { activation: 0 }))
}

/** 1 / sqrt(x): XNNPACK's own operator answers NaN at 0, where TensorFlow has infinity. */
const rsqrt: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  const root = emitter.temporary(view.output)
  emitter.add('SQRT', [view.input(0)], [root])
  emitter.add('DIV', [scalar(root, 1), root], [view.output], options('Div', { activation: 0 }))
}

/** TensorFlow Lite's own operator refuses to divide floats by 0. */
const floorDiv: EmitRule = (view, emitter) => {
  if (view.input(0).dtype !== 'float32') return binary('FloorDiv')(view, emitter)
  const quotient = emitter.temporary(view.output)
  emitBinary(emitter, 'DIV', [view.input(0), view.input(1)], quotient, 'Div')
  emitter.add('FLOOR', [quotient], [view.output])
}

const leakyRelu: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  emitter.add('LEAKY_RELU', [view.input(0)], [view.output], options('LeakyRelu', { alpha: view.float('alpha', 0.2) }))
}

const prelu: EmitRule = (view, emitter) => {
  emitter.add('PRELU', [view.input(0), view.input(1)], [view.output])
}

const clip: EmitRule = (view, emitter) => {
  view.only(0, NUMBERS)
  const above = emitter.temporary(view.output)
  emitBinary(emitter, 'MAXIMUM', [view.input(0), view.input(1)], above)
  emitBinary(emitter, 'MINIMUM', [above, view.input(2)], view.output)
}

const addN: EmitRule = (view, emitter) => {
  view.only(0, INTEGERS_TOO)
  if (view.operation.inputs.length === 1) emitter.reshape(view.input(0), view.output)
  else emitter.add('ADD_N', view.operation.inputs, [view.output])
}

const emitCast = (emitter: Emitter, from: Value, to: Value): void =>
  emitter.add('CAST', [from], [to], options('Cast', { in: TFLITE_DTYPE[from.dtype], out: TFLITE_DTYPE[to.dtype] }))

const cast: EmitRule = (view, emitter) => {
  const from = view.input(0).dtype
  const to = view.output.dtype
  if (from === to) return void emitter.reshape(view.input(0), view.output)
  let input = view.input(0)
  if (from === 'float32' && (to === 'uint8' || to === 'int8')) {
    // By way of int32, what is beyond the range wraps around as in TensorFlow; by itself the kernel clamps it.
    input = emitter.temporary(view.output, view.output.shape, 'int32')
    emitCast(emitter, view.input(0), input)
  }
  emitCast(emitter, input, view.output)
}

const select: EmitRule = (view, emitter) => {
  view.only(1, [...NUMBERS, 'bool', 'int8', 'uint8'])
  const operands = [view.input(0), view.input(1), view.input(2)]
  const alike = operands.every(({ shape }) => shape.join() === operands[0]!.shape.join())
  // The first form of the op takes a condition for each row; the second stretches all three like any binary op.
  const byRow = view.operation.op === 'Select' && operands[0]!.shape.length === 1 && operands[1]!.shape.length > 1
  if (!alike && !byRow && view.output.shape.length > MOST_BROADCAST_RANK) {
    refuseOpen(`TensorFlow Lite stretches operands only up to rank ${MOST_BROADCAST_RANK}`)
  }
  emitter.add(alike || byRow ? 'SELECT' : 'SELECT_V2', operands, [view.output])
}

const isNan: EmitRule = (view: OperationView, emitter) => {
  view.only(0, FLOAT)
  emitter.add('NOT_EQUAL', [view.input(0), view.input(0)], [view.output])
}

/** Ops that work on each element by itself. */
export const ELEMENTWISE: EmitRules = {
  ...rulesFor(Object.keys(UNARY).join(' '), unary),
  ...rulesFor(Object.keys(BINARY).join(' '), binary),
  ...rulesFor('Inv Reciprocal', () => reciprocal),
  ...rulesFor('Select SelectV2', () => select),
  ...rulesFor('AccumulateNV2 AddN', () => addN),
  FloorDiv: floorDiv,
  Rsqrt: rsqrt,
  BiasAdd: biasAdd,
  BiasAddV1: biasAdd,
  Cast: cast,
  ClipByValue: clip,
  IsNan: isNan,
  LeakyRelu: leakyRelu,
  Prelu: prelu,
  Selu: selu,
  Softplus: softplus,
}
