import type { PartialShape } from '../spec.js'
import { type Outcome, type PartialValue, sizeOfShape, UNKNOWN, withValue } from './facts.js'
import { rulesFor, type ShapeRule, type ShapeRules } from './rule.js'

/**
 * The shape two tensors take together: aligned at the last axis, a dimension of 1 stretching to the other's.
 * @returns null when a rank is unknown or the shapes do not fit
 */
export const broadcast = (a: PartialShape, b: PartialShape): PartialShape => {
  if (a === null || b === null) return null
  const rank = Math.max(a.length, b.length)
  const shape: (number | null)[] = []
  for (let axis = 0; axis < rank; axis++) {
    const i = axis - rank + a.length
    const j = axis - rank + b.length
    const x = i < 0 ? 1 : a[i]!
    const y = j < 0 ? 1 : b[j]!
    if (x === 1) shape.push(y)
    else if (y === 1 || x === y) shape.push(x)
    else if (x === null) shape.push(y)
    else if (y === null) shape.push(x)
    else return null
  }
  return shape
}

const same: ShapeRule = (op) => ({ shape: op.shape(0) })

type Arithmetic = (a: number, b: number) => number

/** Element by element where both have as many, or one has a single element. */
const calculate = (
  a: PartialValue | undefined,
  b: PartialValue | undefined,
  f: Arithmetic,
): PartialValue | undefined => {
  if (!a || !b || (a.length !== b.length && a.length !== 1 && b.length !== 1)) return undefined
  return Array.from({ length: a.length === 1 ? b.length : a.length }, (_, i) => {
    const x = a.length === 1 ? a[0]! : a[i]!
    const y = b.length === 1 ? b[0]! : b[i]!
    return x === null || y === null ? null : f(x, y)
  })
}

const binary =
  (arithmetic?: Arithmetic): ShapeRule =>
  (op) => {
    const shape = broadcast(op.shape(0), op.shape(1))
    return arithmetic ? withValue(shape, calculate(op.value(0), op.value(1), arithmetic)) : { shape }
  }

const unary =
  (f: (a: number) => number): ShapeRule =>
  (op) =>
    withValue(
      op.shape(0),
      op.value(0)?.map((a) => (a === null ? null : f(a))),
    )

const flag = (condition: boolean): number => (condition ? 1 : 0)

/** An op whose first output is like its input and whose others hold one number for each channel. */
const perChannel: ShapeRule = (op) => {
  const shape = op.shape(0)
  const axis = op.string('data_format', 'NHWC').startsWith('NC') ? 1 : (shape?.length ?? 0) - 1
  const channels: Outcome = { shape: [shape?.[axis] ?? op.shape(1)?.[0] ?? null] }
  return [{ shape }, channels, channels, channels, channels, UNKNOWN]
}

const select: ShapeRule = (op) => {
  const condition = op.one(0)
  const chosen = condition === undefined ? undefined : op.value(condition ? 1 : 2)
  const scalarCondition = sizeOfShape(op.shape(0)) === 1
  return withValue(op.shape(1) ?? op.shape(2), scalarCondition ? chosen : undefined)
}

/** Any number of tensors that broadcast together. */
const together: ShapeRule = (op) => ({ shape: op.inputs.map((input) => input.shape).reduce(broadcast, []) })

/** Ops that work on each element by itself, or give a tensor shaped like their first input. */
export const ELEMENTWISE: ShapeRules = {
  ...rulesFor(
    `Acos Acosh AdjustContrastv2 AdjustHue AdjustSaturation Asin Asinh Atan Atanh BiasAdd BiasAddV1 Ceil
    CheckNumerics ClipByValue ComplexAbs Conj Cos Cosh Cumprod Cumsum Dequantize Digamma Elu Erf Erfc Exp Expm1
    FFT FFT2D FFT3D FakeQuantWithMinMaxArgs FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsPerChannel Floor HSVToRGB
    IFFT IFFT2D IFFT3D Imag Inv Invert InvertPermutation IsFinite IsInf IsNan LRN LeakyRelu Lgamma Log Log1p
    LogSoftmax MatrixBandPart MatrixInverse OnesLike PreventGradient Print
    QuantizeAndDequantize QuantizeAndDequantizeV2 QuantizeAndDequantizeV3 RGBToHSV Real Reciprocal Relu Relu6
    RandomShuffle Reverse ReverseSequence ReverseV2 Rint Roll Round Rsqrt ScatterNdUpdate Selu Sigmoid Sin Sinh
    Softmax Softplus Softsign Sqrt Tan Tanh TensorScatterAdd TensorScatterSub TensorScatterUpdate ZerosLike`,
    same,
  ),
  ...rulesFor('Abs', unary(Math.abs)),
  ...rulesFor(
    'Neg',
    unary((a) => -a),
  ),
  ...rulesFor('Sign', unary(Math.sign)),
  ...rulesFor(
    'Square',
    unary((a) => a * a),
  ),
  ...rulesFor(
    'LogicalNot',
    unary((a) => flag(!a)),
  ),
  ...rulesFor(
    'Cast EnsureShape Identity RefIdentity Snapshot StopGradient',
    unary((a) => a),
  ),
  ...rulesFor(
    `ApproximateEqual Atan2 BitwiseAnd BitwiseOr BitwiseXor Complex DivNoNan Igamma Igammac LeftShift Mod MulNoNan NextAfter Pow
    RealDiv RightShift SquaredDifference TruncateMod Xdivy Xlog1py Xlogy Zeta`,
    binary(),
  ),
  ...rulesFor(
    'Add AddV2',
    binary((a, b) => a + b),
  ),
  ...rulesFor(
    'Sub',
    binary((a, b) => a - b),
  ),
  ...rulesFor(
    'Mul',
    binary((a, b) => a * b),
  ),
  ...rulesFor(
    'FloorDiv',
    binary((a, b) => Math.floor(a / b)),
  ),
  ...rulesFor(
    'FloorMod',
    binary((a, b) => a - Math.floor(a / b) * b),
  ),
  ...rulesFor(
    'Div TruncateDiv',
    binary((a, b) => Math.trunc(a / b)),
  ),
  ...rulesFor('Maximum', binary(Math.max)),
  ...rulesFor('Minimum', binary(Math.min)),
  ...rulesFor(
    'Equal',
    binary((a, b) => flag(a === b)),
  ),
  ...rulesFor(
    'NotEqual',
    binary((a, b) => flag(a !== b)),
  ),
  ...rulesFor(
    'Less',
    binary((a, b) => flag(a < b)),
  ),
  ...rulesFor(
    'LessEqual',
    binary((a, b) => flag(a <= b)),
  ),
  ...rulesFor(
    'Greater',
    binary((a, b) => flag(a > b)),
  ),
  ...rulesFor(
    'GreaterEqual',
    binary((a, b) => flag(a >= b)),
  ),
  ...rulesFor(
    'LogicalAnd',
    binary((a, b) => flag(a !== 0 && b !== 0)),
  ),
  ...rulesFor(
    'LogicalOr',
    binary((a, b) => flag(a !== 0 || b !== 0)),
  ),
  ...rulesFor('AccumulateNV2 AddN StringJoin', together),
  Select: select,
  SelectV2: (op) => ({ shape: broadcast(broadcast(op.shape(0), op.shape(1)), op.shape(2)) }),
  ...rulesFor('FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3', perChannel),
}
