import { boolAttr, floatAttr, intAttr, intsAttr, stringAttr } from '../graphdef/attr.js'
import { numbersOf } from './evaluate.js'
import type { Activation, Operation } from './program.js'
import { refuse, refuseOpen } from './refusal.js'
import { type Constant, isConstant, type LoweredDType, type Value } from './value.js'

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
    return isConstant(value) ? value : refuseOpen(`its ${what} are not constant`)
  }

  numbers(i: number, what: string): number[] {
    return numbersOf(this.constant(i, what))
  }

  get output(): Value {
    return this.operation.outputs[0]!
  }

  /** The activation that was fused into the operation. */
  get activation(): Activation {
    return this.operation.activation ?? 'none'
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

  bool(name: string, fallback = false): boolean {
    return boolAttr(this.operation.node, name) ?? fallback
  }

  string(name: string, fallback: string): string {
    return stringAttr(this.operation.node, name) ?? fallback
  }

  /** Refuses unless operand `i` has one of these dtypes, which the engine's kernel takes. */
  only(i: number, dtypes: readonly LoweredDType[]): void {
    const { dtype } = this.input(i)
    if (!dtypes.includes(dtype)) refuse(`there is no kernel of it for ${dtype}`)
  }

  /** An axis counted from the front of operand `i`. */
  axis(axis: number, rank: number): number {
    const front = axis < 0 ? axis + rank : axis
    return front >= 0 && front < rank ? front : refuse(`its axis ${axis} is none of ${rank}`)
  }
}
