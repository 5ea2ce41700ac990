import { attr, makeConstant, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { INPUT, OUTPUT, SIZE } from './mobilenet.mjs'
import { randomNumbers } from './seeded-input.mjs'

/** Expansion, channels, repeats, first stride. @source arXiv:1801.04381, table 2 */
const BOTTLENECKS = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
]
const FIRST_CHANNELS = 32
const LAST_CHANNELS = 1280
const CLASSES = 1001
const EPSILON = 0.001
/** Widens the logits, so that some classes stand out: answers that hardly differ would agree by themselves. */
const DECISIVE = 4

const FLOAT = { T: attr.type('float32') }
const NHWC = { data_format: attr.string('NHWC') }

/** As many channels as a wider net has, a multiple of 8. @source tensorflow/models, slim/nets/mobilenet/mobilenet.py, _make_divisible */
const widened = (channels, multiplier) => {
  const wide = channels * multiplier
  const rounded = Math.max(8, Math.floor((wide + 4) / 8) * 8)
  return rounded < 0.9 * wide ? rounded + 8 : rounded
}

/** Writes slim's MobileNetV2 node by node. `power` is the mean square of a tensor's elements, as far as the weights let one guess. */
class Writer {
  nodes = []
  #random

  constructor(seed) {
    this.#random = randomNumbers(seed)
  }

  add(name, op, inputs, attrs = {}) {
    this.nodes.push(makeNode(name, op, inputs, { ...FLOAT, ...attrs }))
    return name
  }

  /** A frozen variable, which is read through an Identity. `count` numbers evenly between the two. */
  variable(name, shape, from, to) {
    const half = (to - from) / 2
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => from + half * (1 + this.#random()))
    this.nodes.push(makeConstant(name, 'float32', shape, data))
    return this.add(`${name}/read`, 'Identity', [name])
  }

  /** He's uniform weights double the power of what goes in. */
  weights(name, shape, fanIn, gain = 1) {
    const limit = gain * Math.sqrt(6 / fanIn)
    return this.variable(name, shape, -limit, limit)
  }

  /** A batch norm that brings its input's power back to about 1. */
  batchNorm(scope, x, channels, power) {
    const of = (name, from, to) => this.variable(`${scope}/BatchNorm/${name}`, [channels], from, to)
    const inputs = [
      x,
      of('gamma', 0.9, 1.1),
      of('beta', -0.1, 0.1),
      of('moving_mean', -0.1, 0.1),
      of('moving_variance', 0.8 * power, 1.2 * power),
    ]
    const attrs = { ...NHWC, epsilon: attr.float(EPSILON), is_training: attr.bool(false) }
    return this.add(`${scope}/BatchNorm/FusedBatchNorm`, 'FusedBatchNorm', inputs, attrs)
  }

  /** A convolution, its batch norm, and Relu6 if wanted. `x`: { name, channels, power } */
  conv(scope, x, channels, { kernel = 1, stride = 1, relu6 = true } = {}) {
    const weights = this.weights(`${scope}/weights`, [kernel, kernel, x.channels, channels], kernel ** 2 * x.channels)
    const conv = this.add(`${scope}/Conv2D`, 'Conv2D', [x.name, weights], sliding(stride))
    return this.#finish(scope, conv, channels, 2 * x.power, relu6)
  }

  depthwise(scope, x, stride) {
    const weights = this.weights(`${scope}/depthwise_weights`, [3, 3, x.channels, 1], 9)
    const conv = this.add(`${scope}/depthwise`, 'DepthwiseConv2dNative', [x.name, weights], sliding(stride))
    return this.#finish(scope, conv, x.channels, 2 * x.power, true)
  }

  #finish(scope, conv, channels, power, relu6) {
    const norm = this.batchNorm(scope, conv, channels, power)
    if (!relu6) return { name: norm, channels, power: 1 }
    return { name: this.add(`${scope}/Relu6`, 'Relu6', [norm]), channels, power: 0.5 }
  }
}

const sliding = (stride) => ({
  ...NHWC,
  strides: attr.ints([1, stride, stride, 1]),
  padding: attr.string('SAME'),
  dilations: attr.ints([1, 1, 1, 1]),
})

const bottleneck = (writer, scope, x, channels, expansion, stride) => {
  const wide = expansion === 1 ? x : writer.conv(`${scope}/expand`, x, x.channels * expansion)
  const deep = writer.depthwise(`${scope}/depthwise`, wide, stride)
  const narrow = writer.conv(`${scope}/project`, deep, channels, { relu6: false })
  if (stride !== 1 || x.channels !== channels) return narrow
  return { ...narrow, name: writer.add(`${scope}/add`, 'AddV2', [narrow.name, x.name]), power: narrow.power + x.power }
}

/** Pools what is left of the picture, and gives a probability to each class. */
const classifier = (writer, x) => {
  const side = SIZE / 32
  const window = { ...NHWC, ksize: attr.ints([1, side, side, 1]), strides: attr.ints([1, side, side, 1]) }
  const pool = writer.add('MobilenetV2/Logits/AvgPool', 'AvgPool', [x.name], {
    ...window,
    padding: attr.string('VALID'),
  })
  const scope = 'MobilenetV2/Logits/Conv2d_1c_1x1'
  const weights = writer.weights(`${scope}/weights`, [1, 1, x.channels, CLASSES], x.channels, DECISIVE)
  const logits = writer.add(`${scope}/Conv2D`, 'Conv2D', [pool, weights], sliding(1))
  const biased = writer.add(
    `${scope}/BiasAdd`,
    'BiasAdd',
    [logits, writer.variable(`${scope}/biases`, [CLASSES], -1, 1)],
    NHWC,
  )
  const squeezed = writer.add('MobilenetV2/Logits/Squeeze', 'Squeeze', [biased], { squeeze_dims: attr.ints([1, 2]) })
  writer.add(OUTPUT, 'Softmax', [squeezed])
}

/**
 * A frozen GraphDef that computes what slim's MobileNetV2 of this width does, its weights seeded noise: as large, as deep and named
 * the same, but no classifier. Every batch norm is still there, as it is in graphs that were frozen without being optimised.
 * @param multiplier of the channels: 1.4 is the largest published
 * @returns the file's bytes, the same each time
 */
export const mobilenetTwin = (multiplier = 1.4, seed = 1) => {
  const writer = new Writer(seed)
  writer.nodes.push(makePlaceholder(INPUT, 'float32', [null, SIZE, SIZE, 3]))
  const input = { name: INPUT, channels: 3, power: 1 / 3 }
  let x = writer.conv('MobilenetV2/Conv', input, widened(FIRST_CHANNELS, multiplier), { kernel: 3, stride: 2 })
  let block = 0
  for (const [expansion, channels, repeats, firstStride] of BOTTLENECKS) {
    for (let repeat = 0; repeat < repeats; repeat++) {
      const scope = `MobilenetV2/expanded_conv${block++ === 0 ? '' : `_${block - 1}`}`
      x = bottleneck(writer, scope, x, widened(channels, multiplier), expansion, repeat === 0 ? firstStride : 1)
    }
  }
  x = writer.conv('MobilenetV2/Conv_1', x, widened(LAST_CHANNELS, Math.max(1, multiplier)))
  classifier(writer, x)
  return writeGraph(writer.nodes)
}
