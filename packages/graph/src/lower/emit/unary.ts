import type { LoweredDType, Value } from '../value.js'
import { Formula } from './formula.js'
import { FLOAT_FUNCTIONS } from './functions.js'
import { options } from './options.js'
import { type EmitRule, type EmitRules, FLOAT, NUMBERS, rulesFor } from './rule.js'

const INTEGERS_TOO: readonly LoweredDType[] = ['float32', 'int32']

/** Each op that is one operator: TensorFlow Lite's, and the dtypes of its kernel. */
const OPERATORS: Readonly<Record<string, readonly [builtin: string, dtypes: readonly LoweredDType[]]>> = {
  Abs: ['ABS', INTEGERS_TOO],
  Ceil: ['CEIL', FLOAT],
  Elu: ['ELU', FLOAT],
  Floor: ['FLOOR', FLOAT],
  LogicalNot: ['LOGICAL_NOT', ['bool']],
  Neg: ['NEG', NUMBERS],
  Relu: ['RELU', FLOAT],
  Relu6: ['RELU6', FLOAT],
  Rint: ['ROUND', FLOAT],
  Round: ['ROUND', FLOAT],
  Sign: ['SIGN', FLOAT],
  Square: ['SQUARE', FLOAT],
  Tanh: ['TANH', FLOAT],
  ZerosLike: ['ZEROS_LIKE', NUMBERS],
}

type UnaryFunction = (f: Formula, x: Value) => Value

/** Ops on numbers that are written as formulas, where there is no operator for the dtype. */
const FUNCTIONS: Readonly<Record<string, UnaryFunction>> = {
  Abs: (f, x) => f.step('MAXIMUM', x, f.step('NEG', x)),
  OnesLike: (f, x) => f.step('ADD', f.step('ZEROS_LIKE', x), 1),
  Relu: (f, x) => f.step('MAXIMUM', x, 0),
  Relu6: (f, x) => f.step('MINIMUM', f.step('MAXIMUM', x, 0), 6),
  Sign: (f, x) => f.step('MINIMUM', f.step('MAXIMUM', x, -1), 1),
  Square: (f, x) => f.step('MUL', x, x),
}

/** Tests of floats. */
const TESTS: Readonly<Record<string, UnaryFunction>> = {
  IsFinite: (f, x) => f.compare('LESS', f.step('ABS', x), Number.POSITIVE_INFINITY),
  IsInf: (f, x) => f.compare('EQUAL', f.step('ABS', x), Number.POSITIVE_INFINITY),
  IsNan: (f, x) => f.compare('NOT_EQUAL', x, x),
}

/** By its operator where that takes the dtype, else by a formula. */
const unary =
  (op: string): EmitRule =>
  (view, emitter) => {
    const x = view.input(0)
    const [builtin, taken = []] = OPERATORS[op] ?? []
    if (builtin && taken.includes(x.dtype)) return emitter.add(builtin, [x], [view.output])
    const [formula, dtypes] = FUNCTIONS[op] ? [FUNCTIONS[op], NUMBERS] : [FLOAT_FUNCTIONS[op] ?? TESTS[op], FLOAT]
    view.only(0, formula ? dtypes : taken)
    emitter.rename(formula!(new Formula(emitter, x), x), view.output)
  }

const leakyRelu: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  emitter.add('LEAKY_RELU', [view.input(0)], [view.output], options('LeakyRelu', { alpha: view.float('alpha', 0.2) }))
}

const prelu: EmitRule = (view, emitter) => {
  emitter.add('PRELU', [view.input(0), view.input(1)], [view.output])
}

/** Ops on each element of one tensor. */
export const UNARY: EmitRules = {
  ...rulesFor([OPERATORS, FUNCTIONS, FLOAT_FUNCTIONS, TESTS].flatMap(Object.keys).join(' '), unary),
  LeakyRelu: leakyRelu,
  Prelu: prelu,
}
