import { DTYPES, type DType, dtypeOfTensorflow } from '../dtype.js'
import { dtypeAttr, intAttr, listAttr } from './attr.js'
import type { FunctionArg, FunctionBody, Node } from './graph.js'
import { OPS } from './op-table.js'

/** One entry of an op's outputs as the op table writes it: one output, or a run of them. */
interface OutputSpec {
  /** The dtype when every such op has it, else null. */
  readonly dtype: DType | null
  /** The attribute that says the dtype, or for a list the dtypes; empty when none does. */
  readonly typeAttr: string
  /** The attribute that says how many outputs there are; empty for one. */
  readonly countAttr: string
  /** Whether `typeAttr` is a list, with an output for each entry. */
  readonly list: boolean
}

type Functions = ReadonlyMap<string, FunctionBody>

const LITERAL: ReadonlySet<string> = new Set([
  ...DTYPES,
  ...['resource', 'variant', 'qint8', 'qint16', 'qint32', 'quint8', 'quint16', 'bfloat16'],
])

const isDType = (name: string): name is DType => (DTYPES as readonly string[]).includes(name)

const parseSpec = (text: string): OutputSpec => {
  const [, count = '', open = '', type = '', fallback = ''] = /^(?:(\w+)\*)?(\[)?(\w+)\]?(?:=(\w+))?$/.exec(text) ?? []
  const literal = LITERAL.has(type) ? type : fallback
  return {
    dtype: isDType(literal) ? literal : null,
    typeAttr: LITERAL.has(type) ? '' : type,
    countAttr: count,
    list: open !== '',
  }
}

let signatures: Map<string, string> | undefined
const parsed = new Map<string, readonly OutputSpec[]>()

const signatureOf = (op: string): string | undefined => {
  if (!signatures) {
    signatures = new Map()
    for (const [outputs, ops] of OPS) for (const name of ops.split(/\s+/)) signatures.set(name, outputs)
  }
  return signatures.get(op)
}

/** Whether the op is one of those that only compute. */
export const isKnownOp = (op: string): boolean => signatureOf(op) !== undefined

const specOf = (arg: FunctionArg): OutputSpec => ({
  dtype: dtypeOfTensorflow(arg.type) ?? null,
  typeAttr: arg.typeListAttr || arg.typeAttr,
  countAttr: arg.numberAttr,
  list: arg.typeListAttr !== '',
})

const specsOf = (op: string, functions: Functions | undefined): readonly OutputSpec[] | undefined => {
  const signature = signatureOf(op)
  // A node whose op is a function of the library calls it.
  if (signature === undefined) return functions?.get(op)?.results.map(specOf)
  let specs = parsed.get(signature)
  if (!specs) {
    specs = signature === '' ? [] : signature.split(', ').map(parseSpec)
    parsed.set(signature, specs)
  }
  return specs
}

const lengthOf = (spec: OutputSpec, node: Node): number | undefined => {
  if (spec.list) return listAttr(node, spec.typeAttr)?.types.length
  if (spec.countAttr === '') return 1
  const count = intAttr(node, spec.countAttr)
  return count !== undefined && count >= 0 ? count : undefined
}

/** How many outputs a node has, or undefined when its op is unknown or its attributes do not say. */
export const outputCount = (node: Node, functions?: Functions): number | undefined => {
  let count = 0
  for (const spec of specsOf(node.op, functions) ?? [undefined]) {
    const length = spec && lengthOf(spec, node)
    if (length === undefined) return undefined
    count += length
  }
  return count
}

/** Attributes that most often say an output's dtype, for ops we do not know. */
const USUAL_TYPE_ATTRS = ['T', 'dtype'] as const

/** The dtype of a node's output, or null when the graph does not say or we have no tensors of it. */
export const outputDtype = (node: Node, output: number, functions?: Functions): DType | null => {
  const specs = specsOf(node.op, functions)
  if (!specs) {
    const name = USUAL_TYPE_ATTRS.find((attr) => dtypeAttr(node, attr) !== undefined)
    return (output === 0 && name !== undefined && dtypeAttr(node, name)) || null
  }
  let first = 0
  for (const spec of specs) {
    const length = lengthOf(spec, node)
    if (length === undefined) return null
    if (output < first + length) return dtypeOf(spec, node, output - first)
    first += length
  }
  return null
}

const dtypeOf = (spec: OutputSpec, node: Node, position: number): DType | null => {
  if (spec.list) return dtypeOfTensorflow(listAttr(node, spec.typeAttr)?.types[position] ?? 0) ?? null
  const said = spec.typeAttr === '' ? undefined : dtypeAttr(node, spec.typeAttr)
  return said === undefined ? spec.dtype : said
}
