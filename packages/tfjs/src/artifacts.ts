import { type Constant, isConstant, type Operation, type Program, type Value } from '@zoo/graph'
import { type AttrJson, attrsJson } from './attrs.js'
import { type HeldDType, heldDtype, heldElements } from './held.js'
import type { Rewriting } from './rules/index.js'

/** A node of a graph as protobuf's JSON has it. */
export interface NodeJson {
  readonly name: string
  readonly op: string
  readonly input: readonly string[]
  readonly attr: Readonly<Record<string, AttrJson>>
}

/** A graph model as TensorFlow.js loads one from memory. */
export interface Artifacts {
  readonly modelTopology: { readonly node: readonly NodeJson[]; readonly versions: Readonly<Record<string, number>> }
  readonly weightSpecs: { name: string; shape: number[]; dtype: HeldDType }[]
  /** One after another. */
  weightData: ArrayBuffer
}

/** A program as a graph model, and what its tensors are called there. */
export interface Emitted {
  readonly nodes: readonly NodeJson[]
  readonly weights: ReadonlyMap<string, Constant>
  /** In the order of the program's inputs. */
  readonly inputs: readonly string[]
  /** In the order of the program's outputs; undefined for a constant. */
  readonly outputs: readonly (string | undefined)[]
}

/**
 * Writes a program as a graph model. Tensors get names of our own making: TensorFlow.js uses names as keys of plain objects
 * and separates them by commas and colons, so not every name of a graph is safe there.
 * @param rewritings how each operation is written
 */
export function emitProgram(program: Program, rewritings: readonly Rewriting[]): Emitted {
  const names = new Map<Value, string>()
  const nodes: NodeJson[] = []
  const weights = new Map<string, Constant>()
  for (const [i, input] of program.inputs.entries()) {
    names.set(input, `x${i}`)
    nodes.push({ name: `x${i}`, op: 'Placeholder', input: [], attr: {} })
  }
  const nameOf = (value: Value): string => {
    const known = names.get(value)
    if (known !== undefined) return known
    const name = `w${weights.size}`
    weights.set(name, value as Constant)
    names.set(value, name)
    nodes.push({ name, op: 'Const', input: [], attr: {} })
    return name
  }
  for (const [i, operation] of program.operations.entries()) {
    nodes.push(nodeOf(`n${i}`, operation, rewritings[i]!, nameOf))
    for (const [k, output] of operation.outputs.entries()) names.set(output, k === 0 ? `n${i}` : `n${i}:${k}`)
  }
  return {
    nodes,
    weights,
    inputs: program.inputs.map((input) => names.get(input)!),
    outputs: program.outputs.map((output) => (isConstant(output) ? undefined : names.get(output)!)),
  }
}

const nodeOf = (
  name: string,
  { op, node, inputs }: Operation,
  rewriting: Rewriting,
  nameOf: (value: Value) => string,
): NodeJson => ({
  name,
  op: rewriting.op ?? op,
  input: (rewriting.inputs ?? inputs).map(nameOf),
  attr: { ...attrsJson(node.attrs), ...rewriting.attrs },
})

/** What TensorFlow.js loads; made anew each time, since the weights are large and it keeps copies of its own. */
export function artifactsOf({ nodes, weights }: Pick<Emitted, 'nodes' | 'weights'>): Artifacts {
  // Bools last, for they are one byte each, and the others are to be aligned.
  const all = [...weights].sort(([, a], [, b]) => Number(a.dtype === 'bool') - Number(b.dtype === 'bool'))
  return {
    modelTopology: { node: nodes, versions: { producer: 1, minConsumer: 1 } },
    weightSpecs: all.map(([name, { shape, dtype }]) => ({ name, shape: [...shape], dtype: heldDtype(dtype) })),
    weightData: joined(all.map(([, weight]) => weight)),
  }
}

/** The elements of all weights, one after another as TensorFlow.js holds them. */
const joined = (weights: readonly Constant[]): ArrayBuffer => {
  const sizes = weights.map(({ dtype, size }) => (dtype === 'bool' ? size : 4 * size))
  const all = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0))
  let at = 0
  for (const [i, weight] of weights.entries()) {
    const { dtype } = weight
    const part = all.subarray(at, at + sizes[i]!)
    at += part.length
    if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') weight.writeTo(part)
    else part.set(new Uint8Array(heldElements(dtype, weight.data).buffer))
  }
  return all.buffer
}
