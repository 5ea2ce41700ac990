import { transposed } from '../evaluate.js'
import type { OperationView } from '../operation-view.js'
import { refuse, refuseOpen } from '../refusal.js'
import { type Constant, floatConstant, isConstant, type Value } from '../value.js'
import { ACTIVATION, type Emitter } from './emitter.js'
import { inChannelsLast, TO_CHANNELS_LAST } from './layout.js'
import { options, PADDING } from './options.js'
import { type EmitRule, type EmitRules, FLOAT, rulesFor } from './rule.js'

/** What windows slide by, spread by and pad by, per spatial axis. */
interface Window {
  readonly strides: readonly [height: number, width: number]
  readonly dilations: readonly [height: number, width: number]
  readonly padding: number
}

const spatial = (view: OperationView, name: string): [number, number] => {
  const all = view.ints(name) ?? [1, 1, 1, 1]
  const first = view.string('data_format', 'NHWC') === 'NCHW' ? 2 : 1
  const [batch, channel] = [all[0], all[first === 2 ? 1 : 3]]
  if (batch !== 1 || channel !== 1) refuse(`its ${name} go along the batch or the channels`)
  return [all[first]!, all[first + 1]!]
}

/**
 * Runs `emit` with channels last: TensorFlow Lite knows no other order, so with channels first the input and the result
 * are transposed. Padding that is neither SAME nor VALID is written as an operator before.
 */
const channelsLast = (
  view: OperationView,
  emitter: Emitter,
  operand: number,
  emit: (x: Value, output: Value, window: Window) => void,
): void => {
  view.only(operand, FLOAT)
  const x = view.input(operand)
  const first = view.string('data_format', 'NHWC') === 'NCHW'
  if (x.shape.length !== 4) refuse(`it works on rank ${x.shape.length}`)
  const padding = view.string('padding', 'VALID')
  const window: Window = {
    strides: spatial(view, 'strides'),
    dilations: spatial(view, 'dilations'),
    padding: padding === 'SAME' ? PADDING.SAME : PADDING.VALID,
  }
  inChannelsLast(emitter, x, view.output, first, (x, output) =>
    emit(padding === 'EXPLICIT' ? padded(view, emitter, x, first) : x, output, window),
  )
}

const padded = (view: OperationView, emitter: Emitter, x: Value, first: boolean): Value => {
  const all = view.ints('explicit_paddings') ?? []
  if (all.length !== 8) refuse('its explicit paddings are not two for each axis')
  const pads = first ? TO_CHANNELS_LAST.flatMap((axis) => [all[2 * axis]!, all[2 * axis + 1]!]) : all
  const shape = x.shape.map((dimension, axis) =>
    dimension === null ? null : pads[2 * axis]! + dimension + pads[2 * axis + 1]!,
  )
  const output = emitter.temporary(x, shape)
  emitter.add('PAD', [x, emitter.ints(x, pads, [4, 2])], [output])
  return output
}

/** The bias that was folded in, or zeros: XNNPACK wants one. */
const biasOf = (view: OperationView, channels: number): Constant =>
  (view.operation.inputs[2] as Constant | undefined) ??
  floatConstant(`${view.output.name}/bias`, [channels], new Float32Array(channels))

/** Weights in the order TensorFlow Lite wants, turned now when they are constant and in the run when they are not. */
const turned = (emitter: Emitter, filter: Value, order: readonly number[]): Value =>
  isConstant(filter) ? transposed(filter, order) : emitter.transpose(filter, order)

const conv2d: EmitRule = (view, emitter) =>
  channelsLast(view, emitter, 0, (x, output, { strides, dilations, padding }) => {
    const filter = view.input(1)
    const [inputs, group, channels] = [x.shape[3], filter.shape[2], filter.shape[3]]
    if (typeof channels !== 'number' || typeof group !== 'number' || typeof inputs !== 'number') {
      return refuseOpen('the number of its channels is not known before the run')
    }
    // height, width, in, out → out, height, width, in
    const weights = turned(emitter, filter, [3, 0, 1, 2])
    emitter.add(
      'CONV_2D',
      [x, weights, biasOf(view, channels)],
      [output],
      options('Conv2D', {
        padding,
        strideH: strides[0],
        strideW: strides[1],
        dilationH: dilations[0],
        dilationW: dilations[1],
        activation: ACTIVATION[view.activation],
      }),
    )
  })

const depthwise: EmitRule = (view, emitter) =>
  channelsLast(view, emitter, 0, (x, output, { strides, dilations, padding }) => {
    const filter = view.input(1)
    const [height, width, channels, multiplier] = filter.shape
    if (filter.shape.includes(null) || channels == null || multiplier == null) {
      return refuseOpen('the shape of its weights is not known before the run')
    }
    // height, width, in, multiplier → 1, height, width, in · multiplier: the same elements in the same order
    const shape = [1, height!, width!, channels * multiplier]
    const weights = isConstant(filter)
      ? filter.reshaped(shape)
      : emitter.reshape(filter, emitter.temporary(filter, shape))
    emitter.add(
      'DEPTHWISE_CONV_2D',
      [x, weights, biasOf(view, channels * multiplier)],
      [output],
      options('DepthwiseConv2D', {
        padding,
        strideH: strides[0],
        strideW: strides[1],
        multiplier,
        dilationH: dilations[0],
        dilationW: dilations[1],
        activation: ACTIVATION[view.activation],
      }),
    )
  })

/** The op of a transposed convolution: sizes of the result, weights, and the tensor that is spread out. */
const transposedConv: EmitRule = (view, emitter) => {
  if (view.string('padding', 'VALID') === 'EXPLICIT') refuse('it pads explicitly')
  channelsLast(view, emitter, 2, (x, output, { strides, dilations, padding }) => {
    if (dilations.some((dilation) => dilation !== 1)) refuse('it is dilated')
    const given = view.numbers(0, 'sizes')
    const isFirst = view.string('data_format', 'NHWC') === 'NCHW'
    const sizes = emitter.ints(x, isFirst ? TO_CHANNELS_LAST.map((axis) => given[axis]!) : given)
    // height, width, out, in → out, height, width, in
    const weights = turned(emitter, view.input(1), [2, 0, 1, 3])
    emitter.add(
      'TRANSPOSE_CONV',
      [sizes, weights, x],
      [output],
      options('TransposeConv', { padding, strideH: strides[0], strideW: strides[1], activation: 0 }),
    )
  })
}

const pool =
  (op: string): EmitRule =>
  (view, emitter) => {
    if (view.string('padding', 'VALID') === 'EXPLICIT') refuse('it pads explicitly')
    channelsLast(view, emitter, 0, (x, output, { strides, padding }) => {
      const [filterH, filterW] = spatial(view, 'ksize')
      emitter.add(
        op === 'AvgPool' ? 'AVERAGE_POOL_2D' : 'MAX_POOL_2D',
        [x],
        [output],
        options('Pool2D', {
          padding,
          strideH: strides[0],
          strideW: strides[1],
          filterH,
          filterW,
          activation: ACTIVATION[view.activation],
        }),
      )
    })
  }

const lrn: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  emitter.add(
    'LOCAL_RESPONSE_NORMALIZATION',
    [view.input(0)],
    [view.output],
    options('LocalResponseNormalization', {
      radius: view.int('depth_radius', 5),
      bias: view.float('bias', 1),
      alpha: view.float('alpha', 1),
      beta: view.float('beta', 0.5),
    }),
  )
}

/** Ops whose result looks at a window of the input. */
export const WINDOWS: EmitRules = {
  Conv2D: conv2d,
  DepthwiseConv2dNative: depthwise,
  Conv2DBackpropInput: transposedConv,
  LRN: lrn,
  ...rulesFor('AvgPool MaxPool', pool),
}
