import { Constant, isConstant, type OperationView, refuse } from '@zoo/graph'
import { type Check, FLOAT, NUMBERS, type Rules, rule, rulesFor, takes, takesAll } from './rule.js'

const floats = takes(...FLOAT)
const numbers = takes(...NUMBERS)
const bools = takes('bool')

const wave: Check = (view, backend) => {
  floats(view, backend)
  if (backend === 'wasm') refuse('the backend wasm is wrong where an angle is very large')
  return undefined
}

/** The backends whose integers wrap around in a product as TensorFlow's do; that in JavaScript rounds to 53 bits before. */
const WRAPPING = new Set(['wasm', 'tensorflow'])

/** Sums of integers wrap around everywhere, but only at 32 bits. */
const sums = takes(...FLOAT, 'int32')

const product: Check = (view, backend) => {
  view.only(0, [...FLOAT, 'int32'])
  if (view.input(0).dtype === 'int32' && !WRAPPING.has(backend)) {
    refuse(`the backend ${backend} rounds products of large integers`)
  }
  return undefined
}

/** Divisors that are fed may be 0, which is an error in TensorFlow and a number in TensorFlow.js. */
const checkDivisors = (view: OperationView): void => {
  const zero = view.numbers(1, 'divisors').some((divisor) => divisor === 0 || divisor === -1)
  if (zero) refuse('it divides integers by 0 or -1')
}

const floorDiv: Check = (view) => {
  view.only(0, ['int32'])
  checkDivisors(view)
  return undefined
}

/** JavaScript adds the divisor to what remains where their signs differ, and so loses what is much smaller. */
const floorMod: Check = (view, backend) => {
  view.only(0, backend === 'tensorflow' ? [...FLOAT, 'int32'] : ['int32'])
  if (view.input(0).dtype === 'int32') checkDivisors(view)
  return undefined
}

const cast: Check = (view) => {
  const [from, to] = [view.input(0).dtype, view.output.dtype]
  // The wasm backend takes the lowest byte for a bool.
  if (to === 'bool' && from !== 'bool') return { op: 'NotEqual', inputs: [view.input(0), zeroLike(from)] }
  if (from === 'float32' && to !== 'float32' && to !== 'int32') refuse(`it makes ${to} of float32`)
  if ((to === 'int8' || to === 'uint8') && from !== to && from !== 'bool') refuse(`it makes ${to} of ${from}`)
  return undefined
}

const zeroLike = (dtype: 'float32' | 'int32' | 'int64' | 'int8' | 'uint8'): Constant =>
  dtype === 'float32'
    ? Constant.of('0', 'float32', [], new Float32Array(1))
    : Constant.of('0', 'int32', [], new Int32Array(1))

const clip: Check = (view) => {
  view.only(0, FLOAT)
  const bounds = [view.input(1), view.input(2)]
  if (bounds.some((bound) => bound.shape.length > 0 || !isConstant(bound))) refuse('its bounds are not two constants')
  return undefined
}

const select: Check = (view) => {
  const [condition, x] = [view.input(0), view.input(1)]
  // The first form of the op takes a condition for each row, which TensorFlow.js stretches along the last axis.
  const rank = condition.shape.length
  if (view.operation.op === 'Select' && rank > 0 && rank !== x.shape.length) refuse('its condition is one for each row')
  view.only(1, NUMBERS)
  return undefined
}

const addAll: Check = (view) => {
  sums(view, '')
  return { op: 'AddN' }
}

/** The same op under another name. */
const as =
  (op: string): Check =>
  (view) => {
    view.only(0, FLOAT)
    return { op }
  }

const biasAdd: Check = (view) => {
  view.only(0, FLOAT)
  if (view.string('data_format', 'NHWC').startsWith('NC') && view.input(0).shape.length > 2) {
    refuse('its channels come first')
  }
  return undefined
}

/** Ops that work on each element by itself. */
export const ELEMENTWISE: Rules = {
  ...rulesFor(
    `Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cosh Elu Erf Exp Expm1 Floor IsFinite IsInf IsNan LeakyRelu Log Log1p Neg
    Reciprocal Relu Relu6 Round Rsqrt Selu Sigmoid Sign Sinh Softplus Sqrt Square Tan Tanh`,
    floats,
  ),
  ...rulesFor('Cos Sin', wave),
  ...rulesFor('Atan2 Pow RealDiv SquaredDifference', floats),
  ...rulesFor('Equal NotEqual', takesAll),
  ...rulesFor('Greater GreaterEqual Less LessEqual Maximum Minimum', numbers),
  ...rulesFor('LogicalAnd LogicalNot LogicalOr', bools),
  ...rulesFor('OnesLike ZerosLike', takesAll),
  ...rulesFor('Add AddV2', sums, 'Add'),
  ...rulesFor('AccumulateNV2 AddN', addAll, 'AddN'),
  ...rulesFor('BiasAdd', biasAdd, 'Add'),
  ...rulesFor('Select SelectV2', select, 'Select Reshape Tile'),
  Cast: rule('Cast NotEqual', cast),
  ClipByValue: rule('ClipByValue', clip),
  Div: rule('RealDiv', floats),
  DivNoNan: rule('RealDiv Equal ZerosLike Select', floats),
  FloorDiv: rule('FloorDiv', floorDiv),
  FloorMod: rule('Mod', floorMod),
  Inv: rule('Reciprocal', as('Reciprocal')),
  Mul: rule('Multiply', product),
  Rint: rule('Round', as('Round')),
  Sub: rule('Sub', sums),
}
