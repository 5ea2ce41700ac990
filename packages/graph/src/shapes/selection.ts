import type { PartialShape } from '../spec.js'
import { ofRank, UNKNOWN, withValue } from './facts.js'
import { frontAxis, rulesFor, type ShapeRule, type ShapeRules } from './rule.js'
import { shapeFrom } from './source.js'
import { stridedSlice } from './strided-slice.js'

type Dimension = number | null

const slice: ShapeRule = (op) => {
  const shape = op.shape(0)
  const begin = op.value(1)
  const size = op.value(2)
  if (!shape) return { shape: shapeFrom(op, 2) }
  const taken = shape.map((dimension, axis): Dimension => {
    const length = size?.[axis] ?? null
    if (length !== -1) return length
    const start = begin?.[axis] ?? null
    return dimension === null || start === null ? null : dimension - start
  })
  const [start, length] = [op.one(1), taken[0]]
  const value =
    taken.length === 1 && start !== undefined && length != null ? op.value(0)?.slice(start, start + length) : undefined
  return withValue(taken, value)
}

const gatherAlong = (params: PartialShape, indices: PartialShape, axis: number, batchAxes: number): PartialShape => {
  if (!params || !indices) return null
  const at = frontAxis(axis, params.length)
  const shared = batchAxes < 0 ? batchAxes + indices.length : batchAxes
  if (at === undefined) return null
  return [...params.slice(0, at), ...indices.slice(shared), ...params.slice(at + 1)]
}

const gather: ShapeRule = (op) => {
  const axis = op.node.op === 'Gather' ? 0 : op.one(2)
  if (axis === undefined) return UNKNOWN
  const shape = gatherAlong(op.shape(0), op.shape(1), axis, op.int('batch_dims', 0))
  const from = op.shape(0)?.length === 1 ? op.value(0) : undefined
  const value = from && op.value(1)?.map((index) => (index === null ? null : (from[index] ?? null)))
  return withValue(shape, value)
}

/** The last axis of the indices [..., depth] addresses the first `depth` axes of the parameters. */
const gatherNd: ShapeRule = (op) => {
  const [params, indices] = [op.shape(0), op.shape(1)]
  const depth = indices?.at(-1)
  if (!params || !indices || depth == null) return UNKNOWN
  return { shape: [...indices.slice(0, -1), ...params.slice(depth)] }
}

const oneHot: ShapeRule = (op) => {
  const indices = op.shape(0)
  if (!indices) return UNKNOWN
  const axis = op.int('axis', -1)
  return { shape: indices.toSpliced(axis < 0 ? indices.length : axis, 0, op.one(1) ?? null) }
}

const topK: ShapeRule = (op) => {
  const shape = op.shape(0)
  const k = op.node.op === 'TopK' ? op.int('k', 0) : (op.one(1) ?? null)
  const outcome = { shape: shape?.length ? shape.with(-1, k) : null }
  return [outcome, outcome]
}

/** A vector of unknown length, then for each further output another. */
const someOf =
  (...outputs: readonly PartialShape[]): ShapeRule =>
  () =>
    outputs.map((shape) => ({ shape }))

/** Indices of the elements that are not zero: int64 [count, rank]. */
const where: ShapeRule = (op) => ({ shape: [null, op.shape(0)?.length ?? null] })

/** Ops that pick elements by place or by worth. */
export const SELECTIONS: ShapeRules = {
  Slice: slice,
  StridedSlice: stridedSlice,
  ...rulesFor('Gather GatherV2', gather),
  GatherNd: gatherNd,
  OneHot: oneHot,
  ...rulesFor('TopK TopKV2', topK),
  Where: where,
  Unique: (op) => [{ shape: [null] }, { shape: op.shape(0) }],
  UniqueWithCounts: (op) => [{ shape: [null] }, { shape: op.shape(0) }, { shape: [null] }],
  ListDiff: someOf([null], [null]),
  ScatterNd: (op) => ({ shape: shapeFrom(op, 2) }),
  SparseToDense: (op) => ({ shape: shapeFrom(op, 1) }),
  ...rulesFor('NonMaxSuppression NonMaxSuppressionV2 NonMaxSuppressionV3', someOf([null])),
  NonMaxSuppressionV4: someOf([null], []),
  NonMaxSuppressionV5: someOf([null], [null], []),
  DynamicPartition: (op) => {
    const [data, partitions] = [op.shape(0), op.shape(1)]
    const shape = data && partitions && [null, ...data.slice(partitions.length)]
    return ofRank(op.int('num_partitions', 0)).map(() => ({ shape }))
  },
}
