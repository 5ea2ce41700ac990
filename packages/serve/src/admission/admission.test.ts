import { describe, expect, it } from 'vitest'
import { Admission } from './admission.js'

const overload = { overloadWaitMs: 50, overloadAfterMs: 100 }
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const signal = new AbortController().signal
const thrown = (work: () => unknown) => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('Admission', () => {
  it('takes as many requests as run and wait, and others when those leave', async () => {
    const admission = new Admission(2, { limit: 2, maxWaitMs: 1000, clientShare: 1, ...overload })
    const tickets = ['a', 'b', 'c', 'd'].map((client) => admission.enter(client))
    expect(thrown(() => admission.enter('e'))).toMatchObject({ code: 'ERR_BUSY', limit: 4, waiting: 4 })
    await tickets[0]!.start(signal)
    expect([admission.running, admission.waiting]).toEqual([1, 3])
    tickets[0]!.leave()
    tickets[0]!.leave()
    expect([admission.running, admission.waiting]).toEqual([0, 3])
    admission.enter('e')
    expect(thrown(() => admission.enter('f'))).toMatchObject({ code: 'ERR_BUSY' })
  })

  it('shortens the queue to what is answered in time', async () => {
    const admission = new Admission(1, { limit: 1000, maxWaitMs: 100, clientShare: 1, ...overload })
    expect(admission.limit).toBe(1001)
    const ticket = admission.enter('a')
    await ticket.start(signal)
    await new Promise((resolve) => setTimeout(resolve, 60))
    ticket.leave()
    expect(admission.limit).toBeLessThanOrEqual(3)
    expect(admission.limit).toBeGreaterThanOrEqual(2)
  })

  it('lets a client have its share, and says who is at fault', () => {
    const admission = new Admission(1, { limit: 7, maxWaitMs: 1000, clientShare: 0.5, ...overload })
    for (let i = 0; i < 4; i++) admission.enter('a')
    expect(thrown(() => admission.enter('a'))).toMatchObject({ code: 'ERR_BUSY' })
    admission.enter('b')
    expect(thrown(() => admission.enter('a'))).toMatchObject({ code: 'ERR_RATE' })
    admission.enter('b')
  })

  it('tells in seconds when to try again', async () => {
    const admission = new Admission(1, { limit: 100, maxWaitMs: 5000, clientShare: 1, ...overload })
    expect(admission.retryAfterS).toBe(1)
    for (let i = 0; i < 50; i++) admission.enter('a')
    expect(admission.retryAfterS).toBe(1)
  })

  it('shortens the queue while requests wait without a break, and restores it when none is refused any more', async () => {
    const options = { limit: 100, maxWaitMs: 3000, clientShare: 1, overloadWaitMs: 20, overloadAfterMs: 30 }
    const admission = new Admission(1, options)
    const first = admission.enter('a')
    const second = admission.enter('a')
    await first.start(signal)
    const started = second.start(signal)
    expect(admission.limit).toBe(101)
    await sleep(60)
    expect(admission.limit).toBe(101)
    first.leave()
    await started
    // The first took 60 ms: one request in 20 ms, and two that wait at least.
    const third = admission.enter('a')
    const thirdStarted = third.start(signal)
    await sleep(60)
    expect(admission.limit).toBe(3)
    admission.enter('a')
    expect(thrown(() => admission.enter('a'))).toMatchObject({ code: 'ERR_BUSY', limit: 3 })
    second.leave()
    await thirdStarted
    third.leave()
    // Refusals go on for as long as clients come too fast.
    expect(admission.limit).toBe(3)
    await sleep(3100)
    expect(admission.limit).toBeGreaterThan(40)
  })

  it('does not count requests whose bodies arrive slowly as a backlog', async () => {
    const options = { limit: 100, maxWaitMs: 3000, clientShare: 1, overloadWaitMs: 20, overloadAfterMs: 30 }
    const admission = new Admission(1, options)
    for (let i = 0; i < 50; i++) admission.enter('a')
    await sleep(60)
    expect(admission.limit).toBe(101)
  })
})
