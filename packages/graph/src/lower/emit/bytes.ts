import { OperationView } from '../operation-view.js'
import type { Value } from '../value.js'
import { emitCast } from './cast.js'
import type { EmitRule } from './rule.js'

/** A rule that sees bools as bytes, for operators that move elements but not bools. */
export const boolsAsBytes =
  (rule: EmitRule): EmitRule =>
  (view, emitter) => {
    const { inputs, outputs } = view.operation
    const isBool = ({ dtype }: Value) => dtype === 'bool'
    const asByte = (value: Value) => (isBool(value) ? emitter.temporary(value, value.shape, 'uint8') : value)
    const taken = inputs.map((input) => (isBool(input) ? emitCast(emitter, input, asByte(input)) : input))
    const given = outputs.map(asByte)
    rule(new OperationView({ ...view.operation, inputs: taken, outputs: given }), emitter)
    for (const [i, output] of outputs.entries()) if (isBool(output)) emitCast(emitter, given[i]!, output)
  }
