import type { Value } from '../value.js'
import type { Formula } from './formula.js'

/** A function on float32, as TensorFlow answers it to the last few digits, at zeros, infinities and NaN too. */
export type FloatFunction = (f: Formula, x: Value) => Value

/** XNNPACK's own e^NaN is 0. */
const exp: FloatFunction = (f, x) => f.step('SELECT_V2', f.compare('NOT_EQUAL', x, x), x, f.step('EXP', x))

const log: FloatFunction = (f, x) => f.exact('LOG', x)

const sqrt: FloatFunction = (f, x) => f.exact('SQRT', x)

/**
 * log(1 + x), as exact near 0 as x is.
 * @source Kahan; Goldberg, "What every computer scientist should know about floating-point arithmetic", 1991, theorem 4
 */
const log1p: FloatFunction = (f, x) => {
  const above = f.step('ADD', x, 1)
  const rounded = f.step('SUB', above, 1)
  const scaled = f.step('MUL', log(f, above), f.step('DIV', x, rounded))
  // 0 / 0, and infinity / infinity.
  const isNone = f.compare(
    'LOGICAL_OR',
    f.compare('EQUAL', rounded, 0),
    f.compare('EQUAL', x, Number.POSITIVE_INFINITY),
  )
  return f.step('SELECT_V2', isNone, x, scaled)
}

/**
 * e^x - 1, as exact near 0 as x is.
 * @source Kahan; Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 1.14.1
 */
const expm1: FloatFunction = (f, x) => {
  const above = exp(f, x)
  const plain = f.step('SUB', above, 1)
  const scaled = f.step('DIV', f.step('MUL', plain, x), log(f, above))
  const isNear = f.compare('LESS', f.step('ABS', x), 0.5)
  return f.step('SELECT_V2', f.compare('EQUAL', above, 1), x, f.step('SELECT_V2', isNear, scaled, plain))
}

/** e^x / 2, which overflows no earlier than it has to. */
const halfExp = (f: Formula, x: Value): Value => {
  const root = exp(f, f.step('MUL', x, 0.5))
  return f.step('MUL', f.step('MUL', root, 0.5), root)
}

/** sqrt(1 - x^2), without the loss of digits near 1; NaN beyond. */
const ofUnitCircle: FloatFunction = (f, x) => f.step('MUL', sqrt(f, f.step('SUB', 1, x)), sqrt(f, f.step('ADD', 1, x)))

const reciprocal: FloatFunction = (f, x) => f.step('DIV', 1, x)

/** @source Klambauer et al., "Self-Normalizing Neural Networks", 2017: the two constants of selu */
const SELU_SCALE = 1.0507009873554805
const SELU_ALPHA = 1.6732632423543772

/** @source Eigen, MathFunctionsImpl.h, generic_fast_erf: odd and even coefficients, highest power first */
const ERF_ABOVE = [
  -2.72614225801306e-10, 2.77068142495902e-8, -2.10102402082508e-6, -5.69250639462346e-5, -7.34990630326855e-4,
  -2.954600102828e-3, -1.60960333262415e-2,
]
const ERF_BELOW = [
  -1.45660718464996e-5, -2.13374055278905e-4, -1.68282697438203e-3, -7.37332916720468e-3, -1.42647390514189e-2,
]

/** @source Press et al., "Numerical Recipes", erfcc: a Chebyshev fit of log(erfc(x) / t) + x^2, highest power first */
const ERFC = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
  -1.26551223,
]

const polynomial = (f: Formula, x: Value, [first, second, ...rest]: readonly number[]): Value =>
  rest.reduce(
    (sum, coefficient) => f.step('ADD', f.step('MUL', sum, x), coefficient),
    f.step('ADD', f.step('MUL', x, first!), second!),
  )

const erf: FloatFunction = (f, x) => {
  // Beyond 4 it is 1 in float32.
  const near = f.step('MAXIMUM', f.step('MINIMUM', x, 4), -4)
  const square = f.step('MUL', near, near)
  const quotient = f.step(
    'DIV',
    f.step('MUL', near, polynomial(f, square, ERF_ABOVE)),
    polynomial(f, square, ERF_BELOW),
  )
  return f.step('MAXIMUM', f.step('MINIMUM', quotient, 1), -1)
}

const erfc: FloatFunction = (f, x) => {
  const size = f.step('ABS', x)
  const t = f.step('DIV', 1, f.step('ADD', f.step('MUL', size, 0.5), 1))
  const tail = f.step('MUL', t, exp(f, f.step('SUB', polynomial(f, t, ERFC), f.step('MUL', x, x))))
  return f.step('SELECT_V2', f.compare('LESS', x, 0), f.step('SUB', 2, tail), tail)
}

/** Where the square is lost in what it is added to, or overflows. */
const FAR = 1e4

const asinh: FloatFunction = (f, x) => {
  const size = f.step('ABS', x)
  const square = f.step('MUL', size, size)
  const root = f.step('ADD', sqrt(f, f.step('ADD', square, 1)), 1)
  const near = log1p(f, f.step('ADD', size, f.step('DIV', square, root)))
  const far = f.step('ADD', log(f, size), Math.LN2)
  return f.step('MUL', f.step('SIGN', x), f.step('SELECT_V2', f.compare('GREATER', size, FAR), far, near))
}

const sinh: FloatFunction = (f, x) => {
  const t = expm1(f, x)
  const near = f.step('MUL', f.step('ADD', t, f.step('DIV', t, f.step('ADD', t, 1))), 0.5)
  const far = f.step('SUB', halfExp(f, x), halfExp(f, f.step('NEG', x)))
  return f.step('SELECT_V2', f.compare('LESS', f.step('ABS', x), 1), near, far)
}

/** Ops on float32 that are written as formulas. */
export const FLOAT_FUNCTIONS: Readonly<Record<string, FloatFunction>> = {
  Acos: (f, x) => f.step('ATAN2', ofUnitCircle(f, x), x),
  Acosh: (f, x) => log(f, f.step('ADD', x, f.step('MUL', sqrt(f, f.step('SUB', x, 1)), sqrt(f, f.step('ADD', x, 1))))),
  Asin: (f, x) => f.step('ATAN2', x, ofUnitCircle(f, x)),
  Asinh: asinh,
  Atan: (f, x) => f.step('ATAN2', x, f.step('ADD', f.step('ZEROS_LIKE', x), 1)),
  Atanh: (f, x) => f.step('MUL', log1p(f, f.step('DIV', f.step('ADD', x, x), f.step('SUB', 1, x))), 0.5),
  Cos: (f, x) => f.exact('COS', x),
  Cosh: (f, x) => f.step('ADD', halfExp(f, x), halfExp(f, f.step('NEG', x))),
  Erf: erf,
  Erfc: erfc,
  Exp: exp,
  Expm1: expm1,
  Inv: reciprocal,
  Log: log,
  Log1p: log1p,
  Reciprocal: reciprocal,
  // XNNPACK's own operator answers NaN at 0, where TensorFlow has infinity.
  Rsqrt: (f, x) => reciprocal(f, sqrt(f, x)),
  /** scale · (relu(x) + alpha · elu(min(x, 0))) */
  Selu: (f, x) => {
    const below = f.step('MUL', f.step('ELU', f.step('MINIMUM', x, 0)), SELU_SCALE * SELU_ALPHA)
    return f.step('ADD', f.step('MUL', f.step('RELU', x), SELU_SCALE), below)
  },
  // XNNPACK's own answer beyond 10^26 is NaN.
  Sigmoid: (f, x) => f.step('LOGISTIC', f.step('MAXIMUM', f.step('MINIMUM', x, 100), -100)),
  Sin: (f, x) => f.exact('SIN', x),
  Sinh: sinh,
  /** relu(x) + log(1 + e^-|x|): nothing overflows. Exact to 10^-7 of 1, and quick: it stands between large layers. */
  Softplus: (f, x) => {
    const decayed = f.step('EXP', f.step('NEG', f.step('ABS', x)))
    return f.step('ADD', f.step('RELU', x), f.step('LOG', f.step('ADD', decayed, 1)))
  },
  Softsign: (f, x) => f.step('DIV', x, f.step('ADD', f.step('ABS', x), 1)),
  Sqrt: sqrt,
  Tan: (f, x) => f.step('DIV', f.exact('SIN', x), f.exact('COS', x)),
}
