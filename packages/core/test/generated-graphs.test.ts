import { describe, expect, it } from 'vitest'
import { FAMILIES } from '../../../test/support/cases/index.js'
import { tryCase } from '../../../test/support/cases/try-case.js'
import { hasEngine } from '../../../test/support/engines.js'

/** Graphs of each kind; the same at each run. `test/slow` tries more. */
const SEEDS = [1, 2, 3, 4, 5, 6]

/** Kinds that TensorFlow Lite has no operators for, or that LiteRT cannot make room for before the run. */
const REFUSED = new Set(['rangeOfFloats', 'whereThenSum'])

const ready = (await hasEngine('litert')) && (await hasEngine('tensorflow'))

describe.runIf(ready).each(Object.entries(FAMILIES))('%s lowered to LiteRT', (_, generators) => {
  it.each(Object.entries(generators))('%s is answered as TensorFlow does', async (name, generator) => {
    let answered = 0
    for (const seed of SEEDS) {
      const outcome = await tryCase(generator, seed, 'litert')
      expect(outcome.wrong).toEqual([])
      answered += outcome.answered
    }
    expect(answered > 0).toBe(!REFUSED.has(name))
  })
})
