import type { OperationView } from '../operation-view.js'
import { refuse } from '../refusal.js'
import { options } from './options.js'
import { type EmitRule, type EmitRules, MOVED, rulesFor } from './rule.js'

const checkIndices = (view: OperationView): void => {
  const { dtype } = view.input(1)
  if (dtype !== 'int32' && dtype !== 'int64') refuse(`its indices are ${dtype}`)
}

const gather: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  checkIndices(view)
  const x = view.input(0)
  const batchDims = view.int('batch_dims', 0)
  if (batchDims < 0) refuse('it counts its batch dimensions from the end')
  const axis = view.operation.inputs.length > 2 ? view.axis(view.numbers(2, 'axis')[0]!, x.shape.length) : 0
  emitter.add('GATHER', [x, view.input(1)], [view.output], options('Gather', { axis, batchDims }))
}

const gatherNd: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  checkIndices(view)
  if (view.int('batch_dims', 0) !== 0) refuse('it has batch dimensions')
  emitter.add('GATHER_ND', [view.input(0), view.input(1)], [view.output])
}

const oneHot: EmitRule = (view, emitter) => {
  const indices = view.input(0)
  if (indices.dtype !== 'int32' && indices.dtype !== 'int64') refuse(`its indices are ${indices.dtype}`)
  view.only(2, [...MOVED, 'bool'])
  const depth = emitter.ints(indices, view.numbers(1, 'depth'), [])
  const axis = view.int('axis', -1)
  emitter.add('ONE_HOT', [indices, depth, view.input(2), view.input(3)], [view.output], options('OneHot', { axis }))
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
      emitter.add('CAST', [x], [input])
    } else if (x.dtype === 'int32') refuse('it resizes int32')
    if (bilinear) emitter.add('RESIZE_BILINEAR', [input, sizes], [view.output], options('ResizeBilinear', flags))
    else emitter.add('RESIZE_NEAREST_NEIGHBOR', [input, sizes], [view.output], options('ResizeNearestNeighbor', flags))
  }

/** Ops that pick elements by index, or by place in an image. */
export const SELECTIONS: EmitRules = {
  GatherNd: gatherNd,
  OneHot: oneHot,
  ...rulesFor('Gather GatherV2', () => gather),
  ...rulesFor('ResizeBilinear ResizeNearestNeighbor', resize),
}
