import { isConstant, type Operation, OperationView, type Program, type Refusals, refuse } from '@zoo/graph'
import { firstBeyondInt32 } from '../held.js'
import { ARRANGEMENT } from './arrangement.js'
import { ELEMENTWISE } from './elementwise.js'
import { REDUCTIONS } from './reductions.js'
import type { Rewriting, Rule } from './rule.js'
import { WINDOWS } from './windows.js'

export type { Rewriting } from './rule.js'

const RULES: ReadonlyMap<string, Rule> = new Map(
  [ARRANGEMENT, ELEMENTWISE, REDUCTIONS, WINDOWS].flatMap((rules) => Object.entries(rules)),
)

/** What the rules look at of TensorFlow.js: the backend that is to run a program, and what it has. */
export interface Backend {
  readonly name: string
  hasKernel(name: string): boolean
}

/**
 * How each operation of a program is written for TensorFlow.js. An op without a rule is one that it lacks, or that it was never
 * seen to answer as TensorFlow does.
 * @returns in the order of the operations; the refused ones are noted and left out
 */
export function rewritingsOf(program: Program, backend: Backend, refusals: Refusals): readonly Rewriting[] {
  const rewritings: Rewriting[] = []
  for (const operation of program.operations) {
    refusals.attempt(operation.node, () => {
      rewritings.push(rewritingOf(operation, backend))
    })
  }
  return rewritings
}

function rewritingOf(operation: Operation, backend: Backend): Rewriting {
  const rule =
    RULES.get(operation.op) ?? refuse('TensorFlow.js lacks the op, or may answer it otherwise than TensorFlow')
  const missing = rule.kernels.find((kernel) => !backend.hasKernel(kernel))
  if (missing !== undefined) refuse(`the backend ${backend.name} has no kernel ${missing}`)
  checkConstants(operation)
  return rule.check(new OperationView(operation), backend.name) ?? {}
}

/** TensorFlow.js has no int64, and holds those that fit as int32. */
function checkConstants({ inputs }: Operation): void {
  for (const input of inputs) {
    if (!isConstant(input) || input.dtype !== 'int64') continue
    const wide = firstBeyondInt32(input.data as BigInt64Array)
    if (wide !== undefined) refuse(`its constant ${input.name} has ${wide}, which is no int32`)
  }
}
