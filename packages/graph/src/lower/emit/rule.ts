import { boolAttr, floatAttr, intAttr, intsAttr, stringAttr } from '../../graphdef/attr.js'
import { numbersOf } from '../evaluate.js'
import type { Operation } from '../program.js'
import { refuse } from '../refusal.js'
import { type Constant, isConstant, type LoweredDType, type Value } from '../value.js'
import { ACTIVATION, type Emitter } from './emitter.js'

/** An operation as a rule sees it: its operands, and its attributes with their defaults. */
export class OperationView {
  readonly operation: Operation

  constructor(operation: Operation) {
    this.operation = operation
  }

  /** Operand `i`. Refuses when there is none. */
  input(i: number): Value {
    return this.operation.inputs[i] ?? refuse(`it has no input ${i}`)
  }

  /** The elements of operand `i` as numbers. Refuses when they are known only in the run. */
  constant(i: number, what: string): Constant {
    const value = this.input(i)
    return isConstant(value) ? value : refuse(`its ${what} are not constant`)
  }

  numbers(i: number, what: string): number[] {
    return numbersOf(this.constant(i, what))
  }

  get output(): Value {
    return this.operation.outputs[0]!
  }

  /** The number of the activation that was fused into the operation. */
  get activation(): number {
    return ACTIVATION[this.operation.activation ?? 'none']
  }

  int(name: string, fallback: number): number {
    return intAttr(this.operation.node, name) ?? fallback
  }

  ints(name: string): readonly number[] | undefined {
    return intsAttr(this.operation.node, name)
  }

  float(name: string, fallback: number): number {
    return floatAttr(this.operation.node, name) ?? fallback
  }

  bool(name: string): boolean {
    return boolAttr(this.operation.node, name) ?? false
  }

  string(name: string, fallback: string): string {
    return stringAttr(this.operation.node, name) ?? fallback
  }

  /** Refuses unless operand `i` has one of these dtypes, which TensorFlow Lite's kernel takes. */
  only(i: number, dtypes: readonly LoweredDType[]): void {
    const { dtype } = this.input(i)
    if (!dtypes.includes(dtype)) refuse(`TensorFlow Lite has no kernel of it for ${dtype}`)
  }

  /** An axis counted from the front of operand `i`. */
  axis(axis: number, rank: number): number {
    const front = axis < 0 ? axis + rank : axis
    return front >= 0 && front < rank ? front : refuse(`its axis ${axis} is none of ${rank}`)
  }
}

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
