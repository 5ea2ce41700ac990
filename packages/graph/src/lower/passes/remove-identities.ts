import { type Pass, rewrite } from '../program.js'

/**
 * Ops whose first output is their first input. `Enter` and `Switch` are here because the graph was cut inside them, `Merge` because it
 * has the input of the branch that is taken alone.
 */
const IDENTITIES = new Set(
  `CheckNumerics CheckNumericsV2 EnsureShape Enter GuaranteeConst Identity IdentityN Merge PlaceholderWithDefault
  PreventGradient Print RefEnter RefIdentity RefMerge RefSwitch Snapshot StopGradient Switch`.split(/\s+/),
)

/** Takes out the ops that hand on what they are given. */
export const removeIdentities: Pass = (program) =>
  rewrite(program, ({ op, inputs, outputs }) => {
    if (!IDENTITIES.has(op)) return undefined
    return { replaced: outputs.map((output, i) => [output, op === 'IdentityN' ? inputs[i]! : inputs[0]!] as const) }
  })
