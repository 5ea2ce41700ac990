import { numbersOf } from '../evaluate.js'
import { type Constant, isConstant, type LoweredDType, type Value } from '../value.js'
import { emitStretched } from './broadcast.js'
import { emitCast } from './cast.js'
import { ACTIVATION, type Emitter } from './emitter.js'
import { Formula } from './formula.js'
import { type OptionsTable, options } from './options.js'
import { type EmitRule, type EmitRules, FLOAT, NUMBERS, rulesFor } from './rule.js'

const INTEGERS_TOO: readonly LoweredDType[] = ['float32', 'int32']
const ALL: readonly LoweredDType[] = [...NUMBERS, 'bool']

/** Each op that is one operator: TensorFlow Lite's, the dtypes of its kernel, and its options table when it can end with an activation. */
const OPERATORS: Readonly<
  Record<string, readonly [builtin: string, dtypes: readonly LoweredDType[], table?: OptionsTable]>
> = {
  Add: ['ADD', NUMBERS, 'Add'],
  AddV2: ['ADD', NUMBERS, 'Add'],
  Equal: ['EQUAL', ALL],
  Greater: ['GREATER', NUMBERS],
  GreaterEqual: ['GREATER_EQUAL', NUMBERS],
  Less: ['LESS', NUMBERS],
  LessEqual: ['LESS_EQUAL', NUMBERS],
  LogicalAnd: ['LOGICAL_AND', ['bool']],
  LogicalOr: ['LOGICAL_OR', ['bool']],
  Maximum: ['MAXIMUM', NUMBERS],
  Minimum: ['MINIMUM', NUMBERS],
  Mul: ['MUL', NUMBERS, 'Mul'],
  NotEqual: ['NOT_EQUAL', ALL],
  Pow: ['POW', INTEGERS_TOO],
  RealDiv: ['DIV', FLOAT, 'Div'],
  Sub: ['SUB', NUMBERS, 'Sub'],
}

const SMALL: readonly LoweredDType[] = ['int8', 'uint8']

const operator =
  (op: string): EmitRule =>
  (view, emitter) => {
    const [builtin, dtypes, table] = OPERATORS[op]!
    const operands = [view.input(0), view.input(1)]
    const { dtype } = operands[0]!
    // TensorFlow Lite takes bytes for quantised numbers; as int32 they are themselves, and a result that is too large wraps around.
    if (!SMALL.includes(dtype) || !dtypes.includes('int32')) {
      view.only(0, dtypes)
      return emitBinary(emitter, builtin, operands, view.output, table, ACTIVATION[view.activation])
    }
    const wide = operands.map((operand) =>
      emitCast(emitter, operand, emitter.temporary(operand, operand.shape, 'int32')),
    )
    if (view.output.dtype === 'bool') return emitBinary(emitter, builtin, wide, view.output, table)
    const result = emitter.temporary(view.output, view.output.shape, 'int32')
    emitBinary(emitter, builtin, wide, result, table)
    emitCast(emitter, result, view.output)
  }

/** A binary operator. */
export const emitBinary = (
  emitter: Emitter,
  builtin: string,
  operands: readonly Value[],
  output: Value,
  table?: OptionsTable,
  activation = ACTIVATION.none,
): void =>
  emitStretched(emitter, operands, output, (operands, output) =>
    emitter.add(builtin, operands, [output], table && options(table, { activation })),
  )

type BinaryFunction = (f: Formula, x: Value, y: Value) => Value

const isNumber = (value: Value) => isConstant(value) && !numbersOf(value).some(Number.isNaN)

/** The larger or smaller of two floats; NaN where one is, which XNNPACK's own operators hand on only beside a single constant. */
export const extreme =
  (builtin: 'MAXIMUM' | 'MINIMUM'): BinaryFunction =>
  (f, x, y) => {
    const plain = f.step(builtin, x, y)
    if ([x, y].some((operand) => isNumber(operand) && (operand as Constant).size === 1)) return plain
    return [x, y]
      .filter((operand) => !isNumber(operand))
      .reduce((value, nan) => f.step('SELECT_V2', f.compare('NOT_EQUAL', nan, nan), nan, value), plain)
  }

const remainderOfFloats: BinaryFunction = (f, x, y) => {
  const size = f.step('FLOOR_MOD', f.step('ABS', x), f.step('ABS', y))
  return f.step('MUL', f.step('SIGN', x), size)
}

/** The least whole number divided by -1 would not fit: the processor stops, and the process with it. */
const divisor = (f: Formula, y: Value): Value => {
  if (isConstant(y) && !numbersOf(y).includes(-1)) return y
  return f.step('SELECT_V2', f.compare('EQUAL', y, -1), 1, y)
}

const quotient =
  (builtin: 'DIV' | 'FLOOR_DIV'): BinaryFunction =>
  (f, x, y) => {
    const safe = divisor(f, y)
    if (safe === y) return f.step(builtin, x, y)
    return f.step('SELECT_V2', f.compare('EQUAL', y, -1), f.step('NEG', x), f.step(builtin, x, safe))
  }

/** What floor leaves has the divisor's sign; what rounding to zero leaves has the dividend's. */
const truncated: BinaryFunction = (f, x, y) => {
  const floored = f.step('FLOOR_MOD', x, divisor(f, y))
  const isAcross = f.compare('NOT_EQUAL', f.compare('LESS', x, 0), f.compare('LESS', floored, 0))
  const changes = f.compare('LOGICAL_AND', isAcross, f.compare('NOT_EQUAL', floored, 0))
  return f.step('SUB', floored, f.step('SELECT_V2', changes, y, 0))
}

/** Zero where `zero` is, whatever the step would give there. */
const zeroWhere = (f: Formula, zero: Value, value: Value): Value =>
  f.step('SELECT_V2', f.compare('EQUAL', zero, 0), 0, value)

/** Ops that are written as formulas, by dtype. */
const FORMULAS: Readonly<Record<string, Partial<Record<LoweredDType, BinaryFunction>>>> = {
  Atan2: {
    // The operator takes operands of one shape.
    float32: (f, y, x) => {
      const whole = (value: Value, other: Value) => f.step('SELECT_V2', f.compare('EQUAL', other, other), value, value)
      return f.step('ATAN2', whole(y, x), whole(x, y))
    },
  },
  Div: { float32: (f, x, y) => f.step('DIV', x, y), int32: quotient('DIV') },
  DivNoNan: { float32: (f, x, y) => zeroWhere(f, y, f.step('DIV', x, y)) },
  FloorDiv: {
    // TensorFlow Lite's own operator refuses to divide floats by 0.
    float32: (f, x, y) => f.step('FLOOR', f.step('DIV', x, y)),
    int32: quotient('FLOOR_DIV'),
  },
  FloorMod: {
    float32: (f, x, y) => f.step('FLOOR_MOD', x, y),
    int32: (f, x, y) => f.step('FLOOR_MOD', x, divisor(f, y)),
    int64: (f, x, y) => f.step('FLOOR_MOD', x, divisor(f, y)),
  },
  Maximum: { float32: extreme('MAXIMUM') },
  Minimum: { float32: extreme('MINIMUM') },
  Mod: { float32: remainderOfFloats, int32: truncated, int64: truncated },
  MulNoNan: { float32: (f, x, y) => zeroWhere(f, y, f.step('MUL', x, y)) },
  SquaredDifference: {
    float32: (f, x, y) => f.step('SQUARED_DIFFERENCE', x, y),
    int32: (f, x, y) => f.step('SQUARED_DIFFERENCE', x, y),
    int64: (f, x, y) => {
      const difference = f.step('SUB', x, y)
      return f.step('MUL', difference, difference)
    },
  },
  TruncateDiv: { int32: quotient('DIV') },
  TruncateMod: { float32: remainderOfFloats, int32: truncated, int64: truncated },
  Xdivy: { float32: (f, x, y) => zeroWhere(f, x, f.step('DIV', x, y)) },
  Xlog1py: {
    float32: (f, x, y) => zeroWhere(f, x, f.step('MUL', x, f.exact('LOG', f.step('ADD', y, 1)))),
  },
  Xlogy: { float32: (f, x, y) => zeroWhere(f, x, f.step('MUL', x, f.exact('LOG', y))) },
}

const formula =
  (op: string): EmitRule =>
  (view, emitter) => {
    const [x, y] = [view.input(0), view.input(1)]
    const formula = FORMULAS[op]![x.dtype]
    if (formula) emitter.rename(formula(new Formula(emitter, x), x, y), view.output)
    else if (OPERATORS[op]) operator(op)(view, emitter)
    else view.only(0, Object.keys(FORMULAS[op]!) as LoweredDType[])
  }

/** Ops on each element of two tensors. */
export const BINARY: EmitRules = {
  ...rulesFor(Object.keys(OPERATORS).join(' '), operator),
  ...rulesFor(Object.keys(FORMULAS).join(' '), formula),
}
