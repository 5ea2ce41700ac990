import { median, summary } from './stats.mjs'

/** The first runs after a turn change find the other's weights in the CPU caches, so they are not counted. */
const UNCOUNTED = 3

/**
 * Runs the contenders in turn, A B B A A B …, and returns every contender's counted samples by round.
 * The machine's speed drifts over seconds; turns of a tenth of a second let every contender see the same drift.
 */
export const interleave = async (contenders, { rounds, runsPerTurn }) => {
  const turns = contenders.map(() => [])
  for (let round = 0; round < rounds; round++) {
    const order = contenders.map((_, i) => i)
    if (round % 2 === 1) order.reverse()
    for (const i of order) turns[i].push((await contenders[i].run(runsPerTurn + UNCOUNTED)).slice(UNCOUNTED))
  }
  return turns
}

/** p50 and p99 of all samples of a contender. */
export const overall = (turns) => summary(turns.flat())

/** What `turns` takes above `baseline`, milliseconds: the middle of the rounds' differences of medians. */
export const added = (turns, baseline) => median(turns.map((turn, round) => median(turn) - median(baseline[round])))

/** How many times as long `turns` takes as `baseline`: the middle of the rounds' ratios of medians. */
export const ratio = (turns, baseline) => median(turns.map((turn, round) => median(turn) / median(baseline[round])))
