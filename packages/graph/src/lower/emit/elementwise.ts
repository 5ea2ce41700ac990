import type { LoweredDType } from '../value.js'
import { BINARY, emitBinary, extreme } from './binary.js'
import { emitStretched } from './broadcast.js'
import { emitCast } from './cast.js'
import { ACTIVATION } from './emitter.js'
import { Formula } from './formula.js'
import { type EmitRule, type EmitRules, FLOAT, MOVED, NUMBERS, rulesFor } from './rule.js'
import { UNARY } from './unary.js'

const INTEGERS_TOO: readonly LoweredDType[] = ['float32', 'int32']

const biasAdd: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  const [x, bias] = [view.input(0), view.input(1)]
  let operand = bias
  if (view.string('data_format', 'NHWC').startsWith('NC') && x.shape.length > 2) {
    const shape = [...bias.shape, ...x.shape.slice(2).map(() => 1)]
    operand = emitter.reshape(bias, emitter.temporary(bias, shape))
  }
  emitBinary(emitter, 'ADD', [x, operand], view.output, 'Add', ACTIVATION[view.activation])
}

const clip: EmitRule = (view, emitter) => {
  view.only(0, NUMBERS)
  const [x, least, most] = [view.input(0), view.input(1), view.input(2)]
  const f = new Formula(emitter, x)
  emitter.rename(extreme('MINIMUM')(f, extreme('MAXIMUM')(f, x, least), most), view.output)
}

const addN: EmitRule = (view, emitter) => {
  view.only(0, INTEGERS_TOO)
  if (view.operation.inputs.length === 1) emitter.reshape(view.input(0), view.output)
  else emitter.add('ADD_N', view.operation.inputs, [view.output])
}

const cast: EmitRule = (view, emitter) => {
  const [x, { dtype: from }, { dtype: to }] = [view.input(0), view.input(0), view.output]
  if (from === to) emitter.reshape(x, view.output)
  // By way of int32, what is beyond the range wraps around as in TensorFlow; by itself the kernel clamps it.
  else if (from === 'float32' && (to === 'uint8' || to === 'int8')) {
    emitCast(emitter, emitCast(emitter, x, emitter.temporary(x, x.shape, 'int32')), view.output)
  } else emitCast(emitter, x, view.output)
}

const select: EmitRule = (view, emitter) => {
  view.only(1, [...MOVED, 'bool'])
  const operands = [view.input(0), view.input(1), view.input(2)]
  const [condition, x] = operands
  // The first form of the op takes a condition for each row; the second stretches all three like any binary op.
  const byRow = view.operation.op === 'Select' && condition!.shape.length === 1 && x!.shape.length > 1
  if (byRow) emitter.add('SELECT', operands, [view.output])
  else {
    emitStretched(emitter, operands, view.output, (operands, output) => emitter.add('SELECT_V2', operands, [output]))
  }
}

/** Ops that work on each element by itself. */
export const ELEMENTWISE: EmitRules = {
  ...UNARY,
  ...BINARY,
  ...rulesFor('AccumulateNV2 AddN', () => addN),
  ...rulesFor('BiasAdd BiasAddV1', () => biasAdd),
  ...rulesFor('Select SelectV2', () => select),
  Cast: cast,
  ClipByValue: clip,
}
