const { exp, fround, log, max } = Math

/** The second class's share of a softmax over two logits, in float32: where scores saturate, equal ones must come out equal. */
export function probability(first: number, second: number): number {
  const largest = max(first, second)
  const a = fround(exp(fround(first - largest)))
  const b = fround(exp(fround(second - largest)))
  return fround(b / fround(a + b))
}

/** How far the second logit is above the first, at least, where the probability is above a threshold. */
export const leastLead = (threshold: number): number => log(threshold / (1 - threshold)) - ROUNDING

/** More than float32 can lose of a lead. */
const ROUNDING = 1e-3
