import { type Outcome, ofRank, type PartialValue, scalar } from './facts.js'
import { frontAxis, type OpView, rulesFor, type ShapeRule, type ShapeRules } from './rule.js'

const reducedShape = (op: OpView): Outcome => {
  const shape = op.shape(0)
  const keep = op.bool('keep_dims')
  const axes = op.known(1)
  if (shape === null) return { shape: null }
  if (!axes) return { shape: keep ? ofRank(shape.length) : null }
  const reduced = new Set(axes.map((axis) => frontAxis(axis, shape.length)))
  if (keep) return { shape: shape.map((dimension, axis) => (reduced.has(axis) ? 1 : dimension)) }
  return { shape: shape.filter((_, axis) => !reduced.has(axis)) }
}

type Fold = (value: readonly number[]) => number

/** A reduction; `fold` gives the element where a vector of known ones is reduced to a scalar. */
const reduction =
  (fold?: Fold): ShapeRule =>
  (op) => {
    const value: PartialValue | undefined = op.shape(0)?.length === 1 ? op.known(0) : undefined
    const outcome = reducedShape(op)
    return fold && value && outcome.shape?.length === 0 ? scalar(fold(value as readonly number[])) : outcome
  }

const position: ShapeRule = (op) => {
  const shape = op.shape(0)
  const axis = op.one(1)
  if (shape === null) return { shape: null }
  if (axis === undefined) return { shape: ofRank(Math.max(0, shape.length - 1)) }
  const removed = frontAxis(axis, shape.length)
  return { shape: removed === undefined ? null : shape.toSpliced(removed, 1) }
}

/** Ops that make fewer elements of many. */
export const REDUCTIONS: ShapeRules = {
  ...rulesFor('EuclideanNorm Mean', reduction()),
  Sum: reduction((value) => value.reduce((a, b) => a + b, 0)),
  Prod: reduction((value) => value.reduce((a, b) => a * b, 1)),
  Max: reduction((value) => Math.max(...value)),
  Min: reduction((value) => Math.min(...value)),
  All: reduction((value) => (value.every((a) => a !== 0) ? 1 : 0)),
  Any: reduction((value) => (value.some((a) => a !== 0) ? 1 : 0)),
  ...rulesFor('ArgMax ArgMin', position),
  L2Loss: () => ({ shape: [] }),
}
