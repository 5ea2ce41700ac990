import { line } from '../../bench/lib/stats.mjs'
import { type ChildOptions, runChild } from './child.js'

/** What memory did in a soak. KB a run or cycle, and MB. */
export interface Growth {
  readonly slope: number
  readonly first: number
  readonly last: number
}

/**
 * Runs a soak and fits a line through the second half of its samples: in the first, pools fill and code is compiled.
 */
export const soak = async (script: string, args: readonly string[], options: ChildOptions = {}): Promise<Growth> => {
  const ended = await runChild(script, args, { timeoutMs: 600_000, ...options, nodeOptions: ['--expose-gc'] })
  if (ended.code !== 0) throw new Error(`${script} ended with ${ended.code ?? ended.signal}: ${ended.stderr}`)
  const samples = JSON.parse(ended.stdout) as [number, number][]
  const settled = samples.slice(samples.length / 2)
  const { slope } = line(settled)
  return { slope, first: settled[0]![1] / 1024, last: settled.at(-1)![1] / 1024 }
}
