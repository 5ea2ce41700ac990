import { attr } from '@zoo/graph'
import type { Generators } from './generators.js'
import { bothOrders } from './generators.js'
import type { GraphMaker } from './maker.js'

const float = (m: GraphMaker, op: string, inputs: readonly string[]) => m.op(op, inputs, { T: 0 })

/** A tensor whose producer is of the kind that recognising passes look through. */
const source = (m: GraphMaker, shape: readonly number[]): string => {
  const x = m.input(shape)
  const kind = m.random(4)
  return kind === 0
    ? float(m, 'AddV2', [x, m.constant(shape.slice(-1))])
    : kind === 1
      ? float(m, 'Mul', [x, m.floats(2)])
      : kind === 2
        ? float(m, 'Neg', [x])
        : x
}

const norm = (
  m: GraphMaker,
  x: string,
  channels: number,
  data_format: string,
  statistics: readonly string[],
  version: string,
  epsilon: number,
) => {
  void channels
  return m.op(
    `FusedBatchNorm${version}`,
    [x, ...statistics],
    { T: 0, ...(version && { U: 1 }) },
    { epsilon: attr.float(epsilon), is_training: attr.bool(false), data_format: attr.string(data_format) },
  )
}

const conv = (m: GraphMaker, x: string, shape: readonly number[], stride = 1, padding = 'SAME') =>
  m.op(
    'Conv2D',
    [x, m.constant(shape)],
    { T: 0 },
    { strides: attr.ints([1, stride, stride, 1]), padding: attr.string(padding) },
  )

export const NETWORKS: Generators = {
  prelu(m) {
    const shape = m.shape(m.int(1, 4))
    const channels = shape.at(-1)!
    const x = source(m, shape)
    const alphaShape = m.pick([
      [channels],
      [1],
      [],
      [1, ...shape.slice(1, -1).map(() => 1), channels].slice(-shape.length),
    ])
    const alpha = m.constant(alphaShape, 'float32', m.chance() ? 'ordinary' : 'positive')
    // With larger slopes TensorFlow's own optimiser takes this for a leaky ReLU all the same, and answers wrongly.
    const slope = m.constant(alphaShape, 'float32', 'fractions')
    const half = m.floats(0.5)
    const zero = m.floats(0)
    const [neg, abs] = [float(m, 'Neg', [x]), float(m, 'Abs', [x])]
    const relu = float(m, 'Relu', [x])
    const times = (a: string, b: string) => float(m, 'Mul', m.chance() ? [a, b] : [b, a])
    const plus = (a: string, b: string) => float(m, m.pick(['Add', 'AddV2']), m.chance() ? [a, b] : [b, a])
    switch (m.random(7)) {
      case 0:
        return plus(relu, times(alpha, times(float(m, 'Sub', [x, abs]), half)))
      case 1:
        return float(m, 'Sub', [relu, times(alpha, float(m, 'Relu', [neg]))])
      case 2:
        return plus(relu, times(float(m, 'Neg', [alpha]), float(m, 'Relu', [neg])))
      case 3: {
        const scaled = times(alpha, x)
        const above = float(m, m.pick(['Greater', 'GreaterEqual']), [x, zero])
        const below = float(m, m.pick(['Less', 'LessEqual']), [x, zero])
        const choice = m.chance() ? [above, x, scaled] : [below, scaled, x]
        return m.op('SelectV2', choice, { T: 1 })
      }
      case 4:
        return float(m, 'Maximum', [x, times(x, slope)])
      case 5:
        return plus(float(m, 'Maximum', [x, zero]), times(alpha, float(m, 'Minimum', [x, zero])))
      default:
        return float(m, 'Minimum', [x, times(x, alpha)])
    }
  },
  selectOfSameShape(m) {
    const shape = m.shape(m.int(1, 4))
    const x = source(m, shape)
    const scaled = float(m, 'Mul', [x, m.floats(0.25)])
    const above = float(m, 'Greater', [x, m.floats(0)])
    return m.op('Select', [above, x, scaled], { T: 1 })
  },
  hardSwish(m) {
    const x = source(m, m.shape(m.int(1, 4)))
    const gate = float(m, 'Relu6', [float(m, 'AddV2', [x, m.floats(3)])])
    switch (m.random(4)) {
      case 0:
        return float(m, 'Mul', [float(m, 'Mul', [x, gate]), m.floats(1 / 6)])
      case 1:
        return float(m, 'Mul', [x, float(m, 'Mul', [gate, m.floats(1 / 6)])])
      case 2:
        return float(m, 'RealDiv', [float(m, 'Mul', [gate, x]), m.floats(6)])
      default:
        return float(m, 'Mul', [float(m, 'RealDiv', [gate, m.floats(6)]), x])
    }
  },
  squeezeExcite(m) {
    const [n, h, w, c] = [m.int(1, 2), m.int(1, 6), m.int(1, 6), m.int(1, 6)]
    const x = m.input([n, h, w, c])
    const pooled = m.op('Mean', [x, m.ints([1, 2])], { T: 0, Tidx: 1 }, { keep_dims: attr.bool(true) })
    const squeezed = float(m, 'Relu', [float(m, 'BiasAdd', [conv(m, pooled, [1, 1, c, 3]), m.constant([3])])])
    const excited = conv(m, squeezed, [1, 1, 3, c])
    const gate = m.chance()
      ? float(m, 'Sigmoid', [excited])
      : float(m, 'Mul', [float(m, 'Relu6', [float(m, 'AddV2', [excited, m.floats(3)])]), m.floats(1 / 6)])
    return float(m, 'Mul', [x, gate])
  },
  fusedBatchNorm(m) {
    const c = m.int(1, 5)
    const version = m.pick(['', 'V2', 'V3'])
    const epsilon = m.pick([1e-3, 1e-5, 0.1])
    const statistics = [m.constant([c]), m.constant([c]), m.constant([c]), m.constant([c], 'float32', 'positive')]
    return bothOrders(m, [m.int(1, 2), m.int(1, 5), m.int(1, 5), c], (x, order) =>
      norm(m, x, c, order, statistics, version, epsilon),
    )
  },
  trainingSwitch(m) {
    // Dropout as Keras writes it: what it does is chosen by a placeholder that is not fed.
    const x = m.input(m.shape(m.int(1, 3)))
    const phase = m.op(
      'PlaceholderWithDefault',
      [m.constant([], 'bool', [0, 1])],
      { dtype: 0 },
      { shape: attr.shape([]) },
    )
    const branch = (taken: 0 | 1) => `${m.op('Switch', [x, phase], { T: 0 })}:${taken}`
    const trained = float(m, 'Mul', [branch(1), x])
    const used = m.op('Identity', [branch(0)], { T: 'float32' })
    return float(m, 'Exp', [m.op('Merge', [used, trained], { T: 0 }, { N: attr.int(2) })])
  },
  fakeQuant(m) {
    const shape = m.shape(m.int(1, 4))
    const x = m.chance() ? source(m, shape) : float(m, 'Mul', [m.input(shape), m.constant(shape.slice(-1))])
    const bits = { num_bits: attr.int(m.int(4, 8)), narrow_range: attr.bool(m.chance()) }
    const kind = m.random(3)
    if (kind === 0) {
      const range = { min: attr.float(-m.random(40) / 10), max: attr.float(m.int(1, 60) / 10) }
      return m.op('FakeQuantWithMinMaxArgs', [x], {}, { ...bits, ...range })
    }
    if (kind === 1) {
      const range = [m.floats(-m.random(40) / 10), m.floats(m.int(1, 60) / 10)]
      return m.op('FakeQuantWithMinMaxVars', [x, ...range], {}, bits)
    }
    const channels = Array.from({ length: shape.at(-1)! })
    const range = [m.floats(channels.map(() => -m.random(40) / 10)), m.floats(channels.map(() => m.int(1, 60) / 10))]
    return m.op('FakeQuantWithMinMaxVarsPerChannel', [x, ...range], {}, bits)
  },
  quantisedWeights(m) {
    const [c, out] = [m.int(1, 4), m.int(1, 5)]
    const range = [m.floats(-1.5), m.floats(1.25)]
    const weights = m.op(
      'FakeQuantWithMinMaxVars',
      [m.constant([2, 2, c, out]), ...range],
      {},
      { num_bits: attr.int(8) },
    )
    return m.op(
      'Conv2D',
      [m.input([1, 5, 5, c]), weights],
      { T: 0 },
      { strides: attr.ints([1, 1, 1, 1]), padding: attr.string('SAME') },
    )
  },
  convThenBatchNorm(m) {
    const [c, out] = [m.int(1, 4), m.int(1, 5)]
    const statistics = [
      m.constant([out]),
      m.constant([out]),
      m.constant([out]),
      m.constant([out], 'float32', 'positive'),
    ]
    const x = m.input([m.int(1, 2), m.int(3, 7), m.int(3, 7), c])
    const filtered = m.chance()
      ? conv(m, x, [3, 3, c, out], m.int(1, 2))
      : conv(
          m,
          m.op(
            'DepthwiseConv2dNative',
            [x, m.constant([3, 3, c, 2])],
            { T: 0 },
            { strides: attr.ints([1, 1, 1, 1]), padding: attr.string('SAME') },
          ),
          [1, 1, 2 * c, out],
        )
    return float(m, m.pick(['Relu', 'Relu6']), [
      norm(m, filtered, out, 'NHWC', statistics, m.pick(['', 'V2', 'V3']), 1e-3),
    ])
  },
  unfusedBatchNorm(m) {
    const [c, out] = [m.int(1, 4), m.int(1, 5)]
    const x = m.input([m.int(1, 2), m.int(3, 7), m.int(3, 7), c])
    const y = m.chance()
      ? conv(m, x, [3, 3, c, out])
      : m.op(
          'DepthwiseConv2dNative',
          [x, m.constant([3, 3, c, 1])],
          { T: 0 },
          { strides: attr.ints([1, 1, 1, 1]), padding: attr.string('SAME') },
        )
    const channels = y.startsWith('Conv') ? out : c
    const [gamma, beta, mean] = [m.constant([channels]), m.constant([channels]), m.constant([channels])]
    const variance = m.constant([channels], 'float32', 'positive')
    const inverse = float(m, 'Rsqrt', [float(m, 'Add', [variance, m.floats(1e-3)])])
    const scale = m.chance() ? float(m, 'Mul', [inverse, gamma]) : inverse
    const product = float(m, 'Mul', [y, scale])
    const shift = float(m, 'Sub', [beta, float(m, 'Mul', [mean, scale])])
    return float(m, 'Add', [product, shift])
  },
  scaledInManySteps(m) {
    const [c, out] = [m.int(1, 4), m.int(1, 5)]
    let y = conv(m, m.input([1, m.int(3, 7), m.int(3, 7), c]), [m.int(1, 3), m.int(1, 3), c, out])
    for (let i = m.int(1, 5); i > 0; i--) {
      const by = m.constant(m.pick([[out], [], [1], [1, 1, out], [1, 1, 1, out], [1, 1, 1, 1]]), 'float32', 'positive')
      const op = m.pick(['Mul', 'RealDiv', 'AddV2', 'Sub'])
      y = float(m, op, m.random(3) === 0 && op !== 'RealDiv' ? [by, y] : [y, by])
    }
    return y
  },
  residual(m) {
    const c = m.int(1, 4)
    const x = m.input([m.int(1, 2), m.int(3, 7), m.int(3, 7), c])
    const first = float(m, 'Relu', [conv(m, x, [3, 3, c, c])])
    const second = conv(m, first, [1, 1, c, c])
    const sum = float(m, 'Add', [x, second])
    return m.chance() ? [float(m, 'Relu', [sum])] : [float(m, 'Relu', [sum]), m.chance() ? sum : first]
  },
  classifier(m) {
    const c = m.int(2, 4)
    const x = m.input([2, m.int(5, 9), m.int(5, 9), 3])
    const features = float(m, 'Relu6', [conv(m, x, [3, 3, 3, c], 2)])
    const pooled = m.op('Mean', [features, m.ints([1, 2])], { T: 0, Tidx: 1 }, { keep_dims: attr.bool(m.chance()) })
    const shape = m.op('Shape', [pooled], { T: 0 }, { out_type: attr.type('int32') })
    const rows = m.op(
      'StridedSlice',
      [shape, m.ints([0]), m.ints([1]), m.ints([1])],
      { T: 0, Index: 1 },
      { shrink_axis_mask: attr.int(1) },
    )
    const flat = m.op('Reshape', [pooled, m.op('Pack', [rows, m.ints(c)], { T: 0 }, { N: attr.int(2) })], {
      T: 0,
      Tshape: 1,
    })
    const logits = m.op(
      'MatMul',
      [flat, m.constant([c, 5])],
      { T: 0 },
      { transpose_a: attr.bool(false), transpose_b: attr.bool(false) },
    )
    return [
      float(m, 'Softmax', [logits]),
      m.op('ArgMax', [logits, m.ints(1)], { T: 0, Tidx: 1 }, { output_type: attr.type('int64') }),
    ]
  },
}
