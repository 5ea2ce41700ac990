import { attr } from '@zoo/graph'
import type { Generators } from './generators.js'
import type { CaseDType, GraphMaker, Values } from './maker.js'

const FLOAT_UNARY =
  `Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Elu Erf Erfc Exp Expm1 Floor Inv IsFinite IsInf IsNan Log Log1p Neg
  Reciprocal Relu Relu6 Rint Round Rsqrt Selu Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Square Tan Tanh ZerosLike OnesLike`.split(
    /\s+/,
  )
const INT_UNARY = 'Abs Neg Sign Square Relu Relu6 ZerosLike OnesLike'.split(' ')
const FLOAT_BINARY =
  `Add AddV2 Atan2 Div DivNoNan Equal FloorDiv FloorMod Greater GreaterEqual Less LessEqual Maximum Minimum Mod Mul MulNoNan NotEqual
  Pow RealDiv SquaredDifference Sub TruncateMod Xdivy Xlog1py Xlogy`.split(/\s+/)
const INT_BINARY =
  `Add AddV2 Div Equal FloorDiv FloorMod Greater GreaterEqual Less LessEqual Maximum Minimum Mod Mul NotEqual
  SquaredDifference Sub TruncateDiv TruncateMod`.split(/\s+/)
const LOGICAL = ['LogicalAnd', 'LogicalOr', 'NotEqual', 'Equal']

/** The dtypes of what each op takes; those of bools have no attribute for them. */
const types = (op: string): Record<string, number> => (/^Logical/.test(op) ? {} : { T: 0 })

/** A shape that stretches to another: some of its sizes 1, some of its leading axes left out. */
const partOf = (m: GraphMaker, shape: readonly number[]): number[] =>
  shape.slice(m.random(3) === 0 ? m.int(0, shape.length) : 0).map((size) => (m.random(3) === 0 ? 1 : size))

const pair = (m: GraphMaker, dtype: CaseDType, values?: Values, rank = m.int(0, 5)): [string, string] => {
  const shape = m.shape(rank, 4)
  const kind = m.random(4)
  const first = m.input(shape, dtype, values)
  const second =
    kind === 0
      ? m.input(shape, dtype, values)
      : kind === 1
        ? m.constant(partOf(m, shape), dtype, values)
        : kind === 2
          ? m.constant(
              [...m.shape(m.int(0, Math.max(0, 4 - rank)), 2), ...shape].map((s, i) => (i === 0 && m.isOpen ? 1 : s)),
              dtype,
              values,
            )
          : m.input(partOf(m, shape), dtype, values, false)
  return m.chance() ? [first, second] : [second, first]
}

export const ELEMENTWISE: Generators = {
  unary(m) {
    const op = m.pick(FLOAT_UNARY)
    const values = m.pick<Values>(['ordinary', 'extreme', 'positive'])
    return m.op(op, [m.input(m.shape(m.int(0, 5)), 'float32', values)], { T: 0 })
  },
  unaryOfIntegers(m) {
    const op = m.pick(INT_UNARY)
    return m.op(op, [m.input(m.shape(m.int(0, 5)), m.pick(['int32', 'int64'] as const))], { T: 0 })
  },
  logicalNot: (m) => m.op('LogicalNot', [m.input(m.shape(m.int(0, 4)), 'bool')], {}),
  binary(m) {
    const op = m.pick(FLOAT_BINARY)
    return m.op(op, pair(m, 'float32', m.pick<Values>(['ordinary', 'special', 'positive'])), types(op))
  },
  binaryOfBytes(m) {
    const op = m.pick('Add AddV2 Equal Greater Less LessEqual Maximum Minimum Mul NotEqual Sub'.split(' '))
    return m.op(op, pair(m, m.pick(['uint8', 'int8'] as const)), types(op))
  },
  extremes(m) {
    const op = m.pick('AddV2 DivNoNan Equal Greater LessEqual Maximum Minimum Mul NotEqual RealDiv Sub'.split(' '))
    return m.op(op, pair(m, 'float32', 'extreme'), types(op))
  },
  leastIntegers(m) {
    const dtype = m.pick(['int32', 'int64'] as const)
    const op = m.pick(
      `FloorMod Mod TruncateMod ${dtype === 'int32' ? 'Div FloorDiv TruncateDiv' : ''}`.trim().split(' '),
    )
    const least = m.op('Sub', [m.input([4], dtype, [-9, 9]), m.constant([], dtype, [-2147483648, -2147483648])], {
      T: 0,
    })
    return m.op(op, [least, m.constant([4], dtype, [-1, -1])], types(op))
  },
  binaryOfIntegers(m) {
    const op = m.pick(INT_BINARY)
    const values: Values = /Div|Mod/.test(op) ? [1, 20] : [-20, 20]
    return m.op(op, pair(m, m.pick(['int32', 'int64'] as const), values), types(op))
  },
  divisionOfIntegers(m) {
    const op = m.pick('Div FloorDiv FloorMod Mod TruncateDiv TruncateMod'.split(' '))
    const dtype = m.pick(['int32', 'int64'] as const)
    const shape = m.shape(m.int(0, 3))
    const divisor = m.op(m.pick(['Add', 'Sub']), [m.input(shape, dtype, [1, 9]), m.constant([], dtype, [0, 0])], {
      T: 0,
    })
    return m.op(op, [m.input(shape, dtype), m.chance() ? divisor : m.op('Neg', [divisor], { T: 0 })], types(op))
  },
  logical(m) {
    const op = m.pick(LOGICAL)
    return m.op(op, pair(m, 'bool'), types(op))
  },
  powOfIntegers(m) {
    const shape = m.shape(m.int(0, 4))
    return m.op('Pow', [m.input(shape, 'int32', [-5, 5]), m.input(shape, 'int32', [0, 5])], { T: 0 })
  },
  biasAdd(m) {
    const first = m.random(4) === 0
    const shape = m.shape(m.int(first ? 3 : 2, 5))
    return m.op(
      'BiasAdd',
      [m.input(shape), m.constant([first ? shape[1]! : shape.at(-1)!])],
      { T: 0 },
      { data_format: attr.string(first ? 'NCHW' : 'NHWC') },
    )
  },
  leakyRelu: (m) =>
    m.op(
      'LeakyRelu',
      [m.input(m.shape(m.int(0, 5)), 'float32', 'special')],
      { T: 0 },
      m.chance() ? { alpha: attr.float(m.pick([0, 0.1, 0.5, 1, 2, -0.5])) } : {},
    ),
  clip(m) {
    const dtype = m.pick(['float32', 'int32'] as const)
    const x = m.input(m.shape(m.int(0, 5)), dtype, dtype === 'float32' ? 'special' : [-9, 9])
    return m.op('ClipByValue', [x, m.constant([], dtype, [-3, 0]), m.constant([], dtype, [0, 3])], { T: 0 })
  },
  addN(m) {
    const shape = m.shape(m.int(0, 5))
    const dtype = m.pick(['float32', 'int32'] as const)
    const inputs = Array.from({ length: m.int(1, 4) }, () => m.input(shape, dtype))
    return m.op('AddN', inputs, { T: 0 }, { N: attr.int(inputs.length) })
  },
  cast(m) {
    const all = ['float32', 'int32', 'int64', 'uint8', 'int8', 'bool'] as const
    const [from, to] = [m.pick(all), m.pick(all)]
    // What does not fit an integer TensorFlow itself casts now one way, now another.
    const fitting: Values = to === 'uint8' ? [0, 255] : to === 'int8' ? [-128, 127] : [-300, 300]
    const values: Values =
      from === 'float32'
        ? m.pick<Values>([to === 'uint8' ? 'positive' : 'ordinary', fitting])
        : from === 'bool'
          ? [0, 1]
          : from === 'uint8'
            ? [0, 255]
            : from === 'int8'
              ? [-128, 127]
              : [-300, 300]
    return m.op('Cast', [m.input(m.shape(m.int(0, 5)), from, values)], { SrcT: from, DstT: to })
  },
  select(m) {
    const dtype = m.pick(['float32', 'int32', 'int64', 'bool', 'uint8'] as const)
    const shape = m.shape(m.int(0, 5), 4)
    const kind = m.random(3)
    if (kind === 0)
      return m.op('Select', [m.input(shape, 'bool'), m.input(shape, dtype), m.input(shape, dtype)], { T: 1 })
    if (kind === 1) {
      const whole = [m.int(1, 4), ...shape]
      return m.op('Select', [m.input(whole.slice(0, 1), 'bool'), m.input(whole, dtype), m.input(whole, dtype)], {
        T: 1,
      })
    }
    const part = (of: CaseDType) => (m.chance() ? m.input(shape, of) : m.constant(partOf(m, shape), of))
    return m.op('SelectV2', [m.input(shape, 'bool'), part(dtype), part(dtype)], { T: 1 })
  },
  selectByScalar(m) {
    const shape = m.shape(m.int(0, 5), 4)
    return m.op(m.pick(['Select', 'SelectV2']), [m.input([], 'bool'), m.input(shape), m.input(shape)], { T: 1 })
  },
  comparedThenCast(m) {
    const [a, b] = pair(m, 'float32')
    const compared = m.op(m.pick(['Greater', 'LessEqual', 'NotEqual']), [a, b], { T: 0 })
    return m.op('Cast', [compared], { SrcT: 'bool', DstT: m.pick(['float32', 'int32'] as const) })
  },
}
