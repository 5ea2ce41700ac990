import type { PartialShape } from '../spec.js'
import { ofRank } from './facts.js'
import { type OpView, rulesFor, type ShapeRule, type ShapeRules } from './rule.js'
import { shapeFrom } from './source.js'

type Dimension = number | null

/** How far a window reaches along one axis, and how far it moves. */
export interface Window {
  readonly size: Dimension
  readonly stride: number
  readonly dilation: number
  /** Zeros before and after together, for padding `EXPLICIT`. */
  readonly padding: number
}

/**
 * How many places a window has along an axis of `length`.
 * @source tensorflow/core/framework/kernel_shape_util.cc, GetWindowedOutputSize
 */
export const windowedLength = (length: Dimension, window: Window, padding: string): Dimension => {
  if (length === null || window.stride < 1) return null
  if (padding === 'SAME') return Math.ceil(length / window.stride)
  if (window.size === null) return null
  const reach = (window.size - 1) * window.dilation + 1
  const explicit = padding === 'EXPLICIT' ? window.padding : 0
  return Math.max(0, Math.ceil((length + explicit - reach + 1) / window.stride))
}

/** Where the axes of an image-like tensor are: `N`, then the channels last or first, then those the window moves along. */
export interface Layout {
  readonly rank: number
  readonly channel: number
  readonly spatial: readonly number[]
}

/** The layout that a node's `data_format` says, channels last when it says nothing. */
export const layoutOf = (op: OpView, spatialAxes: number): Layout => {
  const first = op.string('data_format', 'NHWC').startsWith('NC')
  return {
    rank: spatialAxes + 2,
    channel: first ? 1 : spatialAxes + 1,
    spatial: Array.from({ length: spatialAxes }, (_, i) => i + (first ? 2 : 1)),
  }
}

/** The shape after windows of `sizes` have moved over an input, with `channels` to each place. */
const windowed = (op: OpView, layout: Layout, sizes: readonly Dimension[], channels: Dimension): PartialShape => {
  const input = op.shape(0)
  if (input !== null && input.length !== layout.rank) return null
  const strides = op.ints('strides')
  const dilations = op.ints('dilations')
  const explicit = op.ints('explicit_paddings')
  const padding = op.string('padding', '')
  const shape: Dimension[] = ofRank(layout.rank)
  shape[0] = input?.[0] ?? null
  shape[layout.channel] = channels
  layout.spatial.forEach((axis, i) => {
    const window: Window = {
      size: sizes[i] ?? null,
      stride: strides?.[axis] ?? 0,
      dilation: dilations?.[axis] ?? 1,
      padding: (explicit?.[2 * axis] ?? 0) + (explicit?.[2 * axis + 1] ?? 0),
    }
    shape[axis] = windowedLength(input?.[axis] ?? null, window, padding)
  })
  return shape
}

/** Filter [...spatial, in, out]. */
const convolution =
  (spatialAxes: number): ShapeRule =>
  (op) => {
    const filter = op.shape(1)
    return { shape: windowed(op, layoutOf(op, spatialAxes), filter ?? [], filter?.[spatialAxes + 1] ?? null) }
  }

/** Filter [height, width, in, multiplier]. */
const depthwise: ShapeRule = (op) => {
  const filter = op.shape(1)
  const [, , channels = null, multiplier = null] = filter ?? []
  const outputs = channels === null || multiplier === null ? null : channels * multiplier
  return { shape: windowed(op, layoutOf(op, 2), filter ?? [], outputs) }
}

const pool =
  (spatialAxes: number): ShapeRule =>
  (op) => {
    const layout = layoutOf(op, spatialAxes)
    const sizes = op.ints('ksize')
    // A window over channels or batch is rarer than rare, and then nothing is said.
    if (sizes?.[0] !== 1 || sizes[layout.channel] !== 1) return { shape: null }
    const shape = windowed(
      op,
      layout,
      layout.spatial.map((axis) => sizes[axis] ?? null),
      op.shape(0)?.[layout.channel] ?? null,
    )
    return op.node.op === 'MaxPoolWithArgmax' ? [{ shape }, { shape }] : { shape }
  }

/** The shape is the elements of `input_sizes`. */
const transposed: ShapeRule = (op) => ({ shape: shapeFrom(op, 0) })

/** Convolutions and pools. */
export const WINDOWS: ShapeRules = {
  Conv2D: convolution(2),
  Conv3D: convolution(3),
  DepthwiseConv2dNative: depthwise,
  ...rulesFor('AvgPool MaxPool MaxPoolWithArgmax', pool(2)),
  ...rulesFor('AvgPool3D MaxPool3D', pool(3)),
  ...rulesFor('Conv2DBackpropInput Conv3DBackpropInputV2 DepthwiseConv2dNativeBackpropInput', transposed),
}
