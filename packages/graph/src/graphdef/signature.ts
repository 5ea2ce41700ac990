import { TENSORFLOW_DTYPE } from '../dtype.js'
import { intAttr, listAttr } from './attr.js'
import type { FunctionArg, FunctionBody, Node } from './graph.js'
import { OP_INPUTS } from './op-inputs.js'
import { OPS } from './op-table.js'

/** TensorFlow's number of each dtype that the op tables name. @source tensorflow/core/framework/types.proto */
const TYPE_NUMBERS: ReadonlyMap<string, number> = new Map([
  ...Object.entries(TENSORFLOW_DTYPE),
  ['qint8', 11],
  ['quint8', 12],
  ['qint32', 13],
  ['bfloat16', 14],
  ['qint16', 15],
  ['quint16', 16],
  ['complex128', 18],
  ['resource', 20],
  ['variant', 21],
])

/** One run of an op's inputs or outputs: a tensor, a counted number of one dtype, or one for each dtype of a list. */
interface Slot {
  /** TensorFlow's number of the dtype, or of the default of `typeAttr`; 0 when there is none. */
  readonly type: number
  readonly typeAttr: string
  readonly list: boolean
  readonly countAttr: string
  /** The default of `countAttr`. */
  readonly count: number | undefined
}

/** A run of tensors that a node takes or gives, once its attributes are known. */
export interface Run {
  readonly length: number
  /** TensorFlow's number of the dtype of one of them; 0 while the graph does not say. */
  typeAt(position: number): number
}

const parseSlot = (text: string): Slot => {
  const [, countAttr = '', count, open = '', name = '', fallback] =
    /^(?:(\w+)(?:=(\d+))?\*)?(\[)?(\w+)(?:=(\w*))?\]?$/.exec(text) ?? []
  const literal = TYPE_NUMBERS.get(name)
  return {
    type: literal ?? TYPE_NUMBERS.get(fallback ?? '') ?? 0,
    typeAttr: literal === undefined ? name : '',
    list: open !== '',
    countAttr,
    // The default of a list of dtypes is an empty one.
    count: open !== '' && fallback === '' ? 0 : count === undefined ? undefined : Number(count),
  }
}

const argSlot = (arg: FunctionArg): Slot => ({
  type: arg.type,
  typeAttr: arg.typeListAttr || arg.typeAttr,
  list: arg.typeListAttr !== '',
  countAttr: arg.numberAttr,
  count: undefined,
})

type Table = readonly (readonly [signature: string, ops: string])[]

const tableOf = (table: Table): ((op: string) => readonly Slot[] | undefined) => {
  let signatures: Map<string, readonly Slot[]> | undefined
  return (op) => {
    signatures ??= new Map(
      table.flatMap(([signature, ops]) => {
        const slots = signature === '' ? [] : signature.split(', ').map(parseSlot)
        return ops.split(/\s+/).map((name) => [name, slots] as const)
      }),
    )
    return signatures.get(op)
  }
}

const inputSlots = tableOf(OP_INPUTS)
const outputSlots = tableOf(OPS)

type Functions = ReadonlyMap<string, FunctionBody>

/**
 * The inputs that a node's op takes, as its attributes say; undefined for an op that we do not know, and null when an attribute
 * that says how many is missing or no count.
 */
export const inputRuns = (node: Node, functions: Functions): readonly Run[] | undefined | null => {
  const slots = inputSlots(node.op) ?? functions.get(node.op)?.args.map(argSlot)
  return slots && runs(slots, node)
}

/** The same for the outputs. */
export const outputRuns = (node: Node, functions: Functions): readonly Run[] | undefined | null => {
  const slots = outputSlots(node.op) ?? functions.get(node.op)?.results.map(argSlot)
  return slots && runs(slots, node)
}

const runs = (slots: readonly Slot[], node: Node): readonly Run[] | null => {
  const all: Run[] = []
  for (const slot of slots) {
    const run = runOf(slot, node)
    if (!run) return null
    all.push(run)
  }
  return all
}

const runOf = (slot: Slot, node: Node): Run | undefined => {
  if (slot.list) {
    const types = listAttr(node, slot.typeAttr)?.types
    if (types) return { length: types.length, typeAt: (position) => types[position] ?? 0 }
    return slot.count === undefined ? undefined : { length: slot.count, typeAt: () => 0 }
  }
  const length = slot.countAttr === '' ? 1 : (intAttr(node, slot.countAttr) ?? slot.count)
  if (length === undefined || length < 0) return undefined
  const said = slot.typeAttr === '' ? undefined : node.attrs.get(slot.typeAttr)
  const type = said === undefined ? slot.type : said.kind === 'type' ? said.value : 0
  return { length, typeAt: () => type }
}

/** How many tensors these runs are. */
export const lengthOf = (all: readonly Run[]): number => all.reduce((sum, run) => sum + run.length, 0)

/** The dtype of a tensor by its place in all runs; 0 while the graph does not say. */
export const typeAt = (all: readonly Run[], place: number): number => {
  let rest = place
  for (const run of all) {
    if (rest < run.length) return run.typeAt(rest)
    rest -= run.length
  }
  return 0
}

/** TensorFlow numbers a reference to a tensor of a dtype so much higher. */
const REFERENCE = 100

/** Whether a tensor of one dtype may be taken for another, as far as both are known. */
export const typesAgree = (one: number, other: number): boolean =>
  one === 0 || other === 0 || one % REFERENCE === other % REFERENCE
