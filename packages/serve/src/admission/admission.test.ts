import { describe, expect, it } from 'vitest'
import { Admission } from './admission.js'

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
    const admission = new Admission(2, { limit: 2, maxWaitMs: 1000, clientShare: 1 })
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
    const admission = new Admission(1, { limit: 1000, maxWaitMs: 100, clientShare: 1 })
    expect(admission.limit).toBe(1001)
    const ticket = admission.enter('a')
    await ticket.start(signal)
    await new Promise((resolve) => setTimeout(resolve, 60))
    ticket.leave()
    expect(admission.limit).toBeLessThanOrEqual(3)
    expect(admission.limit).toBeGreaterThanOrEqual(2)
  })

  it('lets a client have its share, and says who is at fault', () => {
    const admission = new Admission(1, { limit: 7, maxWaitMs: 1000, clientShare: 0.5 })
    for (let i = 0; i < 4; i++) admission.enter('a')
    expect(thrown(() => admission.enter('a'))).toMatchObject({ code: 'ERR_BUSY' })
    admission.enter('b')
    expect(thrown(() => admission.enter('a'))).toMatchObject({ code: 'ERR_RATE' })
    admission.enter('b')
  })

  it('tells in seconds when to try again', async () => {
    const admission = new Admission(1, { limit: 100, maxWaitMs: 5000, clientShare: 1 })
    expect(admission.retryAfterS).toBe(1)
    for (let i = 0; i < 50; i++) admission.enter('a')
    expect(admission.retryAfterS).toBe(1)
  })
})
