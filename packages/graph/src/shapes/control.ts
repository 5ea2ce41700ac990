import { listAttr, shapeAttr } from '../graphdef/attr.js'
import type { PartialShape } from '../spec.js'
import { type Outcome, UNKNOWN } from './facts.js'
import { rulesFor, type ShapeRule, type ShapeRules } from './rule.js'
import { shapeFrom } from './source.js'

/** What two shapes have in common; null as a whole where their ranks differ. */
export const common = (a: PartialShape, b: PartialShape): PartialShape =>
  a === null || b === null || a.length !== b.length
    ? null
    : a.map((dimension, i) => (dimension === b[i] ? dimension : null))

/** The branch that is taken puts out the input as it is. */
const both: ShapeRule = (op) => {
  const { shape, value } = op.inputs[0] ?? UNKNOWN
  const outcome: Outcome = value ? { shape, value } : { shape }
  return [outcome, outcome]
}

/** Whichever input comes: only what all have in common is known. In a loop the next turn's is not known yet, so nothing is. */
const merge: ShapeRule = (op) => {
  const shapes = op.inputs.map((input) => input.shape)
  return [{ shape: shapes.reduce(common, shapes[0] ?? null) }, { shape: [] }]
}

/** What enters a loop, leaves it or goes to its next turn is the tensor itself. */
const passed: ShapeRule = (op) => ({ ...(op.inputs[0] ?? UNKNOWN) })

/** Elements of one shape, the tensor array's or list's attribute says which, as many as there are. */
const stacked: ShapeRule = (op) => {
  const element = shapeAttr(op.node, 'element_shape') ?? null
  return { shape: element && [op.shape(1)?.[0] ?? null, ...element] }
}

/** Tensors end to end along their first axis, and how long each was. */
const endToEnd: ShapeRule = (op) => {
  const rest = shapeAttr(op.node, 'element_shape_except0') ?? null
  return [{ shape: rest && [null, ...rest] }, { shape: [null] }]
}

/** A list's elements stacked, their shape the second input, -1 for what is open. */
const stackedList: ShapeRule = (op) => {
  const element = shapeFrom(op, 1)
  const count = op.int('num_elements', -1)
  return { shape: element && [count < 0 ? null : count, ...element] }
}

/** What the node itself says of each result. */
const declared: ShapeRule = (op) => (listAttr(op.node, 'output_shapes')?.shapes ?? []).map((shape) => ({ shape }))

/** Control flow, and the arrays and lists that loops fill: ops that pass a tensor on, or keep it for later. */
export const CONTROL: ShapeRules = {
  ...rulesFor('RefSwitch Switch', both),
  ...rulesFor('Merge RefMerge', merge),
  ...rulesFor('Enter Exit NextIteration RefEnter RefExit RefNextIteration', passed),
  LoopCond: () => ({ shape: [] }),
  IdentityN: (op) => op.inputs.map(({ shape, value }) => (value ? { shape, value } : { shape })),
  ...rulesFor('TensorArraySizeV3 TensorListLength', () => ({ shape: [] })),
  TensorArrayGatherV3: stacked,
  TensorArrayConcatV3: endToEnd,
  TensorListStack: stackedList,
  ...rulesFor('If StatelessIf StatelessWhile While', declared),
  TensorArrayV3: () => [{ shape: [2] }, { shape: [] }],
  ...rulesFor('TensorArrayScatterV3 TensorArraySplitV3 TensorArrayWriteV3', () => ({ shape: [] })),
}
