import { sizeOfShape } from '../../shapes/facts.js'
import { refuse } from '../refusal.js'
import type { Value } from '../value.js'
import { boolsAsBytes } from './bytes.js'
import type { Emitter } from './emitter.js'
import { options } from './options.js'
import { type EmitRule, type EmitRules, MOVED, rulesFor } from './rule.js'
import { emitSlices, stridedSlice } from './strided-slice.js'

/** More axes than this TensorFlow Lite's kernels do not transpose, pad or tile. */
const MOST_RANK = 5

const checkRank = ({ shape }: Value): void => {
  if (shape.length > MOST_RANK) refuse(`it works on rank ${shape.length}`)
}

const transpose: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  const x = view.input(0)
  const order = view.numbers(1, 'axes').map((axis) => view.axis(axis, x.shape.length))
  if (order.length < 2) emitter.reshape(x, view.output)
  else if (order.length <= MOST_RANK) emitter.transpose(x, order, view.output)
  else emitManyAxes(emitter, x, order, view.output)
}

/** Axes that stay together are taken as one before, and apart again after. */
const emitManyAxes = (emitter: Emitter, x: Value, order: readonly number[], output: Value): void => {
  const runs: number[][] = []
  for (const axis of order) {
    if (runs.at(-1)?.at(-1) === axis - 1) runs.at(-1)!.push(axis)
    else runs.push([axis])
  }
  if (runs.length > MOST_RANK) refuse(`it works on rank ${runs.length}`)
  const groups = runs.toSorted(([a], [b]) => a! - b!)
  const shape = groups.map((group) => sizeOfShape(group.map((axis) => x.shape[axis]!)))
  const grouped = emitter.reshape(x, emitter.temporary(x, shape))
  emitter.reshape(
    emitter.transpose(
      grouped,
      runs.map((run) => groups.indexOf(run)),
    ),
    output,
  )
}

const slice: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  checkRank(view.input(0))
  const x = view.input(0)
  const [begins, sizes] = [view.numbers(1, 'begins'), view.numbers(2, 'sizes')]
  if (!x.shape.includes(null)) {
    return emitter.add('SLICE', [x, emitter.ints(x, begins), emitter.ints(x, sizes)], [view.output])
  }
  // The operator takes its sizes for unknown until the run then.
  const slices = begins.map((begin, axis) => {
    const toEnd = sizes[axis] === -1
    return { begin, end: begin + sizes[axis]!, stride: 1, fromStart: begin === 0, toEnd }
  })
  emitSlices(emitter, x, slices, view.output)
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
  view.only(0, MOVED)
  const x = view.input(0)
  checkRank(x)
  emitter.add('TILE', [x, emitter.ints(x, view.numbers(1, 'counts'))], [view.output])
}

/** An operator for each axis: the kernel turns one at a time. */
const reverse: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  let x = view.input(0)
  const axes = view.numbers(1, 'axes').map((axis) => view.axis(axis, x.shape.length))
  if (axes.length === 0) emitter.reshape(x, view.output)
  for (const [i, axis] of axes.entries()) {
    const output = i === axes.length - 1 ? view.output : emitter.temporary(x)
    emitter.add('REVERSE_V2', [x, emitter.ints(x, [axis])], [output])
    x = output
  }
}

/** Ops that put the same elements elsewhere. */
export const ARRANGEMENTS: EmitRules = {
  MirrorPad: boolsAsBytes(mirrorPad),
  ReverseV2: boolsAsBytes(reverse),
  Slice: boolsAsBytes(slice),
  StridedSlice: boolsAsBytes(stridedSlice),
  Tile: boolsAsBytes(tile),
  Transpose: boolsAsBytes(transpose),
  ...rulesFor('Pad PadV2', () => boolsAsBytes(pad)),
}
