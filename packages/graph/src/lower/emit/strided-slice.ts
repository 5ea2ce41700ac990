import type { OperationView } from '../operation-view.js'
import { refuse, refuseOpen } from '../refusal.js'
import type { Value } from '../value.js'
import { type Emitter, sameShape } from './emitter.js'
import { options } from './options.js'
import { type EmitRule, MOVED } from './rule.js'

/** How one axis of the input is sliced. */
interface AxisSlice {
  readonly begin: number
  readonly end: number
  readonly stride: number
  /** The slice starts where the axis does, in its direction; and ends where it ends. */
  readonly fromStart: boolean
  readonly toEnd: boolean
}

const WHOLE: AxisSlice = { begin: 0, end: 0, stride: 1, fromStart: true, toEnd: true }

/** More axes than this TensorFlow Lite's kernel does not slice. */
const MOST_RANK = 5

/**
 * A slice with all of TensorFlow's masks, written as one that keeps the rank and a reshape: the masks for an ellipsis,
 * new and dropped axes are read here, so that the kernel needs none of them.
 */
export const stridedSlice: EmitRule = (view, emitter) => {
  view.only(0, [...MOVED, 'bool'])
  const x = view.input(0)
  if (x.shape.length > MOST_RANK) refuse(`it slices rank ${x.shape.length}`)
  emitSlices(emitter, x, slicesOf(view, x), view.output)
}

/** Writes a slice along each axis, and a reshape where that leaves out or adds axes. */
export const emitSlices = (emitter: Emitter, x: Value, slices: readonly AxisSlice[], result: Value): void => {
  slices.forEach((slice, axis) => {
    // Of an axis of any size, a part may be empty; LiteRT has no empty tensors.
    const isPart = !(slice.fromStart && slice.toEnd) && fixedLength(slice) === null
    if (x.shape[axis] === null && isPart) refuseOpen('it takes a part of an open dimension')
  })
  const shape = x.shape.map((dimension, axis) => lengthOf(slices[axis]!, dimension))
  const mask = (key: 'fromStart' | 'toEnd') =>
    slices.reduce((bits, slice, axis) => bits | (Number(slice[key]) << axis), 0)
  const same = sameShape(shape, result.shape)
  const output = same ? result : emitter.temporary(result, shape)
  const vector = (key: 'begin' | 'end' | 'stride') =>
    emitter.ints(
      x,
      slices.map((slice) => slice[key]),
    )
  emitter.add(
    'STRIDED_SLICE',
    [x, vector('begin'), vector('end'), vector('stride')],
    [output],
    options('StridedSlice', {
      beginMask: mask('fromStart'),
      endMask: mask('toEnd'),
      ellipsisMask: 0,
      newAxisMask: 0,
      shrinkAxisMask: 0,
    }),
  )
  if (!same) emitter.reshape(output, result)
}

const slicesOf = (view: OperationView, x: Value): AxisSlice[] => {
  const [begin, end, strides] = [view.numbers(1, 'begins'), view.numbers(2, 'ends'), view.numbers(3, 'strides')]
  const has = (mask: string, i: number) => (view.int(mask, 0) & (1 << i)) !== 0
  const entries = begin.map((_, i) => i)
  const isNew = (i: number) => has('new_axis_mask', i) && !has('ellipsis_mask', i)
  const isWritten = (i: number) => !isNew(i) && !has('ellipsis_mask', i)
  const slices: AxisSlice[] = []
  for (const i of entries) {
    if (isWritten(i)) slices.push(axisSlice(i, { begin, end, strides }, has))
    if (!has('ellipsis_mask', i)) continue
    // An ellipsis stands for as many whole axes as what is written after it leaves.
    const after = entries.filter((j) => j > i && isWritten(j)).length
    while (slices.length < x.shape.length - after) slices.push(WHOLE)
  }
  while (slices.length < x.shape.length) slices.push(WHOLE)
  return slices
}

type HasMask = (mask: string, i: number) => boolean

const axisSlice = (
  i: number,
  { begin, end, strides }: Record<'begin' | 'end' | 'strides', readonly number[]>,
  has: HasMask,
): AxisSlice => {
  const first = begin[i]!
  // A dropped axis is one element; at -1 it is the last, so the slice goes on to the end.
  if (has('shrink_axis_mask', i)) {
    return { begin: first, end: first + 1, stride: 1, fromStart: false, toEnd: first === -1 }
  }
  const stride = strides[i]!
  if (stride === 0) refuse('it slices in steps of 0')
  return { begin: first, end: end[i]!, stride, fromStart: has('begin_mask', i), toEnd: has('end_mask', i) }
}

const lengthOf = ({ begin, end, stride, fromStart, toEnd }: AxisSlice, dimension: number | null): number | null => {
  if (dimension === null)
    return fromStart && toEnd && stride === 1 ? null : fixedLength({ begin, end, stride, fromStart, toEnd })
  const clamp = (at: number, low: number, high: number) => Math.min(high, Math.max(low, at < 0 ? at + dimension : at))
  const [low, high] = stride > 0 ? [0, dimension] : [-1, dimension - 1]
  const from = fromStart ? (stride > 0 ? 0 : dimension - 1) : clamp(begin, low, high)
  const to = toEnd ? (stride > 0 ? dimension : -1) : clamp(end, low, high)
  return Math.max(0, Math.ceil((to - from) / stride))
}

/** Of an axis of any size, one element is one element; anything else depends on the size. */
const fixedLength = ({ begin, end, stride, fromStart, toEnd }: AxisSlice): number | null =>
  !fromStart && stride === 1 && ((!toEnd && end - begin === 1 && begin >= 0) || (toEnd && begin === -1)) ? 1 : null
