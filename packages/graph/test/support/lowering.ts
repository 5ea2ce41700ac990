import { readGraph } from '../../src/graphdef/read.js'
import { type Lowered, lower } from '../../src/lower/lower.js'
import type { Program } from '../../src/lower/program.js'
import type { PartialShape } from '../../src/spec.js'
import { readTflite } from '../../src/tflite/read.js'
import { graphBytes, type TestAttr, type TestNode } from './graph-bytes.js'

/** A constant of float32 numbers. */
export const floats = (
  name: string,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): TestNode => ({
  name,
  op: 'Const',
  attrs: {
    dtype: { type: 'float32' },
    value: { tensor: { dtype: 'float32', shape, content: new Uint8Array(Float32Array.from(values).buffer) } },
  },
})

/** A node on float32, its inputs by name. */
export const float = (
  name: string,
  op: string,
  inputs: readonly string[],
  attrs: Readonly<Record<string, TestAttr>> = {},
): TestNode => ({ name, op, inputs, attrs: { T: { type: 'float32' }, ...attrs } })

/** A convolution of stride 1, SAME unless said otherwise. */
export const conv2d = (name: string, input: string, filter: string, attrs: Readonly<Record<string, TestAttr>> = {}) =>
  float(name, 'Conv2D', [input, filter], { strides: { ints: [1, 1, 1, 1] }, padding: { string: 'SAME' }, ...attrs })

/** What is fed and fetched. */
export interface Request {
  readonly feeds: Readonly<Record<string, PartialShape>>
  readonly fetches: readonly string[]
}

/** Lowers a graph of test nodes. `programs` are those after each pass, by its name. */
export const lowerNodes = (
  nodes: readonly TestNode[],
  { feeds, fetches }: Request,
): Lowered & { readonly programs: ReadonlyMap<string, Program> } => {
  const programs = new Map<string, Program>()
  const request = { feeds: new Map(Object.entries(feeds).map(([name, shape]) => [name, { shape }])), fetches }
  const lowered = lower(readGraph(graphBytes({ nodes })), request, (pass, program) => programs.set(pass, program))
  return { ...lowered, programs }
}

/** The ops of the program after a pass. */
export const opsAfter = (pass: string, nodes: readonly TestNode[], request: Request): readonly string[] =>
  lowerNodes(nodes, request)
    .programs.get(pass)!
    .operations.map(({ op, activation }) => (activation ? `${op}+${activation}` : op))

/** The operators of the lowered model. */
export const operatorsOf = (nodes: readonly TestNode[], request: Request): readonly string[] =>
  readTflite(lowerNodes(nodes, request).bytes!).subgraphs[0]!.operators.map(({ op }) => op)
