import { attr } from '@zoo/graph'
import type { Generators } from './generators.js'
import type { GraphMaker } from './maker.js'

/** An image that has been computed, [n, height, width, channels]. */
interface Image {
  readonly name: string
  readonly height: number
  readonly width: number
  readonly channels: number
}

type Step = (m: GraphMaker, x: Image, all: readonly Image[]) => Image

const float = (m: GraphMaker, op: string, ...inputs: string[]) => m.op(op, inputs, { T: 0 })

/** A step that keeps the shape. */
const same =
  (make: (m: GraphMaker, x: Image) => string): Step =>
  (m, x) => ({ ...x, name: make(m, x) })

const perChannel = (m: GraphMaker, { channels }: Image, values: 'ordinary' | 'positive' = 'ordinary') =>
  m.constant(m.pick([[channels], [1, 1, channels], [1], []]), 'float32', values)

const commuted = (m: GraphMaker, op: string, a: string, b: string) => float(m, op, ...(m.chance() ? [a, b] : [b, a]))

/** Two of one shape. Not their maximum: from max(c * x, x) TensorFlow's own optimiser makes a leaky ReLU, whatever c is. */
const join: Step = (m, x, all) => {
  const others = all.filter((y) => y.height === x.height && y.width === x.width && y.channels === x.channels)
  const name = commuted(m, m.pick(['AddV2', 'Mul', 'Minimum']), x.name, m.pick(others).name)
  return { ...x, name }
}

const conv: Step = (m, x) => {
  const [size, out] = [m.pick([1, 2, 3]), m.int(1, 4)]
  const stride = Math.min(x.height, x.width) > 3 ? m.int(1, 2) : 1
  const depthwise = m.random(3) === 0
  const attrs = { strides: attr.ints([1, stride, stride, 1]), padding: attr.string('SAME') }
  const weights = m.constant(depthwise ? [size, size, x.channels, 1] : [size, size, x.channels, out])
  const op = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D'
  return {
    name: m.op(op, [x.name, weights], { T: 0 }, attrs),
    height: Math.ceil(x.height / stride),
    width: Math.ceil(x.width / stride),
    channels: depthwise ? x.channels : out,
  }
}

const padThenConv: Step = (m, x) => {
  const [top, left, bottom, right] = m.shape(4, 2).map((pad) => pad - 1) as [number, number, number, number]
  const name = m.op('Pad', [x.name, m.ints([0, 0, top, bottom, left, right, 0, 0], [4, 2])], { T: 0, Tpaddings: 1 })
  const [height, width] = [x.height + top + bottom, x.width + left + right]
  const size = Math.min(height, width, m.int(1, 3))
  const attrs = { strides: attr.ints([1, 1, 1, 1]), padding: attr.string('VALID') }
  const convolved = m.op('Conv2D', [name, m.constant([size, size, x.channels, 2])], { T: 0 }, attrs)
  return { name: convolved, height: height - size + 1, width: width - size + 1, channels: 2 }
}

const pool: Step = (m, x) => {
  if (Math.min(x.height, x.width) < 2) return x
  const window = { ksize: attr.ints([1, 2, 2, 1]), strides: attr.ints([1, 2, 2, 1]), padding: attr.string('VALID') }
  const name = m.op(m.pick(['MaxPool', 'AvgPool']), [x.name], { T: 0 }, window)
  return { ...x, name, height: x.height >> 1, width: x.width >> 1 }
}

const resize: Step = (m, x) => {
  const [height, width] = [Math.min(2 * x.height, 12), Math.min(2 * x.width, 12)]
  const flags = { half_pixel_centers: attr.bool(m.chance()) }
  const name = m.op(
    m.pick(['ResizeBilinear', 'ResizeNearestNeighbor']),
    [x.name, m.ints([height, width])],
    { T: 0 },
    flags,
  )
  return { ...x, name, height, width }
}

const concat: Step = (m, x, all) => {
  const other = m.pick(all.filter(({ height, width }) => height === x.height && width === x.width))
  const name = m.op('ConcatV2', [x.name, other.name, m.ints(m.pick([3, -1]))], { T: 0, Tidx: 2 }, { N: attr.int(2) })
  return { ...x, name, channels: x.channels + other.channels }
}

const norm = same((m, x) => {
  const [gamma, beta, mean] = [m.constant([x.channels]), m.constant([x.channels]), m.constant([x.channels])]
  const variance = m.constant([x.channels], 'float32', 'positive')
  const attrs = { epsilon: attr.float(1e-3), is_training: attr.bool(false) }
  return m.op('FusedBatchNormV3', [x.name, gamma, beta, mean, variance], { T: 0, U: 1 }, attrs)
})

const prelu = same((m, x) => {
  const alpha = m.constant([x.channels], 'float32', 'fractions')
  const below = commuted(m, 'Mul', alpha, float(m, 'Sub', x.name, float(m, 'Abs', x.name)))
  return commuted(m, 'AddV2', float(m, 'Relu', x.name), commuted(m, 'Mul', below, m.floats(0.5)))
})

const squeezeExcite = same((m, x) => {
  const pooled = m.op('Mean', [x.name, m.ints([1, 2])], { T: 0, Tidx: 1 }, { keep_dims: attr.bool(true) })
  return commuted(m, 'Mul', x.name, float(m, 'Sigmoid', pooled))
})

const STEPS: readonly Step[] = [
  conv,
  conv,
  padThenConv,
  pool,
  resize,
  concat,
  norm,
  prelu,
  squeezeExcite,
  same((m, x) => float(m, m.pick(['Relu', 'Relu6', 'Elu', 'Sigmoid', 'Tanh', 'Softplus', 'Abs']), x.name)),
  same((m, x) => float(m, m.pick(['Relu', 'Relu6']), x.name)),
  same((m, x) => float(m, 'BiasAdd', x.name, m.constant([x.channels]))),
  same((m, x) => commuted(m, m.pick(['AddV2', 'Sub']), x.name, perChannel(m, x))),
  same((m, x) => commuted(m, 'Mul', x.name, perChannel(m, x))),
  same((m, x) => commuted(m, m.pick(['Maximum', 'Minimum']), x.name, perChannel(m, x))),
  same((m, x) => float(m, 'RealDiv', x.name, perChannel(m, x, 'positive'))),
  same((m, x) => m.op('LeakyRelu', [x.name], { T: 0 }, { alpha: attr.float(m.pick([0.1, 0.3])) })),
  same((m, x) => float(m, m.pick(['Identity', 'StopGradient']), x.name)),
  join,
]

/** Steps after one another, each on what one before gave; some of what is between is fetched too. */
const network = (m: GraphMaker, steps: readonly Step[]): readonly string[] => {
  const [height, width, channels] = [m.int(3, 7), m.int(3, 7), m.int(1, 3)]
  const all: Image[] = [{ name: m.input([m.int(1, 2), height, width, channels]), height, width, channels }]
  for (let i = m.int(3, 12); i > 0; i--) {
    const from = m.random(4) === 0 ? m.pick(all) : all.at(-1)!
    const next = m.pick(steps)(m, from, all)
    if (next.channels <= 12) all.push(next)
  }
  // Numbers that grew are brought back, so that an error is one of the last digits.
  const last = float(m, 'Tanh', float(m, 'Mul', all.at(-1)!.name, m.floats(0.05)))
  const also = all.slice(1, -1).filter(() => m.random(8) === 0)
  return [last, ...also.map(({ name }) => float(m, 'Tanh', float(m, 'Mul', name, m.floats(0.05))))]
}

export const COMPOSITIONS: Generators = {
  network: (m) => network(m, STEPS),
  activations: (m) => network(m, STEPS.slice(6)),
}
