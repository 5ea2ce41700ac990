import type { LoweredDType, OperationView, Value } from '@zoo/graph'
import type { AttrJson } from '../attrs.js'

/** What an operation is written as, where that differs from what the graph has. */
export interface Rewriting {
  readonly op?: string
  readonly inputs?: readonly Value[]
  /** In place of the node's attributes of these names. */
  readonly attrs?: Readonly<Record<string, AttrJson>>
}

/**
 * Refuses an operation that TensorFlow.js would answer otherwise than TensorFlow, and says how the others are written.
 * @param backend the name of the backend that will run it: `cpu`, `wasm`, `tensorflow`, or another
 */
export type Check = (view: OperationView, backend: string) => Rewriting | undefined

/** What is known of one op of TensorFlow in TensorFlow.js. */
export interface Rule {
  /** The kernels that it runs; not every backend has every one. */
  readonly kernels: readonly string[]
  readonly check: Check
}

/** Rules by op of TensorFlow. */
export type Rules = Readonly<Record<string, Rule>>

export const FLOAT: readonly LoweredDType[] = ['float32']
/** TensorFlow.js has no integers but int32, which hold the narrower ones, and those int64 that are known to fit. */
export const INTEGERS: readonly LoweredDType[] = ['int32', 'int64', 'int8', 'uint8']
export const NUMBERS: readonly LoweredDType[] = [...FLOAT, ...INTEGERS]

/** A rule for one op. @param kernels separated by white space */
export const rule = (kernels: string, check: Check): Rule => ({ kernels: kernels.split(' ').filter(Boolean), check })

/** Takes the first operand in these dtypes. */
export const takes =
  (...dtypes: readonly LoweredDType[]): Check =>
  (view) => {
    view.only(0, dtypes)
    return undefined
  }

/** Takes any operand: the op moves elements, or looks at shapes alone. */
export const takesAll: Check = () => undefined

/** The same check for several ops, each run by a kernel of its own name unless `kernels` says which. */
export const rulesFor = (ops: string, check: Check, kernels?: string): Rules =>
  Object.fromEntries(
    ops
      .trim()
      .split(/\s+/)
      .map((op) => [op, rule(kernels ?? op, check)]),
  )
