import { refuse, refuseOpen } from '../refusal.js'
import type { Value } from '../value.js'
import { options } from './options.js'
import { type EmitRule, type EmitRules, MOVED, rulesFor, withShape } from './rule.js'
import { stridedSlice } from './strided-slice.js'

const MOVED_OR_BOOL = [...MOVED, 'bool'] as const

/** More axes than this TensorFlow Lite's kernels do not transpose, pad or tile. */
const MOST_RANK = 5

const checkRank = ({ shape }: Value): void => {
  if (shape.length > MOST_RANK) refuse(`it works on rank ${shape.length}`)
}

const openDimensions = ({ shape }: Value): number => shape.filter((dimension) => dimension === null).length

const reshape: EmitRule = (view, emitter) => {
  if (openDimensions(view.output) <= 1) return void emitter.reshape(view.input(0), view.output)
  return refuseOpen('more than one dimension of its result is open')
}

const expandDims: EmitRule = (view, emitter) => {
  if (openDimensions(view.output) <= 1) return void emitter.reshape(view.input(0), view.output)
  const x = view.input(0)
  const axis = view.axis(view.numbers(1, 'axis')[0]!, x.shape.length + 1)
  emitter.add('EXPAND_DIMS', [x, emitter.ints(x, [axis], [])], [view.output])
}

const squeeze: EmitRule = (view, emitter) => {
  if (openDimensions(view.output) <= 1) return void emitter.reshape(view.input(0), view.output)
  const x = view.input(0)
  const axes = (view.ints('squeeze_dims') ?? view.ints('axis') ?? []).map((axis) => view.axis(axis, x.shape.length))
  if (axes.length === 0) return refuseOpen('which axes it drops is not known before the run')
  emitter.add('SQUEEZE', [x], [view.output], options('Squeeze', { squeezeDims: axes }))
}

const transpose: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  const x = view.input(0)
  checkRank(x)
  const order = view.operation.inputs.length > 1 ? view.numbers(1, 'axes') : []
  if (x.shape.length < 2) emitter.reshape(x, view.output)
  else
    emitter.transpose(
      x,
      order.map((axis) => view.axis(axis, x.shape.length)),
      view.output,
    )
}

const concat =
  (op: string): EmitRule =>
  (view, emitter) => {
    const all = view.operation.inputs.length
    const axisInput = op === 'Concat' ? 0 : all - 1
    const parts = view.operation.inputs.filter((_, i) => i !== axisInput)
    const axis = view.axis(view.numbers(axisInput, 'axis')[0]!, view.output.shape.length)
    if (!(MOVED_OR_BOOL as readonly string[]).includes(view.output.dtype)) refuse(`it joins ${view.output.dtype}`)
    emitter.add('CONCATENATION', parts, [view.output], options('Concatenation', { axis, activation: 0 }))
  }

const pack: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  const axis = view.axis(view.int('axis', 0), view.output.shape.length)
  const { inputs } = view.operation
  emitter.add('PACK', inputs, [view.output], options('Pack', { valuesCount: inputs.length, axis }))
}

const unpack: EmitRule = (view, emitter) => {
  view.only(0, ['float32', 'int32', 'int8', 'uint8', 'bool'])
  const x = view.input(0)
  const axis = view.axis(view.int('axis', 0), x.shape.length)
  const { outputs } = view.operation
  emitter.add(
    'UNPACK',
    [x],
    outputs.map((output) => withShape(output, x.shape.toSpliced(axis, 1), x.dtype)),
    options('Unpack', { num: outputs.length, axis }),
  )
}

const split: EmitRule = (view, emitter) => {
  view.only(1, ['float32', 'int32', 'int8', 'uint8'])
  const x = view.input(1)
  const axis = view.axis(view.numbers(0, 'axis')[0]!, x.shape.length)
  const { outputs } = view.operation
  const known = x.shape[axis]
  const shape = x.shape.with(axis, typeof known === 'number' ? known / outputs.length : null)
  emitter.add(
    'SPLIT',
    [emitter.ints(x, [axis], []), x],
    outputs.map((output) => withShape(output, shape, x.dtype)),
    options('Split', { numSplits: outputs.length }),
  )
}

const splitBySizes: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  const x = view.input(0)
  const sizes = view.numbers(1, 'sizes')
  const axis = view.axis(view.numbers(2, 'axis')[0]!, x.shape.length)
  const outputs = view.operation.outputs.map((output, i) =>
    withShape(output, x.shape.with(axis, sizes[i]! < 0 ? null : sizes[i]!), x.dtype),
  )
  emitter.add(
    'SPLIT_V',
    [x, emitter.ints(x, sizes), emitter.ints(x, [axis], [])],
    outputs,
    options('SplitV', { numSplits: sizes.length }),
  )
}

const slice: EmitRule = (view, emitter) => {
  view.only(0, MOVED_OR_BOOL)
  checkRank(view.input(0))
  const x = view.input(0)
  // Its sizes are read in the run then, and what it gives may be empty.
  if (openDimensions(x) > 0) refuseOpen('it slices a tensor with an open dimension')
  const [begins, sizes] = [view.numbers(1, 'begins'), view.numbers(2, 'sizes')]
  emitter.add('SLICE', [x, emitter.ints(x, begins), emitter.ints(x, sizes)], [view.output])
}

const pad: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  const x = view.input(0)
  checkRank(x)
  const amounts = emitter.ints(x, view.numbers(1, 'paddings'), [x.shape.length, 2])
  if (view.operation.inputs.length > 2) emitter.add('PADV2', [x, amounts, view.input(2)], [view.output])
  else emitter.add('PAD', [x, amounts], [view.output])
}

const mirrorPad: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  const x = view.input(0)
  checkRank(x)
  const amounts = emitter.ints(x, view.numbers(1, 'paddings'), [x.shape.length, 2])
  const mode = view.string('mode', 'REFLECT') === 'SYMMETRIC' ? 1 : 0
  emitter.add('MIRROR_PAD', [x, amounts], [view.output], options('MirrorPad', { mode }))
}

const tile: EmitRule = (view, emitter) => {
  view.only(0, MOVED_OR_BOOL)
  const x = view.input(0)
  checkRank(x)
  emitter.add('TILE', [x, emitter.ints(x, view.numbers(1, 'counts'))], [view.output])
}

const broadcastTo: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  const x = view.input(0)
  const shape = view.output.shape
  if (shape.includes(null)) return refuseOpen('the shape of its result is open')
  emitter.add('BROADCAST_TO', [x, emitter.ints(x, shape as readonly number[])], [view.output])
}

const fill: EmitRule = (view, emitter) => {
  if (view.input(0).dtype === 'int64') refuse('its dimensions are int64')
  view.constant(0, 'dimensions')
  emitter.add('FILL', [view.input(0), view.input(1)], [view.output])
}

const shape: EmitRule = (view, emitter) => {
  const { dtype } = view.output
  emitter.add('SHAPE', [view.input(0)], [view.output], options('Shape', { outType: dtype === 'int64' ? 4 : 2 }))
}

const reverse: EmitRule = (view, emitter) => {
  view.only(0, MOVED_OR_BOOL)
  const x = view.input(0)
  const axes = view.numbers(1, 'axes').map((axis) => view.axis(axis, x.shape.length))
  if (axes.length !== 1) refuse(`it reverses ${axes.length} axes at once`)
  emitter.add('REVERSE_V2', [x, emitter.ints(x, axes)], [view.output])
}

const spaceDepth =
  (op: string): EmitRule =>
  (view, emitter) => {
    view.only(0, MOVED)
    if (view.string('data_format', 'NHWC') !== 'NHWC') refuse('its channels come first')
    const table = op as 'SpaceToDepth' | 'DepthToSpace'
    const builtin = op === 'SpaceToDepth' ? 'SPACE_TO_DEPTH' : 'DEPTH_TO_SPACE'
    emitter.add(builtin, [view.input(0)], [view.output], options(table, { blockSize: view.int('block_size', 0) }))
  }

const spaceBatch =
  (op: string): EmitRule =>
  (view, emitter) => {
    view.only(0, MOVED)
    const x = view.input(0)
    const block = view.numbers(1, 'block')
    if (x.shape.length !== block.length + 2 || block.length > 2) refuse(`it works on rank ${x.shape.length}`)
    const amounts = emitter.ints(x, view.numbers(2, 'amounts'), [block.length, 2])
    const builtin = op === 'SpaceToBatchND' ? 'SPACE_TO_BATCH_ND' : 'BATCH_TO_SPACE_ND'
    emitter.add(builtin, [x, emitter.ints(x, block), amounts], [view.output])
  }

/** Ops that put the same elements elsewhere, or make shapes. */
export const ARRANGEMENTS: EmitRules = {
  BroadcastTo: broadcastTo,
  ExpandDims: expandDims,
  Fill: fill,
  MirrorPad: mirrorPad,
  Pack: pack,
  Reshape: reshape,
  ReverseV2: reverse,
  Shape: shape,
  Slice: slice,
  Split: split,
  SplitV: splitBySizes,
  Squeeze: squeeze,
  StridedSlice: stridedSlice,
  Tile: tile,
  Transpose: transpose,
  Unpack: unpack,
  ...rulesFor('Concat ConcatV2', concat),
  ...rulesFor('Pad PadV2', () => pad),
  ...rulesFor('DepthToSpace SpaceToDepth', spaceDepth),
  ...rulesFor('BatchToSpaceND SpaceToBatchND', spaceBatch),
}
