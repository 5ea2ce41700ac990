import { listAttr, shapeAttr, tensorAttr } from '../graphdef/attr.js'
import type { Node } from '../graphdef/graph.js'
import { type TensorValue, tensorData } from '../graphdef/tensor-value.js'
import type { PartialShape } from '../spec.js'
import { MAX_VALUE, ofRank, type PartialValue, scalar, sizeOfShape, vector, withValue } from './facts.js'
import { type OpView, rulesFor, type ShapeRule, type ShapeRules } from './rule.js'

/** The elements of a stored tensor when it holds few integers or bools. */
const smallValue = (tensor: TensorValue): PartialValue | undefined => {
  if (tensor.size > MAX_VALUE) return undefined
  if (tensor.dtype !== 'int32' && tensor.dtype !== 'int64' && tensor.dtype !== 'bool') return undefined
  return Array.from(tensorData(tensor) as Int32Array, Number)
}

const constant: ShapeRule = (op) => {
  const tensor = tensorAttr(op.node, 'value')
  return tensor ? withValue(tensor.shape, smallValue(tensor)) : { shape: null }
}

/** A graph of this version or older writes a placeholder of any shape as one of no dimensions. @source tensorflow/core/ops/array_ops.cc, Placeholder */
const LAST_WITHOUT_SCALAR_PLACEHOLDERS = 21

/** The shape a placeholder declares. */
export const placeholderShape = (node: Node, producer: number): PartialShape => {
  const shape = shapeAttr(node, 'shape') ?? null
  const legacy = node.op === 'Placeholder' && producer <= LAST_WITHOUT_SCALAR_PLACEHOLDERS
  return legacy && shape?.length === 0 ? null : shape
}

/** A tensor whose shape is the elements of an input. */
const shapedBy =
  (input: number): ShapeRule =>
  (op) => ({ shape: shapeFrom(op, input) })

/** The shape that an input's elements are: its rank is known when the input's length is. */
export const shapeFrom = (op: OpView, input: number): PartialShape => {
  const value = op.value(input)
  if (value) return value.map((dimension) => (dimension !== null && dimension < 0 ? null : dimension))
  const rank = op.shape(input)?.[0]
  return typeof rank === 'number' && rank <= MAX_VALUE ? ofRank(rank) : null
}

const fill: ShapeRule = (op) => {
  const shape = shapeFrom(op, 0)
  const size = sizeOfShape(shape)
  const element = op.one(1)
  return element !== undefined && size !== null && size <= MAX_VALUE
    ? withValue(shape, new Array<number>(size).fill(element))
    : { shape }
}

const range: ShapeRule = (op) => {
  const [start, limit, delta] = [op.one(0), op.one(1), op.one(2)]
  if (start === undefined || limit === undefined || !delta) return { shape: [null] }
  const length = Math.max(0, Math.ceil((limit - start) / delta))
  if (length > MAX_VALUE) return { shape: [length] }
  return vector(Array.from({ length }, (_, i) => start + i * delta))
}

const shapeOf = (shape: PartialShape) => (shape ? vector(shape) : { shape: [null] })

/** Ops that make a tensor of nothing, or of another's shape. */
export const SOURCES: ShapeRules = {
  Const: constant,
  Fill: fill,
  Range: range,
  Shape: (op) => shapeOf(op.shape(0)),
  ShapeN: (op) => op.inputs.map((input) => shapeOf(input.shape)),
  Size: (op) => scalar(sizeOfShape(op.shape(0))),
  Rank: (op) => scalar(op.shape(0)?.length ?? null),
  LinSpace: (op) => ({ shape: [op.one(2) ?? null] }),
  BroadcastTo: shapedBy(1),
  ...rulesFor(
    `Empty RandomGamma RandomStandardNormal RandomUniform RandomUniformInt StatelessRandomNormal
    StatelessRandomUniform StatelessRandomUniformInt StatelessTruncatedNormal TruncatedNormal`,
    shapedBy(0),
  ),
}

/** The shapes that the writer of a graph left on a node, one for each output. */
export const writtenShapes = (node: Node): readonly PartialShape[] | undefined =>
  listAttr(node, '_output_shapes')?.shapes
