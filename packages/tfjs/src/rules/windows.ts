import { type OperationView, refuse, refuseOpen } from '@zoo/graph'
import { type Check, FLOAT, type Rewriting, type Rules, rule, rulesFor } from './rule.js'

const checkFormat = (view: OperationView, operand = 0): void => {
  view.only(operand, FLOAT)
  if (view.string('data_format', 'NHWC') !== 'NHWC') refuse('its channels come first')
  if (view.input(operand).shape.length !== 4) refuse(`it works on rank ${view.input(operand).shape.length}`)
}

/** What goes along height and width; refuses what goes along batch or channels. */
const spatial = (view: OperationView, name: string): readonly [number, number] => {
  const [batch, height, width, channels] = view.ints(name) ?? [1, 1, 1, 1]
  if (batch !== 1 || channels !== 1) refuse(`its ${name} go along the batch or the channels`)
  return [height!, width!]
}

/** The attributes that TensorFlow.js has other defaults for, or none. */
const windowAttrs = (dilations: readonly [number, number]): NonNullable<Rewriting['attrs']> => ({
  data_format: { s: btoa('NHWC') },
  dilations: { list: { i: ['1', ...dilations.map(String), '1'] } },
})

/** @param operand which one the window slides over */
const convolution = (view: OperationView, backend: string): Rewriting => {
  checkFormat(view)
  const strides = spatial(view, 'strides')
  const dilations = spatial(view, 'dilations')
  if (Math.max(...strides) > 1 && Math.max(...dilations) > 1) refuse('it has both strides and dilations')
  const [height, width] = view.input(1).shape
  const attrs = windowAttrs(dilations)
  if (view.string('padding', 'VALID') !== 'SAME') return { attrs }
  // Nothing is padded for a window of one pixel.
  if (height === 1 && width === 1) return { attrs: { ...attrs, padding: { s: btoa('VALID') } } }
  const skips = [height, width].some((size, axis) => typeof size !== 'number' || size < strides[axis]!)
  if (skips && backend !== 'cpu' && backend !== 'tensorflow') {
    refuseOpen(`the backend ${backend} misplaces windows that are smaller than their stride`)
  }
  return { attrs }
}

const conv2d: Check = (view, backend) => {
  const [channels, taken] = [view.input(0).shape[3], view.input(1).shape[2]]
  const rewriting = convolution(view, backend)
  if (typeof channels !== 'number' || channels !== taken) refuseOpen('its channels are in groups, or not known')
  return rewriting
}

const depthwise: Check = (view, backend) => {
  if (view.string('padding', 'VALID') === 'EXPLICIT') refuse('it pads explicitly')
  return convolution(view, backend)
}

/** The op of a transposed convolution: sizes of the result, weights, and the tensor that is spread out. */
const transposed: Check = (view) => {
  checkFormat(view, 2)
  spatial(view, 'strides')
  const dilations = spatial(view, 'dilations')
  if (Math.max(...dilations) > 1) refuse('it is dilated')
  if (view.string('padding', 'VALID') === 'EXPLICIT') refuse('it pads explicitly')
  return { attrs: windowAttrs(dilations) }
}

const pool: Check = (view) => {
  checkFormat(view)
  spatial(view, 'strides')
  spatial(view, 'ksize')
  if (view.string('padding', 'VALID') === 'EXPLICIT') refuse('it pads explicitly')
  return undefined
}

/** @source tensorflow/core/ops/nn_ops.cc, LRN: the defaults */
const lrn: Check = (view) => {
  checkFormat(view)
  const float = (name: string, fallback: number) => ({ f: view.float(name, fallback) })
  return {
    attrs: {
      depth_radius: { i: String(view.int('depth_radius', 5)) },
      bias: float('bias', 1),
      alpha: float('alpha', 1),
      beta: float('beta', 0.5),
    },
  }
}

/** @source tensorflow/core/ops/nn_ops.cc, FusedBatchNorm: the default of epsilon, which is another in TensorFlow.js */
const batchNorm: Check = (view) => {
  checkFormat(view)
  if (view.bool('is_training', true)) refuse('it is in training')
  return { attrs: { epsilon: { f: view.float('epsilon', 1e-4) } } }
}

const resize =
  (bilinear: boolean): Check =>
  (view) => {
    view.only(0, bilinear ? ['float32', 'int32', 'uint8'] : FLOAT)
    return undefined
  }

/** A box of an image that is not there is an error in TensorFlow, and anything in TensorFlow.js. */
const cropAndResize: Check = (view, backend) => {
  view.only(0, FLOAT)
  const batch = view.input(0).shape[0]
  if (backend === 'tensorflow') return undefined
  const indices = view.numbers(2, 'box indices')
  if (typeof batch !== 'number' || indices.some((index) => index < 0 || index >= batch)) {
    refuseOpen('its box indices may be of images that are not there')
  }
  return undefined
}

/** Ops whose result looks at a window of an image, or at a part of it. */
export const WINDOWS: Rules = {
  ...rulesFor('AvgPool MaxPool', pool),
  ...rulesFor('FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3', batchNorm, 'FusedBatchNorm'),
  Conv2D: rule('Conv2D', conv2d),
  Conv2DBackpropInput: rule('Conv2DBackpropInput', transposed),
  CropAndResize: rule('CropAndResize', cropAndResize),
  DepthwiseConv2dNative: rule('DepthwiseConv2dNative', depthwise),
  LRN: rule('LRN', lrn),
  ResizeBilinear: rule('ResizeBilinear', resize(true)),
  ResizeNearestNeighbor: rule('ResizeNearestNeighbor', resize(false)),
}
