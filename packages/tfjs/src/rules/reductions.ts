import { intConstant, type LoweredDType, refuse, refuseOpen } from '@zoo/graph'
import { type Check, FLOAT, NUMBERS, type Rules, rule, rulesFor, takes } from './rule.js'

/** Reduces along axes that are known before the run, in these dtypes. */
const reduces =
  (...dtypes: readonly LoweredDType[]): Check =>
  (view) => {
    view.only(0, dtypes)
    view.constant(1, 'axes')
    return undefined
  }

const arg: Check = (view) => {
  view.only(0, NUMBERS)
  view.constant(1, 'axis')
  return undefined
}

const topK: Check = (view) => {
  view.only(0, NUMBERS)
  view.constant(1, 'count')
  if (!view.bool('sorted', true)) refuse('it leaves the order of its result open')
  return undefined
}

const norm: Check = (view) => {
  view.only(0, FLOAT)
  const axes = view.numbers(1, 'axes').length
  if (axes !== 1 && axes !== 2) refuse(`it reduces along ${axes} axes`)
  return undefined
}

/** An axis counted from the end gives a wrong shape, and on the wasm backend overwrites memory. */
const cumulative: Check = (view) => {
  view.only(0, FLOAT)
  const [x, axis] = [view.input(0), view.numbers(1, 'axis')[0] ?? 0]
  return { inputs: [x, intConstant('axis', [view.axis(axis, x.shape.length)], [])] }
}

/** A product of matrices of which each list of batch dimensions is stretched is calculated with the wrong matrices. */
const matMul: Check = (view) => {
  view.only(0, FLOAT)
  const [a, b] = [view.input(0).shape.slice(0, -2), view.input(1).shape.slice(0, -2)]
  const single = [a, b].some((batch) => batch.every((dimension) => dimension === 1))
  const same = a.length === b.length && a.every((dimension, i) => dimension !== null && dimension === b[i])
  // Of one batch dimension each, any two that TensorFlow takes are the same or one of them is 1.
  const lists = a.length === 1 && b.length === 1
  if (!single && !same && !lists) refuseOpen('its batch dimensions are stretched, or not known before the run')
  return undefined
}

/** Ops that make one element of many. */
export const REDUCTIONS: Rules = {
  ...rulesFor('All Any', reduces('bool')),
  ...rulesFor('Max Min', reduces(...NUMBERS)),
  ...rulesFor('Mean Prod', reduces(...FLOAT)),
  ...rulesFor('ArgMax ArgMin', arg),
  ...rulesFor('BatchMatMul BatchMatMulV2 MatMul', matMul, 'BatchMatMul'),
  Cumsum: rule('Cumsum', cumulative),
  EuclideanNorm: rule('Square Sum Sqrt', norm),
  LogSoftmax: rule('Max Sub Exp Sum Log', takes(...FLOAT)),
  Softmax: rule('Softmax', takes(...FLOAT)),
  Sum: rule('Sum', reduces(...FLOAT, 'int32')),
  TopKV2: rule('TopK', topK),
}
