import type { DType } from '../dtype.js'
import type { Node } from '../graphdef/graph.js'
import type { ConstantData } from '../graphdef/tensor-value.js'

/** The dtypes that lowered tensors have: those that both engines and TensorFlow Lite's kernels calculate with. */
export type LoweredDType = Extract<DType, 'float32' | 'int8' | 'uint8' | 'int32' | 'int64' | 'bool'>

/** The elements of a constant. */
export type Elements = ConstantData[LoweredDType]

/** A tensor of a program. Told apart by identity: two with the same name are two. */
export interface Value {
  readonly name: string
  readonly dtype: LoweredDType
  /** null where any size may be fed. */
  readonly shape: readonly (number | null)[]
  /** The elements of a constant, row-major; absent for what is fed or computed. */
  readonly data?: Elements
}

/** A constant among values. */
export interface Constant extends Value {
  readonly shape: readonly number[]
  readonly data: Elements
}

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

/** Whether a value is a constant. */
export const isConstant = (value: Value | undefined): value is Constant => value?.data !== undefined

/** A constant of float32 elements. */
export const floatConstant = (name: string, shape: readonly number[], data: Float32Array): Constant => ({
  name,
  dtype: 'float32',
  shape,
  data,
})

/** A constant of int32 elements: axes, sizes, paddings. */
export const intConstant = (
  name: string,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Constant => ({
  name,
  dtype: 'int32',
  shape,
  data: Int32Array.from(values),
})

/** Who makes and who takes each value of a program. */
export class Links {
  readonly #producers = new Map<Value, Operation>()
  readonly #consumers = new Map<Value, Operation[]>()
  readonly #outputs: ReadonlySet<Value>

  constructor(program: Program) {
    this.#outputs = new Set(program.outputs)
    for (const operation of program.operations) {
      for (const output of operation.outputs) this.#producers.set(output, operation)
      for (const input of operation.inputs) {
        const known = this.#consumers.get(input)
        if (known) known.push(operation)
        else this.#consumers.set(input, [operation])
      }
    }
  }

  /** The operation that computes a value; undefined for what is fed or constant. */
  producer(value: Value): Operation | undefined {
    return this.#producers.get(value)
  }

  /** The one operation that takes a value, when nothing else takes it and it is not fetched. */
  onlyConsumer(value: Value): Operation | undefined {
    const consumers = this.#consumers.get(value)
    return consumers?.length === 1 && !this.#outputs.has(value) ? consumers[0] : undefined
  }
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
