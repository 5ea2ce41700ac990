import { line } from '../../bench/lib/stats.mjs'
import { type ChildOptions, runChild } from './child.js'

/** What memory did in a soak. KB a run or cycle, and MB. */
export interface Growth {
  readonly slope: number
  readonly first: number
  readonly last: number
}

/** A line through the second half of the samples: in the first, pools fill and code is compiled. */
const growthOf = (samples: readonly [number, number][]): Growth => {
  const settled = samples.slice(samples.length / 2)
  return { slope: line(settled).slope, first: settled[0]![1] / 1024, last: settled.at(-1)![1] / 1024 }
}

/**
 * Runs a soak; once more where memory grew by more than `most`, for a leak shows each time, and a step of the allocator or a late
 * garbage collection does not.
 * @param most KB a run or cycle
 * @returns what it did, the second time if there was one
 */
export async function soak(
  script: string,
  args: readonly string[],
  most: number,
  options: ChildOptions = {},
): Promise<Growth> {
  const once = async () => {
    const ended = await runChild(script, args, { timeoutMs: 600_000, ...options, nodeOptions: ['--expose-gc'] })
    if (ended.code !== 0) throw new Error(`${script} ended with ${ended.code ?? ended.signal}: ${ended.stderr}`)
    return growthOf(JSON.parse(ended.stdout))
  }
  const growth = await once()
  return growth.slope < most ? growth : once()
}
