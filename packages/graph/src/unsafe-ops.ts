/** An op that samples by rejection: a rate or bound that is NaN, or far out, keeps it drawing for ever. */
const MAY_NOT_END = 'may not end: it draws until a sample fits, which for some values is never'

/**
 * Ops that only compute, but that end, hold or exhaust the process for some inputs, each with the reason. The allow-list refuses
 * them unless the model is trusted.
 */
export const UNSAFE_OPS: ReadonlyMap<string, string> = new Map([
  ...[
    'ParameterizedTruncatedNormal',
    'RandomGamma',
    'RandomPoisson',
    'RandomPoissonV2',
    'StatefulRandomBinomial',
    'StatelessParameterizedTruncatedNormal',
    'StatelessRandomBinomial',
    'StatelessRandomGammaV2',
    'StatelessRandomGammaV3',
    'StatelessRandomPoisson',
  ].map((op): [string, string] => [op, MAY_NOT_END]),
])
