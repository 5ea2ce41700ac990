import type { OperationView } from '../operation-view.js'
import type { LoweredDType, Value } from '../value.js'
import type { Emitter } from './emitter.js'

/** Writes an operation as TensorFlow Lite operators, or refuses. */
export type EmitRule = (view: OperationView, emitter: Emitter) => void

/** Rules by op of TensorFlow. */
export type EmitRules = Readonly<Record<string, EmitRule>>

/** Outputs nobody takes have no dtype and shape of their own yet; an operator writes all of its outputs. */
export const withShape = (output: Value, shape: Value['shape'], dtype: LoweredDType): Value =>
  output.dtype === dtype && output.shape.length === shape.length ? output : { ...output, dtype, shape }

/** The same rule for several ops. */
export const rulesFor = (ops: string, rule: (op: string) => EmitRule): EmitRules =>
  Object.fromEntries(
    ops
      .trim()
      .split(/\s+/)
      .map((op) => [op, rule(op)]),
  )

export const FLOAT: readonly LoweredDType[] = ['float32']
export const NUMBERS: readonly LoweredDType[] = ['float32', 'int32', 'int64']
/** What ops that only move elements take. */
export const MOVED: readonly LoweredDType[] = ['float32', 'int32', 'int64', 'int8', 'uint8']
