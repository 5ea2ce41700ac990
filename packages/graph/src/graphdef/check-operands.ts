import type { Attr } from './attr.js'
import type { Node } from './graph.js'

const MAX_INT32 = 2 ** 31 - 1

/** Attributes of 64 bits. libtensorflow reads all others as 32, and where a rewriter of graphs does, it ends the process over more. */
const WIDE = /seed|hash|key|^num_buckets$|^(select_cols|ngram_widths)$/

/** Sizes of windows and their steps: libtensorflow divides by them. */
const WINDOW = /^(strides|ksizes?|dilations|rates|window_strides|lhs_dilation|rhs_dilation)$/

/** Axes are counted from either end; more than this no model has. */
const MAX_RANK = 16

/** Dtypes of an attribute that a kernel or shape function takes for granted though the op is registered for more. */
const DTYPES: Readonly<Record<string, readonly [attr: string, types: readonly number[]]>> = {
  // int32 or int64: the shape function reads no other.
  SplitV: ['Tlen', [3, 9]],
  UnicodeDecodeWithOffsets: ['Tsplits', [9]],
  // Those that a condition is made of: any other is an error that a kernel raises in a way its own framework forbids.
  If: ['Tcond', [1, 2, 3, 4, 5, 6, 7, 9, 10]],
  StatelessIf: ['Tcond', [1, 2, 3, 4, 5, 6, 7, 9, 10]],
}

const integers = (attr: Attr): readonly (number | bigint)[] =>
  attr.kind === 'int' ? [attr.value] : attr.kind === 'list' ? attr.value.ints : []

/** Text that a number becomes; an attribute of 2³¹ makes a string of as many characters of each. */
const MAX_TEXT = 1024

/**
 * Why the attributes of a node would end the process in libtensorflow, or undefined when they would not.
 */
export const operandObjection = (node: Node): string | undefined => {
  for (const [name, attr] of node.attrs) {
    const values = integers(attr)
    if (values.length === 0 || WIDE.test(name)) continue
    const wide = values.find((value) => value > MAX_INT32 || value < -MAX_INT32 - 1)
    if (wide !== undefined) return `has the attribute ${name} ${wide}, which is beyond 32 bits`
    const small = WINDOW.test(name) ? values.find((value) => value < 1) : undefined
    if (small !== undefined) return `has ${name} with ${small}, where sizes and steps are at least 1`
    if (name === 'batch_dims' && values.some((value) => value > MAX_RANK || value < -MAX_RANK)) {
      return `has ${name} ${values[0]}, more dimensions than a tensor has`
    }
  }
  if (
    node.op === 'AsString' &&
    [...node.attrs].some(
      ([name, attr]) => /^(width|precision)$/.test(name) && integers(attr).some((value) => value > MAX_TEXT),
    )
  ) {
    return `makes texts of more than ${MAX_TEXT} characters of each number`
  }
  const typed = DTYPES[node.op]
  const type = typed && node.attrs.get(typed[0])
  if (typed && type?.kind === 'type' && !typed[1].includes(type.value))
    return `has a ${typed[0]} that it cannot compute with`
  return undefined
}
