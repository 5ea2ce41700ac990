import { ModelLoadError } from '../errors.js'
import type { Attr, FunctionCall } from './attr.js'
import type { Graph, Node } from './graph.js'

/** Calls that may be nested; TensorFlow inlines them by recursion, and the deepest published models have some ten. */
const MAX_CALL_DEPTH = 100

/** Nodes that calls may add when each is replaced by the function's body, as TensorFlow does. */
const MAX_INLINED_NODES = 100_000

/** The function calls that an attribute holds itself. */
const callsOf = (attr: Attr): readonly FunctionCall[] =>
  attr.kind === 'func' ? [attr.value] : attr.kind === 'list' ? attr.value.funcs : []

/** Attributes, and those of the calls in them, as deep as they are nested. */
export const attrsWithin = (attrs: Iterable<Attr>): readonly Attr[] => {
  const all = [...attrs]
  for (let i = 0; i < all.length; i++) {
    // One by one: a file may give a call more attributes than a function takes arguments.
    for (const call of callsOf(all[i]!)) for (const inner of call.attrs.values()) all.push(inner)
  }
  return all
}

/** The functions that attributes name, those in the attributes of a call included. */
export const namedFunctions = (attrs: Iterable<Attr>): readonly string[] =>
  attrsWithin(attrs).flatMap((attr) => callsOf(attr).map(({ name }) => name))

/** What a call of a function comes to, all calls in it included. */
interface Extent {
  readonly depth: number
  readonly nodes: number
}

const refuse = (problem: string): ModelLoadError =>
  new ModelLoadError(`The graph cannot be run: ${problem}.`, {
    expected: `calls without recursion, at most ${MAX_CALL_DEPTH} deep and ${MAX_INLINED_NODES} nodes in all`,
  })

/**
 * Checks that no function calls itself, that calls are not nested too deep, and how many nodes they come to when all are
 * replaced by what they call. Counts, without replacing any; takes time in proportion to the calls.
 * @throws ModelLoadError (ERR_MODEL_LOAD) when a graph would end or exhaust a process that inlines its calls
 */
export const checkCalls = (graph: Graph): void => {
  if (graph.functions.size === 0) return
  const calls = new Map<string, readonly string[]>()
  for (const [name, body] of graph.functions)
    calls.set(
      name,
      body.nodes.flatMap((node) => callees(node, graph)),
    )
  const extents = new Map<string, Extent>()
  const extentOf = (name: string): Extent => {
    let [depth, nodes] = [1, graph.functions.get(name)!.nodes.length]
    for (const callee of calls.get(name)!) {
      const inner = extents.get(callee)!
      depth = Math.max(depth, inner.depth + 1)
      nodes += inner.nodes
    }
    if (depth > MAX_CALL_DEPTH) throw refuse(`its functions call each other more than ${MAX_CALL_DEPTH} deep`)
    return { depth, nodes }
  }
  for (const name of calleesFirst(calls)) extents.set(name, extentOf(name))
  let inlined = 0
  for (const node of graph.nodes) for (const callee of callees(node, graph)) inlined += extents.get(callee)!.nodes
  let largest = inlined
  for (const { nodes } of extents.values()) largest = Math.max(largest, nodes)
  if (largest > MAX_INLINED_NODES) {
    throw refuse(`its function calls come to ${largest} nodes, more than ${MAX_INLINED_NODES}`)
  }
}

const callees = (node: Node, { functions }: Graph): readonly string[] =>
  [node.op, ...namedFunctions(node.attrs.values())].filter((name) => functions.has(name))

/** The functions, each after those that it calls. Without recursion, since a chain may be as long as the file. */
function* calleesFirst(calls: ReadonlyMap<string, readonly string[]>): Generator<string> {
  const done = new Set<string>()
  const open = new Set<string>()
  for (const start of calls.keys()) {
    const path: { readonly name: string; next: number }[] = []
    const enter = (name: string): void => {
      if (done.has(name)) return
      if (open.has(name)) throw refuse(`the function "${name}" calls itself`)
      open.add(name)
      path.push({ name, next: 0 })
    }
    enter(start)
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const callee = calls.get(top.name)![top.next++]
      if (callee !== undefined) enter(callee)
      else {
        path.pop()
        open.delete(top.name)
        done.add(top.name)
        yield top.name
      }
    }
  }
}
