import { dtypeOfTensorflow } from '../dtype.js'
import { ModelLoadError } from '../errors.js'
import { type AttrList, listAttr } from './attr.js'
import type { FunctionArg, FunctionBody, Graph, Node } from './graph.js'
import { inputRuns, lengthOf, outputRuns, type Run, typeAt, typesAgree } from './signature.js'
import type { Input } from './tensor-name.js'

type Functions = ReadonlyMap<string, FunctionBody>

/** Where nodes are: in the graph or in one function. */
interface Scope {
  /** For messages; empty for the graph. */
  readonly place: string
  readonly functions: Functions
  typeOf(input: Input): number
}

const broken = (message: string): ModelLoadError =>
  new ModelLoadError(`The graph is damaged: ${message}.`, { expected: 'a graph whose parts fit together' })

/**
 * Checks that every node takes as many inputs as its op and attributes say, and of the dtypes they say; nodes of functions
 * included. TensorFlow counts before it compares, and fills the memory for a count of 2^31.
 * @throws ModelLoadError (ERR_MODEL_LOAD) with the first offending node's name
 */
export const checkTypes = (graph: Graph): void => {
  const { functions } = graph
  const outputs = outputsOf(graph.nodes, functions)
  checkNodes(graph.nodes, {
    place: '',
    functions,
    typeOf({ node, output }) {
      const runs = outputs(node)
      return runs ? typeAt(runs, output) : 0
    },
  })
  for (const body of functions.values()) checkNodes(body.nodes, scopeOf(body, functions))
}

/** The outputs of each node by its name, worked out when they are looked at. */
const outputsOf = (nodes: readonly Node[], functions: Functions) => {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const known = new Map<string, readonly Run[] | null>()
  return (name: string): readonly Run[] | null => {
    const before = known.get(name)
    if (before !== undefined) return before
    const node = byName.get(name)
    const runs = (node && outputRuns(node, functions)) ?? null
    known.set(name, runs)
    return runs
  }
}

const scopeOf = (body: FunctionBody, functions: Functions): Scope => {
  const args = new Map(body.args.map((arg) => [arg.name, arg]))
  const ops = new Map(body.nodes.map((node) => [node.name, node.op]))
  const outputs = outputsOf(body.nodes, functions)
  const typeOf = ({ node, port, output }: Input): number => {
    const arg = args.get(node)
    if (arg) return isPlain(arg) ? arg.type : 0
    const runs = outputs(node)
    if (!runs || port === undefined || port === '') return 0
    // We know the names of a function's results; of an op's outputs only where there is one run, whose name does not matter.
    if (runs.length === 1) return output < runs[0]!.length ? runs[0]!.typeAt(output) : 0
    const results = functions.get(ops.get(node)!)?.results ?? []
    return runs[results.findIndex((result) => result.name === port)]?.typeAt(output) ?? 0
  }
  const scope = { place: ` in the function "${body.name}"`, functions, typeOf }
  for (const result of body.results) {
    const input = body.returns.get(result.name)
    if (!input) throw broken(`the function "${body.name}" does not say what it returns as "${result.name}"`)
    if (isPlain(result) && !typesAgree(result.type, typeOf(input))) {
      throw broken(
        `the function "${body.name}" returns ${words(typeOf(input))} as "${result.name}", which is ${words(result.type)}`,
      )
    }
  }
  return scope
}

const isPlain = (arg: FunctionArg): boolean => arg.typeAttr === '' && arg.typeListAttr === '' && arg.numberAttr === ''

const words = (type: number): string => dtypeOfTensorflow(type) ?? `of TensorFlow's dtype number ${type}`

const checkNodes = (nodes: readonly Node[], scope: Scope): void => {
  for (const node of nodes) {
    checkNode(node, scope)
    checkCall(node, scope)
  }
}

const checkNode = (node: Node, { place, functions, typeOf }: Scope): void => {
  const runs = inputRuns(node, functions)
  if (runs === undefined) return
  const named = `the node "${node.name}" (${node.op})${place}`
  checkOutputCount(node, functions, named)
  // In a function, an attribute may be left to the caller; the allow-list refuses that.
  if (runs === null) {
    if ([...node.attrs.values()].some(({ kind }) => kind === 'placeholder')) return
    throw broken(`${named} does not say how many inputs it has`)
  }
  let given = 0
  for (const input of node.inputs) if (!input.control) given++
  const count = lengthOf(runs)
  if (given !== count && (count > MAX_ARITY || !takesLists(node, place))) {
    throw broken(`${named} says it has ${count} inputs and takes ${given}`)
  }
  if (given !== count) return
  let position = 0
  for (const input of node.inputs) {
    if (input.control) continue
    const wanted = typeAt(runs, position++)
    const got = typeOf(input)
    if (!typesAgree(wanted, got)) {
      throw broken(`${named} takes "${input.node}" as ${words(wanted)}, which is ${words(got)}`)
    }
  }
}

/** More inputs or outputs than this no node in a function has. */
const MAX_ARITY = 65_536

const checkOutputCount = (node: Node, functions: Functions, named: string): void => {
  const runs = outputRuns(node, functions)
  if (runs === undefined || [...node.attrs.values()].some(({ kind }) => kind === 'placeholder')) return
  if (runs === null) throw broken(`${named} does not say how many outputs it has`)
  if (lengthOf(runs) > MAX_ARITY) throw broken(`${named} says it has ${lengthOf(runs)} outputs`)
}

/** Whether an input may stand for several: in a function, the name of a node's output alone is all of a list. */
const takesLists = (node: Node, place: string): boolean =>
  place !== '' && node.inputs.some(({ control, port }) => !control && port === undefined)

/** An attribute that names functions, and the lists of dtypes that say their arguments and results. */
interface CallForm {
  readonly attr: string
  readonly args: string
  /** Left out where the op itself says what the results are. */
  readonly results?: string
}

const form = (attr: string, args: string, results?: string): CallForm => ({ attr, args, ...(results && { results }) })
const CALL: readonly CallForm[] = [form('f', 'Tin', 'Tout')]
const IF: readonly CallForm[] = [form('then_branch', 'Tin', 'Tout'), form('else_branch', 'Tin', 'Tout')]
const CASE: readonly CallForm[] = [form('branches', 'Tin', 'Tout')]
const WHILE: readonly CallForm[] = [form('cond', 'T'), form('body', 'T', 'T')]
const CALLS: ReadonlyMap<string, readonly CallForm[]> = new Map([
  ['PartitionedCall', CALL],
  ['StatefulPartitionedCall', CALL],
  ['If', IF],
  ['StatelessIf', IF],
  ['Case', CASE],
  ['StatelessCase', CASE],
  ['While', WHILE],
  ['StatelessWhile', WHILE],
])

const checkCall = (node: Node, { place, functions }: Scope): void => {
  for (const { attr: name, args, results } of CALLS.get(node.op) ?? []) {
    const attr = node.attrs.get(name)
    const calls = attr?.kind === 'func' ? [attr.value] : attr?.kind === 'list' ? attr.value.funcs : []
    for (const call of calls) {
      const body = functions.get(call.name)
      if (!body) continue
      const fits =
        agree(body.args, listAttr(node, args)) &&
        (results === undefined || agree(body.results, listAttr(node, results)))
      if (!fits) {
        throw broken(
          `the node "${node.name}"${place} calls the function "${call.name}" with other inputs or outputs than it has`,
        )
      }
    }
  }
}

const agree = (declared: readonly FunctionArg[], list: AttrList | undefined): boolean => {
  if (!list || !declared.every(isPlain)) return true
  return declared.length === list.types.length && declared.every((arg, i) => typesAgree(arg.type, list.types[i] ?? 0))
}
