import type { OperationView } from '../operation-view.js'
import { refuse } from '../refusal.js'
import { boolsAsBytes } from './bytes.js'
import { emitCast } from './cast.js'
import { options } from './options.js'
import { type EmitRule, type EmitRules, MOVED, rulesFor } from './rule.js'

const checkIndices = (view: OperationView): void => {
  const { dtype } = view.input(1)
  if (dtype !== 'int32' && dtype !== 'int64') refuse(`its indices are ${dtype}`)
}

const gather: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  checkIndices(view)
  const [x, indices] = [view.input(0), view.input(1)]
  const counted = view.int('batch_dims', 0)
  const batchDims = counted < 0 ? counted + indices.shape.length : counted
  const axis = view.operation.inputs.length > 2 ? view.axis(view.numbers(2, 'axis')[0]!, x.shape.length) : 0
  emitter.add('GATHER', [x, indices], [view.output], options('Gather', { axis, batchDims }))
}

const gatherNd: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  checkIndices(view)
  if (view.int('batch_dims', 0) !== 0) refuse('it has batch dimensions')
  emitter.add('GATHER_ND', [view.input(0), view.input(1)], [view.output])
}

const oneHot: EmitRule = (view, emitter) => {
  const [given, on, off] = [view.input(0), view.input(2), view.input(3)]
  view.only(0, ['int32', 'int64', 'uint8', 'int8'])
  view.only(2, [...MOVED, 'bool'])
  const isIndex = given.dtype === 'int32' || given.dtype === 'int64'
  const indices = isIndex ? given : emitCast(emitter, given, emitter.temporary(given, given.shape, 'int32'))
  const depth = emitter.ints(given, view.numbers(1, 'depth'), [])
  emitter.add('ONE_HOT', [indices, depth, on, off], [view.output], options('OneHot', { axis: view.int('axis', -1) }))
}

const resize =
  (op: string): EmitRule =>
  (view, emitter) => {
    const x = view.input(0)
    if (x.shape.length !== 4) refuse(`it works on rank ${x.shape.length}`)
    const bilinear = op === 'ResizeBilinear'
    view.only(0, ['float32', 'int8', 'uint8', 'int32'])
    const flags = { alignCorners: view.bool('align_corners'), halfPixelCenters: view.bool('half_pixel_centers') }
    const sizes = emitter.ints(x, view.numbers(1, 'sizes'))
    let input = x
    if (x.dtype !== 'float32' && bilinear) {
      // The op's result is float32 whatever it is given.
      input = emitter.temporary(x, x.shape, 'float32')
      emitCast(emitter, x, input)
    } else if (x.dtype === 'int32') refuse('it resizes int32')
    if (bilinear) emitter.add('RESIZE_BILINEAR', [input, sizes], [view.output], options('ResizeBilinear', flags))
    else emitter.add('RESIZE_NEAREST_NEIGHBOR', [input, sizes], [view.output], options('ResizeNearestNeighbor', flags))
  }

/** Ops that pick elements by index, or by place in an image. */
export const SELECTIONS: EmitRules = {
  GatherNd: boolsAsBytes(gatherNd),
  OneHot: oneHot,
  ...rulesFor('Gather GatherV2', () => boolsAsBytes(gather)),
  ...rulesFor('ResizeBilinear ResizeNearestNeighbor', resize),
}
