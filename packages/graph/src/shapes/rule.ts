import { boolAttr, intAttr, intsAttr, stringAttr } from '../graphdef/attr.js'
import type { Node } from '../graphdef/graph.js'
import type { PartialShape } from '../spec.js'
import type { Outcome, PartialValue, TensorFacts } from './facts.js'

/** A node with what is known of its inputs: all that a rule sees. */
export class OpView {
  readonly node: Node
  /** The data inputs in order; control inputs left out. */
  readonly inputs: readonly TensorFacts[]

  constructor(node: Node, inputs: readonly TensorFacts[]) {
    this.node = node
    this.inputs = inputs
  }

  /** The shape of an input; null when its rank is unknown or there is no such input. */
  shape(input: number): PartialShape {
    return this.inputs[input]?.shape ?? null
  }

  /** The elements of an input, when it holds few integers; undefined otherwise. */
  value(input: number): PartialValue | undefined {
    return this.inputs[input]?.value
  }

  /** The elements of an input when every one is known; undefined otherwise. */
  known(input: number): readonly number[] | undefined {
    const value = this.value(input)
    return value?.includes(null) ? undefined : (value as readonly number[] | undefined)
  }

  /** The one element of an input when it is known; undefined otherwise. */
  one(input: number): number | undefined {
    return this.value(input)?.[0] ?? undefined
  }

  int(name: string, fallback: number): number {
    return intAttr(this.node, name) ?? fallback
  }

  ints(name: string): readonly number[] | undefined {
    return intsAttr(this.node, name)
  }

  bool(name: string): boolean {
    return boolAttr(this.node, name) ?? false
  }

  string(name: string, fallback: string): string {
    return stringAttr(this.node, name) ?? fallback
  }
}

/**
 * What an op puts out, from what goes in: an outcome for each output, or one for the only output. Must be right for every
 * input that TensorFlow accepts, and say unknown rather than guess.
 */
export type ShapeRule = (op: OpView) => Outcome | readonly Outcome[]

/** Rules by op. */
export type ShapeRules = Readonly<Record<string, ShapeRule>>

/** The same rule for several ops, their names separated by white space. */
export const rulesFor = <Rule = ShapeRule>(ops: string, rule: Rule): Readonly<Record<string, Rule>> =>
  Object.fromEntries(
    ops
      .trim()
      .split(/\s+/)
      .map((op) => [op, rule]),
  )

/** An axis counted from the front, or undefined when there is no such axis. */
export const frontAxis = (axis: number, rank: number): number | undefined => {
  const front = axis < 0 ? axis + rank : axis
  return front >= 0 && front < rank ? front : undefined
}
