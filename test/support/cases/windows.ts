import { attr } from '@zoo/graph'
import { bothOrders, type Generators } from './generators.js'
import type { GraphMaker } from './maker.js'

interface Window {
  readonly kernel: readonly [number, number]
  readonly attrs: ReturnType<typeof windowAttrs>
}

const windowAttrs = (
  m: GraphMaker,
  strides: readonly number[],
  dilations: readonly number[],
  paddings: readonly string[],
) => {
  const padding = m.pick(paddings)
  return {
    strides,
    dilations,
    padding,
    pads: padding === 'EXPLICIT' ? [m.int(0, 2), m.int(0, 2), m.int(0, 2), m.int(0, 2)] : undefined,
  }
}

/** The attributes of a window, for either order of axes. */
const attrsOf = ({ strides, dilations, padding, pads }: Window['attrs'], order: string, withDilations = true) => {
  const place = ([h, w]: readonly number[]) => attr.ints(order === 'NHWC' ? [1, h!, w!, 1] : [1, 1, h!, w!])
  const explicit = pads && (order === 'NHWC' ? [0, 0, ...pads, 0, 0] : [0, 0, 0, 0, ...pads])
  return {
    strides: place(strides),
    padding: attr.string(padding),
    data_format: attr.string(order),
    ...(withDilations && { dilations: place(dilations) }),
    ...(explicit && { explicit_paddings: attr.ints(explicit) }),
  }
}

const image = (m: GraphMaker, channels: number, least = 1, most = 11): [number, number, number, number] => [
  m.int(1, 2),
  m.int(least, most),
  m.int(least, most),
  channels,
]

/** A window that fits an image of 7 x 7 and more. */
const window = (m: GraphMaker, paddings = ['SAME', 'VALID', 'EXPLICIT']): Window => {
  const dilated = m.random(3) === 0
  const square = m.int(1, 3)
  const strides = dilated ? [1, 1] : m.chance() ? [square, square] : [m.int(1, 3), m.int(1, 3)]
  const spread = m.int(1, 2)
  const dilations = dilated ? (m.chance() ? [2, 2] : [spread, m.int(1, 2)]) : [1, 1]
  return { kernel: [m.int(1, 4), m.int(1, 4)], attrs: windowAttrs(m, strides, dilations, paddings) }
}

export const WINDOWS: Generators = {
  conv2d(m) {
    const [cin, cout] = [m.int(1, 5), m.int(1, 9)]
    const { kernel, attrs } = window(m)
    const weights = m.constant([...kernel, cin, cout])
    return bothOrders(m, image(m, cin, 7), (x, order) => m.op('Conv2D', [x, weights], { T: 0 }, attrsOf(attrs, order)))
  },
  conv2dGrouped(m) {
    const [groups, cin, cout] = [m.int(2, 4), m.int(1, 3), m.int(1, 3)]
    const { kernel, attrs } = window(m, ['SAME', 'VALID'])
    return m.op(
      'Conv2D',
      [m.input(image(m, groups * cin, 7)), m.constant([...kernel, cin, groups * cout])],
      { T: 0 },
      attrsOf(attrs, 'NHWC'),
    )
  },
  conv2dWithBiasAndActivation(m) {
    const [cin, cout] = [m.int(1, 5), m.int(1, 9)]
    const { kernel, attrs } = window(m, ['SAME', 'VALID'])
    const conv = m.op(
      'Conv2D',
      [m.input(image(m, cin, 7)), m.constant([...kernel, cin, cout])],
      { T: 0 },
      attrsOf(attrs, 'NHWC'),
    )
    const biased = m.op(m.pick(['BiasAdd', 'Add', 'AddV2']), [conv, m.constant([cout])], { T: 0 })
    return m.op(m.pick(['Relu', 'Relu6', 'Elu', 'Tanh']), [biased], { T: 0 })
  },
  conv2dOfFedWeights(m) {
    const [cin, cout] = [m.int(1, 3), m.int(1, 4)]
    const { kernel, attrs } = window(m, ['SAME', 'VALID'])
    const weights = m.input([...kernel, cin, cout], 'float32', 'ordinary', false)
    return m.op('Conv2D', [m.input(image(m, cin, 7)), weights], { T: 0 }, attrsOf(attrs, 'NHWC'))
  },
  depthwise(m) {
    const [cin, multiplier] = [m.int(1, 5), m.int(1, 3)]
    const stride = m.int(1, 3)
    const { kernel, attrs } = window(m)
    const own = { ...attrs, strides: attrs.dilations.some((d) => d > 1) ? [1, 1] : [stride, stride] }
    return m.op(
      'DepthwiseConv2dNative',
      [m.input(image(m, cin, 7)), m.constant([...kernel, cin, multiplier])],
      { T: 0 },
      attrsOf(own, 'NHWC'),
    )
  },
  depthwiseOfFedWeights(m) {
    const [cin, multiplier] = [m.int(1, 5), m.int(1, 3)]
    const { kernel, attrs } = window(m, ['SAME', 'VALID'])
    const own = { ...attrs, strides: [1, 1] }
    const weights = m.input([...kernel, cin, multiplier], 'float32', 'ordinary', false)
    return m.op('DepthwiseConv2dNative', [m.input(image(m, cin, 7)), weights], { T: 0 }, attrsOf(own, 'NHWC'))
  },
  depthwiseChannelsFirst(m) {
    const [cin, multiplier, stride] = [m.int(1, 5), m.int(1, 3), m.int(1, 3)]
    const { kernel, attrs } = window(m, ['SAME', 'VALID'])
    const own = { ...attrs, strides: attrs.dilations.some((d) => d > 1) ? [1, 1] : [stride, stride] }
    const weights = m.constant([...kernel, cin, multiplier])
    return bothOrders(m, image(m, cin, 7), (x, order) =>
      m.op('DepthwiseConv2dNative', [x, weights], { T: 0 }, attrsOf(own, order)),
    )
  },
  convTranspose(m) {
    const [cin, cout] = [m.int(1, 4), m.int(1, 4)]
    const { kernel, attrs } = window(m, ['SAME', 'VALID'])
    const strides = [m.int(1, 3), m.int(1, 3)]
    const [n, h, w] = image(m, cin, 2, 6)
    const size = (input: number, axis: 0 | 1) => {
      // Several sizes come down to the same input; take any of them.
      const slack = m.random(strides[axis]!)
      return attrs.padding === 'SAME'
        ? Math.max(1, input * strides[axis]! - slack)
        : (input - 1) * strides[axis]! + kernel[axis] + slack
    }
    const [height, width] = [size(h, 0), size(w, 1)]
    const weights = m.constant([...kernel, cout, cin])
    return bothOrders(
      m,
      [n, h, w, cin],
      (x, order) => {
        const sizes = m.ints(order === 'NHWC' ? [n, height, width, cout] : [n, cout, height, width])
        const { dilations: _, ...rest } = attrsOf({ ...attrs, strides }, order)
        return m.op('Conv2DBackpropInput', [sizes, weights, x], { T: 2 }, rest)
      },
      false,
    )
  },
  pool(m) {
    const { kernel, attrs } = window(m, ['SAME', 'VALID'])
    const op = m.pick(['MaxPool', 'AvgPool'])
    return bothOrders(m, image(m, m.int(1, 5), 7), (x, order) => {
      const ksize = attr.ints(order === 'NHWC' ? [1, ...kernel, 1] : [1, 1, ...kernel])
      return m.op(op, [x], { T: 0 }, { ...attrsOf(attrs, order, false), ksize })
    })
  },
  padThenConv(m) {
    const [cin, cout] = [m.int(1, 4), m.int(1, 4)]
    const kernel = m.pick([1, 2, 3, 5])
    const stride = m.int(1, 2)
    const pads = m.chance()
      ? [(kernel - 1) >> 1, kernel >> 1, (kernel - 1) >> 1, kernel >> 1]
      : [m.int(0, 2), m.int(0, 2), m.int(0, 2), m.int(0, 2)]
    const padded = m.op('Pad', [m.input(image(m, cin, 6)), m.ints([0, 0, ...pads, 0, 0], [4, 2])], {
      T: 0,
      Tpaddings: 1,
    })
    const depthwise = m.chance()
    const filter = m.constant([kernel, kernel, cin, cout])
    const attrs = { strides: [stride, stride], dilations: [1, 1], padding: 'VALID', pads: undefined }
    return m.op(depthwise ? 'DepthwiseConv2dNative' : 'Conv2D', [padded, filter], { T: 0 }, attrsOf(attrs, 'NHWC'))
  },
  dilatedBySpaceToBatch(m) {
    // The way tf.nn wrote a dilated convolution before the op had an attribute for it.
    const [cin, cout, rate] = [m.int(1, 3), m.int(1, 3), m.int(2, 3)]
    const [n, h, w] = image(m, cin, 7)
    const kernel = m.int(2, 3)
    const same = (kernel - 1) * rate
    const [top, left] = [same >> 1, same >> 1]
    const crop = (size: number) => (rate - ((size + same) % rate)) % rate
    const block = m.ints([rate, rate])
    const pads = m.ints([top, same - top + crop(h), left, same - left + crop(w)], [2, 2])
    const crops = m.ints([0, crop(h), 0, crop(w)], [2, 2])
    const batched = m.op('SpaceToBatchND', [m.input([n, h, w, cin]), block, pads], {
      T: 0,
      Tblock_shape: 1,
      Tpaddings: 2,
    })
    const conv = m.op(
      'Conv2D',
      [batched, m.constant([kernel, kernel, cin, cout])],
      { T: 0 },
      attrsOf({ strides: [1, 1], dilations: [1, 1], padding: 'VALID', pads: undefined }, 'NHWC'),
    )
    return m.op('BatchToSpaceND', [conv, block, crops], { T: 0, Tblock_shape: 1, Tcrops: 2 })
  },
  lrn(m) {
    const attrs = {
      depth_radius: attr.int(m.int(1, 5)),
      bias: attr.float(m.pick([1, 2, 0.5])),
      alpha: attr.float(m.pick([1, 1e-4, 0.2])),
      beta: attr.float(m.pick([0.5, 0.75, 1])),
    }
    return m.op('LRN', [m.input(image(m, m.int(1, 9)))], { T: 0 }, m.chance() ? attrs : {})
  },
}
