import type { Node } from '../graphdef/graph.js'
import type { Value } from './value.js'

/** What a convolution or addition may do to its result before it is written. */
export type Activation = 'none' | 'relu' | 'relu6'

/** An operation in TensorFlow's vocabulary, its attributes those of the node it came from. */
export interface Operation {
  readonly op: string
  /** The node it came from: has the attributes, and is what a refusal names. */
  readonly node: Node
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  /** Set by fusing; absent is none. */
  readonly activation?: Activation
}

/** A graph made straight: operations in an order in which each comes after what it takes. Immutable. */
export interface Program {
  readonly operations: readonly Operation[]
  /** In the order of the feeds. */
  readonly inputs: readonly Value[]
  /** In the order of the fetches; a value may stand for several. */
  readonly outputs: readonly Value[]
}

/** A step of the lowering: a program that answers the same. */
export type Pass = (program: Program) => Program

/** Who makes and who takes each value of a program; found out when first asked. */
export class Links {
  readonly #program: Program
  #producers: Map<Value, Operation> | undefined
  #consumers: Map<Value, Operation[]> | undefined
  #outputs: Set<Value> | undefined

  constructor(program: Program) {
    this.#program = program
  }

  /** The operation that computes a value; undefined for what is fed or constant. */
  producer(value: Value): Operation | undefined {
    this.#producers ??= new Map(this.#program.operations.flatMap((op) => op.outputs.map((output) => [output, op])))
    return this.#producers.get(value)
  }

  /** The one operation that takes a value, when nothing else takes it and it is not fetched. */
  onlyConsumer(value: Value): Operation | undefined {
    this.#consumers ??= consumersOf(this.#program.operations)
    this.#outputs ??= new Set(this.#program.outputs)
    const consumers = this.#consumers.get(value)
    return consumers?.length === 1 && !this.#outputs.has(value) ? consumers[0] : undefined
  }
}

const consumersOf = (operations: readonly Operation[]): Map<Value, Operation[]> => {
  const consumers = new Map<Value, Operation[]>()
  for (const operation of operations) {
    for (const input of operation.inputs) {
      const known = consumers.get(input)
      if (known) known.push(operation)
      else consumers.set(input, [operation])
    }
  }
  return consumers
}

/** What becomes of an operation: others in its place, values that stand for its outputs, operations that go with it. */
export interface Rewriting {
  readonly operations?: readonly Operation[]
  readonly replaced?: readonly (readonly [Value, Value])[]
  readonly absorbed?: readonly Operation[]
}

/**
 * The program with each operation rewritten as the rule says, in order; the rule sees inputs already replaced, and leaves
 * an operation as it is by answering undefined. `absorbed` operations come later in order and are dropped.
 */
export const rewrite = (
  program: Program,
  rule: (operation: Operation, links: Links) => Rewriting | undefined,
): Program => {
  const links = new Links(program)
  const replaced = new Map<Value, Value>()
  const absorbed = new Set<Operation>()
  const current = (value: Value): Value => {
    let last = value
    for (let next = replaced.get(last); next; next = replaced.get(last)) last = next
    return last
  }
  const operations: Operation[] = []
  for (const original of program.operations) {
    if (absorbed.has(original)) continue
    const inputs = original.inputs.map(current)
    const operation = inputs.every((input, i) => input === original.inputs[i]) ? original : { ...original, inputs }
    const rewriting = rule(operation, links)
    if (!rewriting) {
      operations.push(operation)
      continue
    }
    operations.push(...(rewriting.operations ?? []))
    for (const [from, to] of rewriting.replaced ?? []) replaced.set(from, to)
    for (const gone of rewriting.absorbed ?? []) absorbed.add(gone)
  }
  return { operations, inputs: program.inputs, outputs: program.outputs.map(current) }
}

/** The program without the operations whose results nothing takes. */
export const withoutDeadCode: Pass = (program) => {
  const needed = new Set<Value>(program.outputs)
  const kept: Operation[] = []
  for (const operation of program.operations.toReversed()) {
    if (!operation.outputs.some((output) => needed.has(output))) continue
    for (const input of operation.inputs) needed.add(input)
    kept.push(operation)
  }
  return { ...program, operations: kept.toReversed() }
}
