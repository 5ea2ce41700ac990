import { intConstant, isConstant, type OperationView, refuse, refuseOpen } from '@zoo/graph'
import { type Check, FLOAT, INTEGERS, NUMBERS, type Rules, rule, rulesFor, takesAll } from './rule.js'

/** Steps other than 1 lose the dtype of integers on the wasm backend, and are lost themselves where an axis is dropped. */
const stridedSlice: Check = (view) => {
  const strides = view.numbers(3, 'strides')
  if (strides.every((stride) => stride === 1)) return undefined
  view.only(0, FLOAT)
  if (view.int('shrink_axis_mask', 0) !== 0) refuse('it takes steps and drops axes')
  return undefined
}

const concat: Check = (view) => {
  view.constant(view.operation.op === 'Concat' ? 0 : view.operation.inputs.length - 1, 'axis')
  return undefined
}

/** The backends that say when an index is none; the wasm backend reads whatever lies there. */
const CHECKING = new Set(['cpu', 'tensorflow'])

/** The axis is counted from the front: the backend of tfjs-node takes no other. The wasm backend mixes up batches. */
const gather: Check = (view, backend) => {
  const [x, indices] = [view.input(0), view.input(1)]
  if (view.operation.inputs.length < 3) return undefined
  const axis = view.axis(view.numbers(2, 'axis')[0]!, x.shape.length)
  const batch = view.int('batch_dims', 0)
  if (batch < 0) refuse('it counts its batch dimensions from the end')
  if (batch > 0 && !CHECKING.has(backend)) refuse(`the backend ${backend} mixes up its batch dimensions`)
  return { inputs: [x, indices, intConstant('axis', [axis], [])] }
}

const gatherNd: Check = (view, backend) => {
  if (view.int('batch_dims', 0) !== 0) refuse('it has batch dimensions')
  if (!CHECKING.has(backend) && !indicesFit(view)) refuseOpen(`the backend ${backend} does not check its indices`)
  return undefined
}

const indicesFit = (view: OperationView): boolean => {
  const [x, indices] = [view.input(0), view.input(1)]
  const depth = indices.shape.at(-1)
  if (!isConstant(indices) || typeof depth !== 'number') return false
  return view.numbers(1, 'indices').every((index, i) => {
    const dimension = x.shape[i % depth]
    return index >= 0 && typeof dimension === 'number' && index < dimension
  })
}

/** The wasm backend writes integers whatever the dtype, and has room for bools only where it writes those. */
const oneHot: Check = (view, backend) => {
  const axis = view.int('axis', -1)
  const rank = view.input(0).shape.length
  if (axis !== -1 && axis !== rank) refuse('its new axis is not the last')
  const [depth] = view.numbers(1, 'depth')
  if (depth! < 2) refuse(`its depth is ${depth}`)
  view.only(2, CHECKING.has(backend) ? [...NUMBERS, 'bool'] : INTEGERS)
  return undefined
}

const reverse: Check = (view) => {
  view.only(0, NUMBERS)
  view.constant(1, 'axes')
  return undefined
}

const depthToSpace: Check = (view) => {
  view.only(0, FLOAT)
  if (view.string('data_format', 'NHWC') !== 'NHWC') refuse('its channels come first')
  return { attrs: { data_format: { s: btoa('NHWC') } } }
}

/** A size of -1 is what the others leave. */
const splitV: Check = (view) => {
  const [x, axis] = [view.input(0), view.constant(2, 'axis')]
  const sizes = view.numbers(1, 'sizes')
  const open = sizes.indexOf(-1)
  if (open < 0) return undefined
  const whole = x.shape[view.axis(view.numbers(2, 'axis')[0]!, x.shape.length)]
  if (typeof whole !== 'number') return refuseOpen('the size of its axis is not known before the run')
  const left = sizes.reduce((rest, size) => rest - size, whole - 1)
  return { inputs: [x, intConstant('sizes', sizes.with(open, left)), axis] }
}

const numbersOnly: Check = (view) => {
  view.only(0, NUMBERS)
  return undefined
}

const range: Check = (view) => {
  view.only(0, [...FLOAT, 'int32'])
  return undefined
}

const knows =
  (...operands: readonly (readonly [number, string])[]): Check =>
  (view) => {
    for (const [operand, what] of operands) view.constant(operand, what)
    return undefined
  }

/** Ops that put the same elements elsewhere, pick some of them, or make shapes. */
export const ARRANGEMENT: Rules = {
  ...rulesFor('Rank Shape Size', takesAll, ''),
  ...rulesFor('Reshape Squeeze', takesAll, 'Reshape'),
  ...rulesFor('Concat ConcatV2', concat, 'Concat'),
  ...rulesFor('Gather GatherV2', gather, 'GatherV2 Cast'),
  ...rulesFor('Pad PadV2', knows([1, 'paddings']), 'PadV2'),
  ...rulesFor('BatchToSpaceND SpaceToBatchND', numbersOnly),
  BroadcastTo: rule('Tile Reshape', takesAll),
  DepthToSpace: rule('DepthToSpace', depthToSpace),
  ExpandDims: rule('ExpandDims', knows([1, 'axis'])),
  Fill: rule('Fill', takesAll),
  GatherNd: rule('GatherNd', gatherNd),
  MirrorPad: rule('MirrorPad', knows([1, 'paddings'])),
  OneHot: rule('OneHot', oneHot),
  Pack: rule('Pack', takesAll),
  Range: rule('Range', range),
  ReverseV2: rule('Reverse', reverse),
  Slice: rule('Slice', takesAll),
  Split: rule('SplitV', knows([0, 'axis'])),
  SplitV: rule('SplitV', splitV),
  StridedSlice: rule('StridedSlice', stridedSlice),
  Tile: rule('Tile', knows([1, 'counts'])),
  Transpose: rule('Transpose', knows([1, 'axes'])),
  Unique: rule('Unique', numbersOnly),
  Unpack: rule('Unpack', takesAll),
}
