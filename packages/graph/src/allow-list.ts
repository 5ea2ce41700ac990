import { UnsupportedGraphError, type UnsupportedNode } from './errors.js'
import { type Attr, stringAttr } from './graphdef/attr.js'
import { operandObjection } from './graphdef/check-operands.js'
import { oversized } from './graphdef/check-sizes.js'
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

/** Why a node may not run, or undefined when it may. */
const objection = (node: Node, functions: ReadonlyMap<string, FunctionBody>): string | undefined => {
  if (functions.has(node.op)) return undefined
  if (!isKnownOp(node.op)) return reasonFor(node.op)
  // What it prints goes to the console, or to a file when it says so.
  if (node.op === 'PrintV2' && stringAttr(node, 'output_stream')?.startsWith('file:')) return 'writes files'
  return UNSAFE_OPS.get(node.op) ?? operandObjection(node)
}

/** The functions a node's attributes name. */
const called = (attrs: Iterable<Attr>): readonly string[] => {
  const names: string[] = []
  const pending = [...attrs]
  for (let attr = pending.pop(); attr; attr = pending.pop()) {
    const calls = attr.kind === 'func' ? [attr.value] : attr.kind === 'list' ? attr.value.funcs : []
    for (const call of calls) {
      names.push(call.name)
      // One by one: a file may give a call more attributes than a function takes arguments.
      for (const inner of call.attrs.values()) pending.push(inner)
    }
  }
  return names
}

/**
 * The nodes of a graph that the op allow-list refuses, those in functions which can be called included: whatever is not
 * known to do nothing but compute. A node in a function is named `function/node`.
 */
export const refusedNodes = (graph: Graph): readonly UnsupportedNode[] => {
  const refused: UnsupportedNode[] = []
  const seen = new Set<string>()
  const bodies: { readonly prefix: string; readonly nodes: readonly Node[] }[] = [{ prefix: '', nodes: graph.nodes }]
  for (let body = bodies.pop(); body; body = bodies.pop()) {
    for (const [node, elements] of oversized(body.nodes)) {
      refused.push({ node: body.prefix + node.name, op: node.op, reason: `brings the graph to ${elements} elements` })
    }
    for (const node of body.nodes) {
      const reason = objection(node, graph.functions)
      if (reason) refused.push({ node: body.prefix + node.name, op: node.op, reason })
      for (const name of [node.op, ...called(node.attrs.values())]) {
        const callee = graph.functions.get(name)
        if (!callee || seen.has(name)) continue
        seen.add(name)
        bodies.push({ prefix: `${name}/`, nodes: callee.nodes })
      }
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
      return isKnownOp(inner) ? [] : [{ node, op, reason: reasonFor(inner) }]
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
