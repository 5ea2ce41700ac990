import { describe, expect, it } from 'vitest'
import { FAMILIES } from '../support/cases/index.js'
import { type Outcome, tryCase } from '../support/cases/try-case.js'
import { hasEngine } from '../support/engines.js'

/** How many graphs of each kind are tried on each engine. On wasm each takes a thread of its own. */
const GRAPHS = { litert: 50, wasm: 3 }

/** Seeds other than those of the integration tests. */
const FIRST_SEED = 1000

const ready = (await hasEngine('litert')) && (await hasEngine('tensorflow'))

describe.runIf(ready).each(['litert', 'wasm'] as const)('generated graphs on %s', (engine) => {
  it.each(Object.entries(FAMILIES))('%s: none is answered wrongly, and most are answered', async (_, generators) => {
    const outcomes: Outcome[] = []
    for (const generator of Object.values(generators)) {
      for (let i = 0; i < GRAPHS[engine]; i++) outcomes.push(await tryCase(generator, FIRST_SEED + i, engine))
    }
    expect(outcomes.flatMap(({ wrong }) => wrong)).toEqual([])
    const answered = outcomes.filter((outcome) => outcome.answered > 0).length
    expect(answered).toBeGreaterThan(0.8 * outcomes.length)
  })
})
