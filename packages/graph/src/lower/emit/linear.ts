import { transposed } from '../evaluate.js'
import { refuse } from '../refusal.js'
import { floatConstant, isConstant } from '../value.js'
import { ACTIVATION } from './emitter.js'
import { options } from './options.js'
import { type EmitRule, type EmitRules, FLOAT, rulesFor } from './rule.js'

const matMul: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  const [a, b] = [view.input(0), view.input(1)]
  if (!isConstant(b)) {
    if (view.operation.activation) refuse('it has an activation but no constant weights')
    const flags = { adjX: view.bool('transpose_a'), adjY: view.bool('transpose_b') }
    return emitter.add('BATCH_MATMUL', [a, b], [view.output], options('BatchMatMul', flags))
  }
  const x = view.bool('transpose_a') ? emitter.transpose(a, [1, 0]) : a
  // Weights stand as [out, in].
  const weights = view.bool('transpose_b') ? b : transposed(b, [1, 0])
  const channels = weights.shape[0]!
  const bias =
    view.operation.inputs[2] ?? floatConstant(`${view.output.name}/bias`, [channels], new Float32Array(channels))
  emitter.add(
    'FULLY_CONNECTED',
    [x, weights, bias],
    [view.output],
    options('FullyConnected', { activation: ACTIVATION[view.activation], weightsFormat: 0, keepNumDims: false }),
  )
}

const batchMatMul: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  const [a, b] = [view.input(0), view.input(1)]
  const rank = Math.max(a.shape.length, b.shape.length)
  if (Math.min(a.shape.length, b.shape.length) < 2 || rank > 5) refuse(`it works on rank ${rank}`)
  const flags = { adjX: view.bool('adj_x'), adjY: view.bool('adj_y') }
  emitter.add('BATCH_MATMUL', [a, b], [view.output], options('BatchMatMul', flags))
}

const softmax: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  emitter.add('SOFTMAX', [view.input(0)], [view.output], options('Softmax', { beta: 1 }))
}

const logSoftmax: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  emitter.add('LOG_SOFTMAX', [view.input(0)], [view.output])
}

/** Matrix products, and what usually follows them. */
export const LINEAR: EmitRules = {
  MatMul: matMul,
  Softmax: softmax,
  LogSoftmax: logSoftmax,
  ...rulesFor('BatchMatMul BatchMatMulV2 BatchMatMulV3', () => batchMatMul),
}
