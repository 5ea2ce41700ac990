import type { TfliteModel } from '../../tflite/writable.js'
import { OperationView } from '../operation-view.js'
import type { Program } from '../program.js'
import type { Refusals } from '../refusal.js'
import { ARRANGEMENTS } from './arrangement.js'
import { BLOCKS } from './blocks.js'
import { ELEMENTWISE } from './elementwise.js'
import { Emitter } from './emitter.js'
import { JOINING } from './joining.js'
import { LINEAR } from './linear.js'
import { REDUCTIONS } from './reduction.js'
import type { EmitRule } from './rule.js'
import { SELECTIONS } from './selection.js'
import { SHAPES } from './shape.js'
import { WINDOWS } from './window.js'

const RULES: ReadonlyMap<string, EmitRule> = new Map(
  [ARRANGEMENTS, BLOCKS, ELEMENTWISE, JOINING, LINEAR, REDUCTIONS, SELECTIONS, SHAPES, WINDOWS].flatMap((rules) =>
    Object.entries(rules),
  ),
)

const NO_COUNTERPART = 'TensorFlow Lite has no counterpart of the op that we know'

/** Ops that are constant once the shapes are known. */
const SHAPE_ARITHMETIC = new Set(['Range', 'ShapeN', 'Size'])

/** The program as a TensorFlow Lite model; what has no counterpart there is refused. */
export const emitProgram = (program: Program, refusals: Refusals): TfliteModel | undefined => {
  const emitter = new Emitter()
  for (const operation of program.operations) {
    refusals.attempt(operation.node, () => {
      const rule = RULES.get(operation.op)
      if (rule) rule(new OperationView(operation), emitter)
      else refusals.add(operation.node, NO_COUNTERPART, SHAPE_ARITHMETIC.has(operation.op))
    })
  }
  return refusals.nodes.length > 0 ? undefined : emitter.model(program.inputs, program.outputs)
}
