import type { PartialShape } from '../spec.js'
import { ofRank, sizeOfShape, UNKNOWN, vector, withValue } from './facts.js'
import { frontAxis, rulesFor, type ShapeRule, type ShapeRules } from './rule.js'
import { shapeFrom } from './source.js'

type Dimension = number | null

const reshape: ShapeRule = (op) => {
  const target = op.value(1)
  if (!target) return withValue(shapeFrom(op, 1), undefined)
  const open = target.indexOf(-1)
  const shape: Dimension[] = target.map((dimension) => (dimension === -1 ? null : dimension))
  if (open >= 0) shape[open] = restOf(op.shape(0), shape.toSpliced(open, 1))
  return withValue(shape, op.value(0))
}

/** What is left for one dimension when the others are known. */
const restOf = (from: PartialShape, others: PartialShape): Dimension => {
  const size = sizeOfShape(from)
  const known = sizeOfShape(others)
  return size !== null && known !== null && known > 0 && size % known === 0 ? size / known : null
}

const expandDims: ShapeRule = (op) => {
  const shape = op.shape(0)
  const axis = op.one(1)
  if (!shape) return UNKNOWN
  if (axis === undefined) return { shape: ofRank(shape.length + 1) }
  const at = frontAxis(axis, shape.length + 1)
  return at === undefined ? UNKNOWN : withValue(shape.toSpliced(at, 0, 1), op.value(0))
}

const squeeze: ShapeRule = (op) => {
  const shape = op.shape(0)
  const axes = op.ints('squeeze_dims') ?? op.ints('axis') ?? []
  if (!shape) return UNKNOWN
  if (axes.length === 0) {
    return shape.includes(null)
      ? UNKNOWN
      : withValue(
          shape.filter((dimension) => dimension !== 1),
          op.value(0),
        )
  }
  const dropped = new Set(axes.map((axis) => frontAxis(axis, shape.length)))
  return withValue(
    shape.filter((_, axis) => !dropped.has(axis)),
    op.value(0),
  )
}

const transpose: ShapeRule = (op) => {
  const shape = op.shape(0)
  const order = op.known(1)
  if (!shape) return { shape: shapeFrom(op, 1)?.map(() => null) ?? null }
  return { shape: order ? order.map((axis) => shape.at(axis) ?? null) : ofRank(shape.length) }
}

const pad: ShapeRule = (op) => {
  const shape = op.shape(0)
  const amounts = op.value(1)
  if (!shape) return UNKNOWN
  return {
    shape: shape.map((dimension, axis) => {
      const before = amounts?.[2 * axis] ?? null
      const after = amounts?.[2 * axis + 1] ?? null
      return dimension === null || before === null || after === null ? null : before + dimension + after
    }),
  }
}

const tile: ShapeRule = (op) => {
  const shape = op.shape(0)
  const times = op.value(1)
  if (!shape) return { shape: shapeFrom(op, 1)?.map(() => null) ?? null }
  return {
    shape: shape.map((dimension, axis) => {
      const count = times?.[axis] ?? null
      return dimension === null || count === null ? null : dimension * count
    }),
  }
}

/** Moves elements between space and channels, `block` at a time. */
const spaceDepth =
  (toDepth: boolean): ShapeRule =>
  (op) => {
    const shape = op.shape(0)
    const block = op.int('block_size', 0)
    if (shape?.length !== 4 || block < 1) return UNKNOWN
    const channel = op.string('data_format', 'NHWC') === 'NCHW' ? 1 : 3
    const grow = (dimension: Dimension, by: number) => (dimension === null ? null : dimension * by)
    const shrink = (dimension: Dimension, by: number) => (dimension === null ? null : Math.floor(dimension / by))
    return {
      shape: shape.map((dimension, axis) => {
        if (axis === 0) return dimension
        if (axis === channel) return toDepth ? grow(dimension, block * block) : shrink(dimension, block * block)
        return toDepth ? shrink(dimension, block) : grow(dimension, block)
      }),
    }
  }

/** Moves blocks of space into the batch, or back; `amounts` are paddings or crops, two for each spatial axis. */
const spaceBatch =
  (toBatch: boolean): ShapeRule =>
  (op) => {
    const shape = op.shape(0)
    const block = op.known(1)
    const amounts = op.known(2)
    if (!shape) return UNKNOWN
    if (!block || !amounts) return { shape: ofRank(shape.length) }
    const all = block.reduce((product, size) => product * size, 1)
    return {
      shape: shape.map((dimension, axis) => {
        const i = axis - 1
        if (dimension === null) return null
        if (axis === 0) return toBatch ? dimension * all : dimension / all
        if (i >= block.length) return dimension
        const around = amounts[2 * i]! + amounts[2 * i + 1]!
        return toBatch ? (dimension + around) / block[i]! : dimension * block[i]! - around
      }),
    }
  }

/** Ops that put the same elements elsewhere. */
export const ARRANGEMENTS: ShapeRules = {
  Reshape: reshape,
  ExpandDims: expandDims,
  Squeeze: squeeze,
  ...rulesFor('ConjugateTranspose Transpose', transpose),
  ...rulesFor('MirrorPad Pad PadV2', pad),
  Tile: tile,
  SpaceToDepth: spaceDepth(true),
  DepthToSpace: spaceDepth(false),
  SpaceToBatchND: spaceBatch(true),
  BatchToSpaceND: spaceBatch(false),
  BroadcastArgs: (op) => {
    const [a, b] = [op.value(0), op.value(1)]
    return a && b ? vector(ofRank(Math.max(a.length, b.length))) : { shape: [null] }
  },
}
