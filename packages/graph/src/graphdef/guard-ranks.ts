import { TENSORFLOW_DTYPE } from '../dtype.js'
import { type Attr, intAttr, stringAttr } from './attr.js'
import type { FunctionBody, Graph, Node } from './graph.js'
import { KnownRanks } from './known-rank.js'
import { OPERAND_RANKS } from './operand-ranks.js'
import type { Input } from './tensor-name.js'

/** What an operand has to be: its rank, and how the node says its dtype. */
interface Operand {
  /** null where it is the number of axes in `data_format`. */
  readonly rank: number | null
  readonly typeAttr: string
  readonly fallback: Attr | undefined
  /** The attribute that says how many operands in a row are so; empty for one. */
  readonly countAttr: string
}

/** The rank of an image or volume as a node's `data_format` writes it: NHWC, NCHW, NDHWC or NCDHW. */
const axesOf = (node: Node): number => (stringAttr(node, 'data_format')?.length === 5 ? 5 : 4)

const parseOperand = (text: string): Operand | undefined => {
  if (text === '_') return undefined
  const [, countAttr = '', rank, type, named] = /^(?:(\w+)\*)?([\dD]):(\w+)(?:=(\w+))?$/.exec(text)!
  const literal = TENSORFLOW_DTYPE[(named ?? type) as keyof typeof TENSORFLOW_DTYPE]
  return {
    rank: rank === 'D' ? null : Number(rank),
    typeAttr: type!,
    countAttr,
    fallback: literal === undefined ? undefined : { kind: 'type', value: literal },
  }
}

const OPERANDS: ReadonlyMap<string, readonly (Operand | undefined)[]> = new Map(
  OPERAND_RANKS.flatMap(([ranks, ops]) => {
    const operands = ranks.split(' ').map(parseOperand)
    return ops.split(' ').map((op) => [op, operands] as const)
  }),
)

/** A graph and its functions, with the guards that `guardRanks` adds. */
export const guardGraph = (
  graph: Pick<Graph, 'nodes' | 'functions'>,
): { readonly nodes: readonly Node[]; readonly functions: ReadonlyMap<string, FunctionBody> } => ({
  nodes: guardRanks(graph.nodes, false),
  functions: new Map(
    [...graph.functions].map(([name, body]) => [name, { ...body, nodes: guardRanks(body.nodes, true) }]),
  ),
})

/**
 * The nodes of a graph or of a function, with an `EnsureShape` before each operand whose rank an op takes for granted and the
 * graph does not tell: libtensorflow then refuses the run where it would end the process. Where the graph tells every rank,
 * these are the same nodes.
 * @param inFunction whether the nodes are a function's, whose inputs name the output they take
 */
export const guardRanks = (nodes: readonly Node[], inFunction: boolean): readonly Node[] => {
  if (!nodes.some((node) => OPERANDS.has(node.op))) return nodes
  const ranks = new KnownRanks(nodes)
  const names = new Set(nodes.map(({ name }) => name))
  const guards = new Map<string, Node>()
  const guarded = nodes.map((node) => {
    const specs = OPERANDS.get(node.op)
    if (!specs) return node
    const operands = specs.flatMap((spec) => new Array<Operand | undefined>(countOf(node, spec)).fill(spec))
    let changed = false
    const inputs = node.inputs.map((input, place): Input => {
      const operand = operands[place]
      if (!operand || input.control) return input
      const rank = operand.rank ?? axesOf(node)
      if (input.output === 0 && ranks.of(input.node) === rank) return input
      const type = node.attrs.get(operand.typeAttr) ?? operand.fallback
      if (!type) return input
      changed = true
      return guardOf(input, rank, type, guards, names, inFunction)
    })
    return changed ? { ...node, inputs } : node
  })
  return guards.size === 0 ? nodes : [...guarded, ...guards.values()]
}

/** How many operands an entry stands for; no more than the node has, whatever its attributes say. */
const countOf = (node: Node, spec: Operand | undefined): number => {
  if (!spec?.countAttr) return 1
  return Math.max(0, Math.min(intAttr(node, spec.countAttr) ?? 0, node.inputs.length))
}

/** The output of the guard before a tensor, made once for each rank. */
const guardOf = (
  input: Input,
  rank: number,
  type: Attr,
  guards: Map<string, Node>,
  names: Set<string>,
  inFunction: boolean,
): Input => {
  const key = JSON.stringify([input.node, input.port, input.output, rank, type])
  let guard = guards.get(key)
  if (!guard) {
    let name = `${input.node}/rank_${rank}`
    while (names.has(name)) name += '_'
    names.add(name)
    const shape: Attr = { kind: 'shape', value: new Array<null>(rank).fill(null) }
    guard = {
      name,
      op: 'EnsureShape',
      device: '',
      inputs: [input],
      attrs: new Map([
        ['T', type],
        ['shape', shape],
      ]),
    }
    guards.set(key, guard)
  }
  return { node: guard.name, output: 0, control: false, ...(inFunction ? { port: 'output' } : {}) }
}
