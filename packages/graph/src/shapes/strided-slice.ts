import { type PartialValue, UNKNOWN, withValue } from './facts.js'
import { frontAxis, type OpView, type ShapeRule } from './rule.js'

type Dimension = number | null

/** Where a range of an axis starts or ends: an index, `open` for as far as the axis goes, null when it is not known. */
type Bound = number | 'open' | null

/** What a strided slice does with one axis. */
interface Range {
  readonly begin: Bound
  readonly end: Bound
  readonly stride: Dimension
}

/** The lowest and highest index at which a range may start or end. */
const limits = (stride: number, length: number): readonly [number, number] =>
  stride > 0 ? [0, length] : [-1, length - 1]

const clamp = (index: number, stride: number, length: number): number => {
  const [low, high] = limits(stride, length)
  return Math.min(Math.max(index < 0 ? index + length : index, low), high)
}

const firstOf = (begin: Bound, stride: number, length: number): Dimension => {
  if (begin === 'open') return stride > 0 ? 0 : length - 1
  return begin === null ? null : clamp(begin, stride, length)
}

const countOf = ({ begin, end, stride }: Range, length: Dimension): Dimension => {
  if (length === null || !stride || end === null) return null
  const first = firstOf(begin, stride, length)
  const last = end === 'open' ? limits(stride, length)[stride > 0 ? 1 : 0] : clamp(end, stride, length)
  return first === null ? null : Math.max(0, Math.ceil((last - first) / stride))
}

/** The elements of a vector that a range takes, or undefined while something is not known. */
const valuesOf = (vector: PartialValue | undefined, range: Range): PartialValue | undefined => {
  if (!vector) return undefined
  const { begin, stride } = range
  const count = countOf(range, vector.length)
  const first = stride ? firstOf(begin, stride, vector.length) : null
  if (count === null || first === null) return undefined
  return Array.from({ length: count }, (_, i) => vector[first + i * stride!]!)
}

const bit = (mask: number, position: number): boolean => ((mask >> position) & 1) === 1

const rangeAt = (op: OpView, i: number): Range => {
  const bound = (input: number, mask: string): Bound =>
    bit(op.int(mask, 0), i) ? 'open' : (op.value(input)?.[i] ?? null)
  return { begin: bound(1, 'begin_mask'), end: bound(2, 'end_mask'), stride: op.value(3)?.[i] ?? null }
}

/** The element of a vector that an index picks. */
const pick = (vector: PartialValue | undefined, index: Dimension | undefined): PartialValue | undefined => {
  const at = vector && index != null ? frontAxis(index, vector.length) : undefined
  return at === undefined ? undefined : [vector![at]!]
}

/**
 * Each entry of begin, end and strides is a range of an axis, an index that removes it, a new axis of 1, or an ellipsis for all
 * the axes between; the masks say which.
 * @source tensorflow/core/util/strided_slice_op.cc
 */
export const stridedSlice: ShapeRule = (op) => {
  const shape = op.shape(0)
  const count = op.shape(1)?.[0]
  if (!shape || count == null || count > shape.length * 2 + 32) return UNKNOWN
  const [ellipsis, newAxis, shrink] = ['ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask'].map((name) =>
    op.int(name, 0),
  )
  let taking = 0
  for (let i = 0; i < count; i++) if (!bit(ellipsis!, i) && !bit(newAxis!, i)) taking++
  const result: Dimension[] = []
  let value: PartialValue | undefined
  let axis = 0
  for (let i = 0; i < count; i++) {
    if (bit(ellipsis!, i)) {
      const between = Math.max(0, shape.length - taking)
      result.push(...shape.slice(axis, axis + between))
      axis += between
    } else if (bit(newAxis!, i)) result.push(1)
    else {
      const length = shape[axis++]
      if (length === undefined) return UNKNOWN
      if (bit(shrink!, i)) value = pick(op.value(0), op.value(1)?.[i])
      else {
        const range = rangeAt(op, i)
        result.push(countOf(range, length))
        value = valuesOf(op.value(0), range)
      }
    }
  }
  const whole = [...result, ...shape.slice(axis)]
  return withValue(whole, shape.length === 1 ? value : undefined)
}
