import type { DType } from '../dtype.js'
import type { PartialShape } from '../spec.js'

/** The elements of a small integer or bool tensor, row-major; null where one may be anything. */
export type PartialValue = readonly (number | null)[]

/** What is known of a tensor without running the graph. */
export interface TensorFacts {
  /** null where the graph does not say, or we have no tensors of it. */
  readonly dtype: DType | null
  readonly shape: PartialShape
  /** Only where the elements decide shapes: integers and bools, at most `MAX_VALUE` of them. */
  readonly value?: PartialValue
}

/** Tensors with more elements than this have no `value`: they hold data, not shapes. */
export const MAX_VALUE = 64

/** One output as a rule gives it: its shape, and its elements if they are known. The dtype comes from the op table. */
export type Outcome = Omit<TensorFacts, 'dtype'>

/** A tensor of which nothing is known but that it is there. */
export const UNKNOWN: Outcome = { shape: null }

/** How many elements a shape has, or null while a dimension may be anything. */
export const sizeOfShape = (shape: PartialShape): number | null => {
  if (shape === null) return null
  let size = 1
  for (const dimension of shape) {
    if (dimension === null) return null
    size *= dimension
  }
  return size
}

/** An outcome with its elements, when they are few and as many as the shape says. */
export const withValue = (shape: PartialShape, value: PartialValue | undefined): Outcome =>
  value && value.length <= MAX_VALUE && value.length === sizeOfShape(shape) ? { shape, value } : { shape }

/** A list of integers as a vector. */
export const vector = (value: PartialValue): Outcome => withValue([value.length], value)

/** One integer as a scalar. */
export const scalar = (value: number | null): Outcome => withValue([], [value])

/** As many open dimensions as the rank says. */
export const ofRank = (rank: number): (number | null)[] => new Array<number | null>(rank).fill(null)
