import { refuseOpen } from '../refusal.js'
import type { LoweredDType, Value } from '../value.js'
import { boolsAsBytes } from './bytes.js'
import type { Emitter } from './emitter.js'
import { options } from './options.js'
import { type EmitRule, type EmitRules, MOVED, rulesFor, withShape } from './rule.js'

const concat =
  (op: string): EmitRule =>
  (view, emitter) => {
    const all = view.operation.inputs.length
    const axisInput = op === 'Concat' ? 0 : all - 1
    const parts = view.operation.inputs.filter((_, i) => i !== axisInput)
    const axis = view.axis(view.numbers(axisInput, 'axis')[0]!, view.output.shape.length)
    emitter.add('CONCATENATION', parts, [view.output], options('Concatenation', { axis, activation: 0 }))
  }

const pack: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  const axis = view.axis(view.int('axis', 0), view.output.shape.length)
  const { inputs } = view.operation
  emitter.add('PACK', inputs, [view.output], options('Pack', { valuesCount: inputs.length, axis }))
}

/** The operators that take tensors apart by count have no kernel for int64. */
const COUNTED: readonly LoweredDType[] = ['float32', 'int32', 'int8', 'uint8']

const unpack: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  const x = view.input(0)
  const axis = view.axis(view.int('axis', 0), x.shape.length)
  const outputs = view.operation.outputs.map((output) => withShape(output, x.shape.toSpliced(axis, 1), x.dtype))
  if (COUNTED.includes(x.dtype)) {
    return emitter.add('UNPACK', [x], outputs, options('Unpack', { num: outputs.length, axis }))
  }
  const parts = outputs.map((output) => emitter.temporary(output, x.shape.with(axis, 1)))
  emitSplit(
    emitter,
    x,
    axis,
    parts,
    parts.map(() => 1),
  )
  for (const [i, output] of outputs.entries()) emitter.reshape(parts[i]!, output)
}

const split: EmitRule = (view, emitter) => {
  view.only(1, MOVED)
  const x = view.input(1)
  const axis = view.axis(view.numbers(0, 'axis')[0]!, x.shape.length)
  const length = x.shape[axis]
  const part = typeof length === 'number' ? length / view.operation.outputs.length : null
  const outputs = view.operation.outputs.map((output) => withShape(output, x.shape.with(axis, part), x.dtype))
  if (COUNTED.includes(x.dtype)) {
    emitter.add('SPLIT', [emitter.ints(x, [axis], []), x], outputs, options('Split', { numSplits: outputs.length }))
  } else if (part === null) refuseOpen('the axis that it splits is open')
  else
    emitSplit(
      emitter,
      x,
      axis,
      outputs,
      outputs.map(() => part),
    )
}

const emitSplit = (
  emitter: Emitter,
  x: Value,
  axis: number,
  outputs: readonly Value[],
  sizes: readonly number[],
): void =>
  emitter.add(
    'SPLIT_V',
    [x, emitter.ints(x, sizes), emitter.ints(x, [axis], [])],
    outputs,
    options('SplitV', { numSplits: sizes.length }),
  )

const splitBySizes: EmitRule = (view, emitter) => {
  view.only(0, MOVED)
  const x = view.input(0)
  const sizes = view.numbers(1, 'sizes')
  const axis = view.axis(view.numbers(2, 'axis')[0]!, x.shape.length)
  const outputs = view.operation.outputs.map((output, i) =>
    withShape(output, x.shape.with(axis, sizes[i]! < 0 ? null : sizes[i]!), x.dtype),
  )
  emitSplit(emitter, x, axis, outputs, sizes)
}

/** Ops that join tensors along an axis, or take them apart. */
export const JOINING: EmitRules = {
  Pack: boolsAsBytes(pack),
  Split: boolsAsBytes(split),
  SplitV: boolsAsBytes(splitBySizes),
  Unpack: boolsAsBytes(unpack),
  ...rulesFor('Concat ConcatV2', (op) => boolsAsBytes(concat(op))),
}
