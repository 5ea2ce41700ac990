import { DEFAULT_IMAGE_FORMATS } from '@zoo/kit'
import { describe, expect, it } from 'vitest'
import { runChild } from './child.js'

const SEEDS = 2000
const LONGEST_MS = 10_000
const MOST_BYTES = 1.5 * 1024 ** 3

interface Line {
  readonly seed?: number
  readonly bytes?: string
  readonly outcome?: string
  readonly elapsedMs?: number
  readonly peakBytes?: number
}

describe.each(DEFAULT_IMAGE_FORMATS)('damaged copies of a %s picture', (format) => {
  it('are each decoded or refused with a code, soon and in bounded memory', async () => {
    const ended = await runChild('decode-mutated.mjs', [format, '0', String(SEEDS)], { timeoutMs: 900_000 })
    const lines = ended.stdout.trim().split('\n')
    expect(ended.code, `ended by ${ended.signal} after ${lines.at(-1)}: ${ended.stderr.slice(-2000)}`).toBe(0)
    const parsed = lines.map((line) => JSON.parse(line) as Line)
    const outcomes = parsed.filter(({ outcome }) => outcome)
    expect(outcomes).toHaveLength(SEEDS)
    const bad = outcomes.filter(
      ({ outcome, elapsedMs }) => !['works', 'ERR_IMAGE'].includes(outcome!) || elapsedMs! > LONGEST_MS,
    )
    expect(bad).toEqual([])
    // Some damage must be seen, and some decoded in spite of it, or nothing was tried.
    expect(new Set(outcomes.map(({ outcome }) => outcome)).size).toBe(2)
    expect(parsed.at(-1)!.peakBytes).toBeLessThan(MOST_BYTES)
  })
})
