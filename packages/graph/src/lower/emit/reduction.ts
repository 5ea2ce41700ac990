import { TFLITE_DTYPE } from '../../dtype.js'
import type { OperationView } from '../operation-view.js'
import { refuse, refuseOpen } from '../refusal.js'
import type { LoweredDType, Value } from '../value.js'
import type { Emitter } from './emitter.js'
import { Formula } from './formula.js'
import { options } from './options.js'
import { type EmitRule, type EmitRules, FLOAT, NUMBERS, rulesFor, withShape } from './rule.js'

const BOOLS: readonly LoweredDType[] = ['bool']

const REDUCERS: Readonly<Record<string, readonly [builtin: string, dtypes: readonly LoweredDType[]]>> = {
  All: ['REDUCE_ALL', BOOLS],
  Any: ['REDUCE_ANY', BOOLS],
  Max: ['REDUCE_MAX', NUMBERS],
  Mean: ['MEAN', FLOAT],
  Min: ['REDUCE_MIN', NUMBERS],
  Prod: ['REDUCE_PROD', NUMBERS],
  Sum: ['SUM', NUMBERS],
}

const reduce =
  (op: string): EmitRule =>
  (view, emitter) => {
    const [builtin, dtypes] = REDUCERS[op]!
    view.only(0, dtypes)
    emitReduction(view, emitter, builtin, view.input(0), view.output)
  }

/** The square root of the sum of squares. */
const norm: EmitRule = (view, emitter) => {
  view.only(0, FLOAT)
  const f = new Formula(emitter, view.output)
  const sum = emitter.temporary(view.output)
  emitReduction(view, emitter, 'SUM', f.step('SQUARE', view.input(0)), sum)
  emitter.rename(f.exact('SQRT', sum), view.output)
}

const emitReduction = (view: OperationView, emitter: Emitter, builtin: string, x: Value, output: Value): void => {
  const axes = view.numbers(1, 'axes').map((axis) => view.axis(axis, x.shape.length))
  // Along no axis, each element is its own result; so is a scalar's.
  if (axes.length === 0) emitter.reshape(x, output)
  else {
    emitter.add(builtin, [x, emitter.ints(x, axes)], [output], options('Reducer', { keepDims: view.bool('keep_dims') }))
  }
}

const arg =
  (op: string): EmitRule =>
  (view, emitter) => {
    view.only(0, ['float32', 'int32', 'int8', 'uint8'])
    const x = view.input(0)
    const axis = view.axis(view.numbers(1, 'axes')[0] ?? 0, x.shape.length)
    const { dtype } = view.output
    if (dtype !== 'int32' && dtype !== 'int64') return refuse(`its result is ${dtype}`)
    const builtin = op === 'ArgMax' ? 'ARG_MAX' : 'ARG_MIN'
    emitter.add(
      builtin,
      [x, emitter.ints(x, [axis], [])],
      [view.output],
      options(op as 'ArgMax', { outputType: TFLITE_DTYPE[dtype] }),
    )
  }

const topK: EmitRule = (view, emitter) => {
  view.only(0, NUMBERS)
  const x = view.input(0)
  const k = view.operation.inputs.length > 1 ? view.numbers(1, 'count')[0]! : view.int('k', 1)
  const shape = x.shape.with(-1, k)
  // The kernel takes the size of its result as unknown before the run when any of the input's is open.
  if (x.shape.includes(null)) refuseOpen('it picks from a tensor with an open dimension')
  const [values, indices] = view.operation.outputs
  emitter.add(
    'TOPK_V2',
    [x, emitter.ints(x, [k], [])],
    [withShape(values!, shape, x.dtype), withShape(indices!, shape, 'int32')],
  )
}

const cumulativeSum: EmitRule = (view, emitter) => {
  view.only(0, NUMBERS)
  const x = view.input(0)
  const axis = view.axis(view.numbers(1, 'axis')[0] ?? 0, x.shape.length)
  const flags = { exclusive: view.bool('exclusive'), reverse: view.bool('reverse') }
  emitter.add('CUMSUM', [x, emitter.ints(x, [axis], [])], [view.output], options('Cumsum', flags))
}

/** Ops that make one element of many. */
export const REDUCTIONS: EmitRules = {
  ...rulesFor(Object.keys(REDUCERS).join(' '), reduce),
  ...rulesFor('ArgMax ArgMin', arg),
  ...rulesFor('TopK TopKV2', () => topK),
  Cumsum: cumulativeSum,
  EuclideanNorm: norm,
}
