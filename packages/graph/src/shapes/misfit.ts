import type { Node } from '../graphdef/graph.js'
import { opMap } from '../op-map.js'
import type { PartialShape } from '../spec.js'
import { broadcast } from './elementwise.js'
import { sizeOfShape, type TensorFacts } from './facts.js'
import { frontAxis, OpView, rulesFor } from './rule.js'
import { layoutOf, windowedLength } from './window.js'

type Dimension = number | null | undefined

/** Says what does not fit about an op's operands, to end the sentence "… because"; undefined where nothing is known not to. */
type Misfit = (op: OpView) => string | undefined

const words = (shape: PartialShape): string => `[${shape?.map((dimension) => dimension ?? '?').join(', ')}]`

const differ = (a: Dimension, b: Dimension): boolean => a != null && b != null && a !== b

const shapesDiffer = (a: PartialShape, b: PartialShape): boolean =>
  a !== null && b !== null && (a.length !== b.length || a.some((dimension, axis) => differ(dimension, b[axis])))

/** Tensors that must have one shape, without stretching. */
const alike =
  (inputs: (op: OpView) => readonly PartialShape[]): Misfit =>
  (op) => {
    const [first = null, ...others] = inputs(op)
    const other = others.find((shape) => shapesDiffer(first, shape))
    return other ? `it takes tensors of one shape, not ${words(first)} and ${words(other)}` : undefined
  }

const all = (op: OpView): readonly PartialShape[] => op.inputs.map(({ shape }) => shape)

const product =
  (first: string, second: string, stretches: boolean): Misfit =>
  (op) => {
    const [a, b] = [op.shape(0), op.shape(1)]
    if (!a || !b) return undefined
    const inner = differ(a.at(op.bool(first) ? -2 : -1), b.at(op.bool(second) ? -1 : -2))
    const [left, right] = [a.slice(0, -2), b.slice(0, -2)]
    const outer = stretches ? broadcast(left, right) === null : shapesDiffer(left, right)
    return inner || outer ? `matrices of ${words(a)} and ${words(b)} have no product` : undefined
  }

/** One number for each channel; none where a normalisation works them out itself. */
const perChannel =
  (operands: readonly number[]): Misfit =>
  (op) => {
    const x = op.shape(0)
    if (!x) return undefined
    const channels = x.at(op.string('data_format', 'NHWC').startsWith('NC') ? 1 : -1)
    const wrong = operands.find((i) => differ(op.shape(i)?.[0] || null, channels))
    return wrong === undefined ? undefined : `${words(x)} has not ${op.shape(wrong)![0]} channels`
  }

/** The filter is [height, width, in, …], and takes all channels, or those of one group at a time. */
const filtered =
  (grouped: boolean): Misfit =>
  (op) => {
    const [x, filter] = [op.shape(0), op.shape(1)]
    if (x?.length !== 4 || filter?.length !== 4) return undefined
    const [channels, taken] = [x[layoutOf(op, 2).channel], filter[2]]
    if (channels == null || taken == null) return undefined
    const fits = grouped ? taken > 0 && channels % taken === 0 : channels === taken
    return fits ? undefined : `a filter of ${words(filter)} does not fit ${channels} channels`
  }

/** The op goes back through a convolution: one of a tensor of these sizes, which would give the operand. */
const spread: Misfit = (op) => {
  const [sizes, filter, x] = [op.known(0), op.shape(1), op.shape(2)]
  if (sizes?.length !== 4 || filter?.length !== 4 || x?.length !== 4) return undefined
  const { channel, spatial } = layoutOf(op, 2)
  const [strides, dilations] = [op.ints('strides'), op.ints('dilations')]
  const padding = op.string('padding', '')
  const fits =
    !differ(sizes[0], x[0]) &&
    !differ(filter[2], sizes[channel]) &&
    !differ(filter[3], x[channel]) &&
    spatial.every((axis, i) => {
      const window = { size: filter[i]!, stride: strides?.[axis] ?? 1, dilation: dilations?.[axis] ?? 1, padding: 0 }
      return padding === 'EXPLICIT' || !differ(windowedLength(sizes[axis]!, window, padding), x[axis])
    })
  return fits ? undefined : `no convolution of ${words(sizes)} by ${words(filter)} gives ${words(x)}`
}

const reshaped: Misfit = (op) => {
  const from = sizeOfShape(op.shape(0))
  const target = op.known(1)
  if (from === null || !target) return undefined
  const known = target.filter((dimension) => dimension !== -1).reduce((size, dimension) => size * dimension, 1)
  const fits = target.includes(-1) ? known > 0 && from % known === 0 : from === known
  return fits ? undefined : `${from} elements do not fill the shape ${words(target)}`
}

const squeezed: Misfit = (op) => {
  const shape = op.shape(0)
  const axes = op.ints('squeeze_dims') ?? op.ints('axis') ?? []
  const wide = axes.find((axis) => differ(shape?.at(axis), 1))
  return wide === undefined ? undefined : `it drops axis ${wide} of ${words(shape)}, which is not 1`
}

const unpacked: Misfit = (op) => {
  const shape = op.shape(0)
  const at = shape ? frontAxis(op.int('axis', 0), shape.length) : undefined
  const count = op.int('num', 0)
  return at !== undefined && differ(shape![at], count)
    ? `axis ${at} of ${words(shape)} does not make ${count} tensors`
    : undefined
}

const joined =
  (axisFirst: boolean): Misfit =>
  (op) => {
    const count = op.inputs.length - 1
    const axis = op.one(axisFirst ? 0 : count)
    const shapes = axisFirst ? all(op).slice(1) : all(op).slice(0, count)
    const [first] = shapes
    if (axis === undefined || !first) return undefined
    const at = frontAxis(axis, first.length)
    const rest = (shape: PartialShape) => shape?.map((dimension, i) => (i === at ? null : dimension)) ?? null
    const other = shapes.find((shape) => shapesDiffer(rest(first), rest(shape)))
    return other ? `${words(first)} and ${words(other)} do not join along axis ${axis}` : undefined
  }

const blocks: Misfit = (op) => {
  const x = op.shape(0)
  if (x?.length !== 4) return undefined
  const block = op.int('block_size', 1)
  const first = op.string('data_format', 'NHWC') === 'NCHW'
  const spatial = first ? [x[2], x[3]] : [x[1], x[2]]
  const fits =
    op.node.op === 'SpaceToDepth'
      ? spatial.every((dimension) => dimension == null || dimension % block === 0)
      : (x[first ? 1 : 3] ?? 0) % block ** 2 === 0
  return fits ? undefined : `${words(x)} does not divide into blocks of ${block}`
}

/** A dropped axis is one element, which must be there. @source tensorflow/core/util/strided_slice_op.cc */
const indexed: Misfit = (op) => {
  const x = op.shape(0)
  const begin = op.value(1)
  if (!x || !begin) return undefined
  const bit = (mask: string, i: number) => (op.int(mask, 0) >> i) & 1
  const after = (i: number) => begin.filter((_, j) => j > i && !bit('new_axis_mask', j)).length
  let axis = 0
  for (const [i, index] of begin.entries()) {
    if (bit('ellipsis_mask', i)) axis = x.length - after(i)
    else if (!bit('new_axis_mask', i)) {
      const length = x[axis++]
      if (!bit('shrink_axis_mask', i) || index === null || length == null) continue
      if (index < -length || index >= length) return `it takes element ${index} of an axis of ${length}`
    }
  }
  return undefined
}

/** Elements from `begin` on, as many as `size` says, which must be there; -1 is the rest. */
const taken: Misfit = (op) => {
  const x = op.shape(0)
  const [begin, size] = [op.value(1), op.value(2)]
  const beyond = x?.findIndex((length, axis) => {
    const [from, count] = [begin?.[axis] ?? null, size?.[axis] ?? null]
    return length !== null && from !== null && count !== null && (from < 0 || from + Math.max(count, 0) > length)
  })
  return beyond === undefined || beyond < 0 ? undefined : `it takes more of axis ${beyond} than ${words(x)} has`
}

const mirrored: Misfit = (op) => {
  const x = op.shape(0)
  const amounts = op.value(1)
  const most = op.string('mode', 'REFLECT') === 'SYMMETRIC' ? 0 : 1
  const short = x?.findIndex(
    (length, axis) =>
      length !== null && Math.max(amounts?.[2 * axis] ?? 0, amounts?.[2 * axis + 1] ?? 0) > length - most,
  )
  return short === undefined || short < 0
    ? undefined
    : `axis ${short} of ${words(x)} is too short to mirror so much of it`
}

const best: Misfit = (op) => {
  const k = op.node.op === 'TopK' ? op.int('k', 0) : op.one(1)
  const length = op.shape(0)?.at(-1)
  return k !== undefined && length != null && k > length ? `it picks ${k} of ${length}` : undefined
}

/** The condition has the shape of what it selects from, one element for each row, or a single one. */
const selected: Misfit = (op) => {
  const [condition, one, other] = [op.shape(0), op.shape(1), op.shape(2)]
  const byRow = condition?.length === 1 && !differ(condition[0], one?.[0])
  const fits = !condition || condition.length === 0 || byRow || !shapesDiffer(condition, one)
  return shapesDiffer(one, other) || !fits
    ? `${words(condition)} does not choose between ${words(one)} and ${words(other)}`
    : undefined
}

/** Ops whose operands can be such that TensorFlow refuses them, where the counterparts elsewhere may not. */
const MISFITS = opMap<Misfit>({
  ...rulesFor('AccumulateNV2 AddN Pack', alike(all)),
  MatMul: product('transpose_a', 'transpose_b', false),
  BatchMatMul: product('adj_x', 'adj_y', false),
  ...rulesFor('BatchMatMulV2 BatchMatMulV3', product('adj_x', 'adj_y', true)),
  ...rulesFor('BiasAdd BiasAddV1', perChannel([1])),
  ...rulesFor('FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3', perChannel([1, 2, 3, 4])),
  Conv2D: filtered(true),
  DepthwiseConv2dNative: filtered(false),
  Conv2DBackpropInput: spread,
  Reshape: reshaped,
  Squeeze: squeezed,
  Unpack: unpacked,
  ConcatV2: joined(false),
  Concat: joined(true),
  ...rulesFor('DepthToSpace SpaceToDepth', blocks),
  StridedSlice: indexed,
  Slice: taken,
  MirrorPad: mirrored,
  ...rulesFor('TopK TopKV2', best),
  Select: selected,
})

/**
 * What does not fit about the tensors that a node takes, if anything is known not to.
 * @param facts what is known of them, asked for where that matters
 */
export const misfit = (node: Node, facts: () => readonly TensorFacts[]): string | undefined =>
  MISFITS.get(node.op)?.(new OpView(node, facts()))
