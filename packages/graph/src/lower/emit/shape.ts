import { refuseOpen } from '../refusal.js'
import type { Value } from '../value.js'
import { boolsAsBytes } from './bytes.js'
import { options } from './options.js'
import { type EmitRule, type EmitRules, MOVED } from './rule.js'

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

const broadcastTo: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  const x = view.input(0)
  const shape = view.output.shape
  if (shape.includes(null)) return refuseOpen('the shape of its result is open')
  if (shape.length === 0) emitter.reshape(x, view.output)
  else emitter.add('BROADCAST_TO', [x, emitter.ints(x, shape as readonly number[])], [view.output])
}

const fill: EmitRule = (view, emitter) => {
  const dimensions = emitter.ints(view.output, view.numbers(0, 'dimensions'))
  emitter.add('FILL', [dimensions, view.input(1)], [view.output])
}

const shape: EmitRule = (view, emitter) => {
  const { dtype } = view.output
  emitter.add('SHAPE', [view.input(0)], [view.output], options('Shape', { outType: dtype === 'int64' ? 4 : 2 }))
}

/** Ops that give the same elements another shape, or make elements of a shape. */
export const SHAPES: EmitRules = {
  BroadcastTo: boolsAsBytes(broadcastTo),
  ExpandDims: expandDims,
  Fill: fill,
  Reshape: reshape,
  Shape: shape,
  Squeeze: squeeze,
}
