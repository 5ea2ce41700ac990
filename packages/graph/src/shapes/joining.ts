import type { PartialShape } from '../spec.js'
import { type Outcome, ofRank, type PartialValue, UNKNOWN, withValue } from './facts.js'
import { frontAxis, type OpView, type ShapeRule, type ShapeRules } from './rule.js'

type Dimension = number | null

/** Joins shapes along an axis; where they disagree elsewhere the known one counts. */
const joined = (shapes: readonly PartialShape[], axis: number | undefined): PartialShape => {
  const first = shapes.find((shape) => shape !== null)
  if (!first) return null
  if (axis === undefined) return ofRank(first.length)
  const at = frontAxis(axis, first.length)
  return first.map((_, i) => {
    const along = shapes.map((shape) => shape?.[i] ?? null)
    if (i !== at) return along.find((dimension) => dimension !== null) ?? null
    return along.reduce(
      (sum, dimension) => (sum === null || dimension === null ? null : sum + dimension),
      0 as Dimension,
    )
  })
}

/** The elements of vectors or scalars one after another, when all are known to have so many. */
const concatenated = (values: readonly (PartialValue | undefined)[]): PartialValue | undefined =>
  values.every((value) => value !== undefined) ? values.flat() : undefined

const concat =
  (axisFirst: boolean): ShapeRule =>
  (op) => {
    const count = op.inputs.length - 1
    const from = axisFirst ? 1 : 0
    const inputs = op.inputs.slice(from, from + count)
    const shape = joined(
      inputs.map((input) => input.shape),
      op.one(axisFirst ? 0 : count),
    )
    return withValue(shape, shape?.length === 1 ? concatenated(inputs.map((input) => input.value)) : undefined)
  }

const pack: ShapeRule = (op) => {
  const known = op.inputs.map((input) => input.shape).filter((shape) => shape !== null)
  const [first] = known
  if (!first) return UNKNOWN
  const at = frontAxis(op.int('axis', 0), first.length + 1)
  if (at === undefined) return UNKNOWN
  const each = first.map((_, axis) => known.map((shape) => shape[axis]).find((dimension) => dimension != null) ?? null)
  const value = at === 0 ? packedValue(op) : undefined
  return withValue(each.toSpliced(at, 0, op.inputs.length), value)
}

/** Scalars of which some are known still make a vector of which some are known. */
const packedValue = (op: OpView): PartialValue | undefined =>
  op.inputs.every((input) => input.shape?.length === 0)
    ? op.inputs.map((input) => input.value?.[0] ?? null)
    : concatenated(op.inputs.map((input) => input.value))

const unpack: ShapeRule = (op) => {
  const shape = op.shape(0)
  const count = op.int('num', 0)
  const at = shape ? frontAxis(op.int('axis', 0), shape.length) : undefined
  if (!shape || at === undefined) return new Array<Outcome>(count).fill(UNKNOWN)
  const each = shape.toSpliced(at, 1)
  const value = each.length === 0 ? op.value(0) : undefined
  return Array.from({ length: count }, (_, i) => withValue(each, value && [value[i] ?? null]))
}

const split =
  (data: number, axisInput: number, sizes: (op: OpView, length: Dimension) => readonly Dimension[]): ShapeRule =>
  (op) => {
    const shape = op.shape(data)
    const axis = op.one(axisInput)
    const at = shape && axis !== undefined ? frontAxis(axis, shape.length) : undefined
    const open: Outcome = { shape: shape && ofRank(shape.length) }
    const parts = sizes(op, at === undefined ? null : shape![at]!)
    return parts.map((part) => (at === undefined ? open : { shape: shape!.with(at, part) }))
  }

const equalParts = (op: OpView, length: Dimension): readonly Dimension[] => {
  const count = op.int('num_split', 0)
  return new Array<Dimension>(count).fill(length === null || length % count !== 0 ? null : length / count)
}

const givenParts = (op: OpView, length: Dimension): readonly Dimension[] => {
  const sizes = op.value(1) ?? ofRank(op.int('num_split', 0))
  const open = sizes.indexOf(-1)
  const others = open < 0 ? [] : sizes.toSpliced(open, 1)
  const known = others.reduce((sum, size) => (sum === null || size === null ? null : sum + size), 0 as Dimension)
  return sizes.map((size) => (size !== -1 ? size : length === null || known === null ? null : length - known))
}

/** Ops that make one tensor of several, or several of one. */
export const JOINING: ShapeRules = {
  ConcatV2: concat(false),
  Concat: concat(true),
  Pack: pack,
  Unpack: unpack,
  Split: split(1, 0, equalParts),
  SplitV: split(0, 2, givenParts),
}
