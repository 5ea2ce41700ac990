import { UnsupportedGraphError, type UnsupportedNode } from './errors.js'
import { type Attr, stringAttr } from './graphdef/attr.js'
import { attrsWithin, namedFunctions } from './graphdef/calls.js'
import { operandObjection } from './graphdef/check-operands.js'
import { valueObjections } from './graphdef/check-values.js'
import type { FunctionBody, Graph, Node } from './graphdef/graph.js'
import { isKnownOp } from './graphdef/outputs.js'
import { isForeign } from './tflite/custom-ops.js'
import type { TfliteModel } from './tflite/model.js'
import { UNSAFE_OPS } from './unsafe-ops.js'

/** Why an op is not allowed, by its name; the first that fits. */
const REASONS: readonly (readonly [ops: RegExp, reason: string])[] = [
  [/PyFunc|PyClient/, 'runs code of the host program'],
  [/Dataset|Iterator|Reader|^RecordInput$|^Skipgram$/, 'reads data from files or elsewhere'],
  [/Summary(Writer|DbWriter)|^Write\w*Summary$|^ImportEvent$/, 'writes log files'],
  [
    /File|^(Save|Restore|Sharded|MergeV2Checkpoints|DistributedSave|ImmutableConst|DumpTensor|LoadAndRemapMatrix)|^(GenerateVocabRemapping|FixedUnigramCandidateSampler|EncodeProto|DecodeProtoV2)$/,
    'reads or writes files',
  ],
  [
    /^_?(Host)?(Send|Recv)|^(Collective|Nccl|Rpc|RemoteCall|DataService)|TPU|^Xla/,
    'exchanges data with other devices or machines',
  ],
  [/^Debug|^Copy(Host)?$/, 'sends tensors to a debugger'],
  [/Session(Handle|Tensor)/, 'keeps tensors beyond a run'],
  [/Queue|^Barrier|Stage|Accumulator|^Batch(Function)?$|^Unbatch|^Mutex/, 'waits for what other runs do'],
  [/^Abort$/, 'ends the process'],
]

const UNKNOWN_OP = 'is none of the operations known to do nothing but compute'

const reasonFor = (op: string): string => REASONS.find(([ops]) => ops.test(op))?.[1] ?? UNKNOWN_OP

/** Where `PrintV2` may print: the console. Anything else is a file, or decided by the caller. */
const CONSOLE: ReadonlySet<string> = new Set(['stdout', 'stderr', 'log(info)', 'log(warning)', 'log(error)'])

type Functions = ReadonlyMap<string, FunctionBody>

/** Why a node may not run, or undefined when it may. */
const objection = (node: Node, functions: Functions): string | undefined => {
  const { op, attrs } = node
  if (!functions.has(op)) {
    if (!isKnownOp(op)) return reasonFor(op)
    const unsafe = UNSAFE_OPS.get(op) ?? operandObjection(node)
    if (unsafe) return unsafe
    if (op === 'PrintV2' && attrs.has('output_stream') && !CONSOLE.has(stringAttr(node, 'output_stream') ?? '')) {
      return 'prints to something else than the console, such as a file'
    }
  }
  return attrObjection(attrs.values(), functions)
}

/** Why attributes may not be given to an op or a function, or undefined when they may. */
const attrObjection = (attrs: Iterable<Attr>, functions: Functions): string | undefined => {
  const all = attrsWithin(attrs)
  if (all.some(({ kind }) => kind === 'placeholder'))
    return 'takes an attribute from its caller, which is not known here'
  // TensorFlow looks a function's name up among all its operations too.
  const unknown = namedFunctions(all).find((name) => !functions.has(name))
  return unknown === undefined ? undefined : `calls "${unknown}", which is no function of the graph`
}

/** Objections to a function as a whole, each as the node of a report. */
const functionObjections = ({ name, details }: FunctionBody, functions: Functions): readonly UnsupportedNode[] => {
  const refused: UnsupportedNode[] = []
  for (const attr of details?.attrDefs ?? []) {
    const values = [attr.default, attr.allowed].filter((value) => value !== undefined)
    const reason = attr.type.includes('func') ? 'takes a function from its caller' : attrObjection(values, functions)
    if (reason) refused.push({ node: `${name}/${attr.name}`, op: name, reason })
  }
  const own = details && [details.attrs, ...details.argAttrs.values()].flatMap((attrs) => [...attrs.values()])
  const reason = own && attrObjection(own, functions)
  if (reason) refused.push({ node: name, op: name, reason })
  return refused
}

/**
 * The nodes of a graph that the op allow-list refuses: whatever is not known to do nothing but compute. All functions of the
 * library are looked at, called or not, since TensorFlow may swap one in for another. A node in a function is named
 * `function/node`.
 */
export const refusedNodes = (graph: Graph): readonly UnsupportedNode[] => {
  const { functions } = graph
  const refused: UnsupportedNode[] = []
  const check = (nodes: readonly Node[], prefix: string): void => {
    for (const [node, reason] of valueObjections(nodes)) {
      refused.push({ node: prefix + node.name, op: node.op, reason })
    }
    for (const node of nodes) {
      const reason = objection(node, functions)
      if (reason) refused.push({ node: prefix + node.name, op: node.op, reason })
    }
  }
  check(graph.nodes, '')
  for (const body of functions.values()) {
    check(body.nodes, `${body.name}/`)
    for (const node of functionObjections(body, functions)) refused.push(node)
  }
  for (const { by } of graph.gradients) {
    if (!functions.has(by)) {
      refused.push({ node: by, op: by, reason: 'is registered as a gradient and is no function of the graph' })
    }
  }
  return refused
}

/** The same for a TensorFlow Lite model, whose own operations all do nothing but compute; nodes are named `graph/position`. */
export const refusedOperators = (model: TfliteModel): readonly UnsupportedNode[] =>
  model.subgraphs.flatMap(({ operators }, graph) =>
    operators.flatMap((operator, position) => {
      if (!isForeign(operator)) return []
      const { op } = operator
      const node = `${graph}/${position}`
      // A TensorFlow operation inside a TensorFlow Lite file has this before its name.
      if (!op.startsWith('Flex')) return [{ node, op, reason: 'is a custom operation, whose code is not in the file' }]
      const inner = op.slice('Flex'.length)
      if (!isKnownOp(inner)) return [{ node, op, reason: reasonFor(inner) }]
      const unsafe = UNSAFE_OPS.get(inner)
      return unsafe ? [{ node, op, reason: unsafe }] : []
    }),
  )

/** As many nodes as a message names. */
const NAMED = 3

/** The error for a model with nodes that the allow-list refuses. */
export const refusal = (nodes: readonly UnsupportedNode[]): UnsupportedGraphError => {
  const named = nodes.slice(0, NAMED).map(({ node, op, reason }) => `"${node}" (${op}) ${reason}`)
  const more = nodes.length > NAMED ? `, and ${nodes.length - NAMED} more` : ''
  return new UnsupportedGraphError(
    `The model has nodes that may do more than compute, or end the process: ${named.join('; ')}${more}. If you trust where it comes from, load it with { trusted: true }.`,
    { nodes },
  )
}
