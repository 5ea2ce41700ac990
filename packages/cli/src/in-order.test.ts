import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { inOrder } from './in-order.js'

describe('inOrder', () => {
  it('keeps the order of the items, whichever is done first', async () => {
    const seen: number[] = []
    for await (const outcome of inOrder([30, 10, 1, 20], 4, (ms) => setTimeout(ms, ms))) {
      if (outcome.ok) seen.push(outcome.result)
    }
    expect(seen).toEqual([30, 10, 1, 20])
  })

  it('has no more than the window under way', async () => {
    let underWay = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++underWay)
      await setTimeout(2)
      underWay--
    }
    for await (const _ of inOrder(Array.from({ length: 9 }), 3, work));
    expect(most).toBe(3)
  })

  it('goes on after a failure', async () => {
    const work = async (n: number) => {
      if (n === 2) throw new Error('two')
      return n
    }
    const outcomes = []
    for await (const outcome of inOrder([1, 2, 3], 1, work)) outcomes.push(outcome.ok ? outcome.result : 'failed')
    expect(outcomes).toEqual([1, 'failed', 3])
  })

  it('ends at once without items', async () => {
    for await (const _ of inOrder([], 2, async () => 1)) expect.unreachable()
  })
})
