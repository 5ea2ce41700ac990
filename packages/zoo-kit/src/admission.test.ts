import { describe, expect, it } from 'vitest'
import { Admission, QUEUE_WAIT_MS, queueLimitFor } from './admission.js'

const pending = () => {
  let finish!: () => void
  const promise = new Promise<void>((resolve) => {
    finish = resolve
  })
  return { promise, finish }
}

describe('Admission', () => {
  it('refuses a call at once when as many are under way or waiting as may be', async () => {
    const admission = new Admission('Thing', { calls: 2, atOnce: 1 })
    const work = pending()
    const calls = [1, 2].map((value) => admission.admit(async () => work.promise.then(() => value)))
    let began = false
    const refused = admission.admit(async () => {
      began = true
    })
    await expect(refused).rejects.toMatchObject({ code: 'ERR_BUSY', limit: 2, waiting: 1 })
    expect(began).toBe(false)
    work.finish()
    expect(await Promise.all(calls)).toEqual([1, 2])
    expect(await admission.admit(async () => 3)).toBe(3)
  })

  it('runs work in order, no more at once than it may, and goes on after a failure', async () => {
    const admission = new Admission('Thing', { calls: 10, atOnce: 2 })
    let running = 0
    let most = 0
    const order: number[] = []
    const runs = Array.from({ length: 8 }, (_, index) =>
      admission.run(undefined, async () => {
        most = Math.max(most, ++running)
        order.push(index)
        await new Promise(setImmediate)
        running--
        if (index === 3) throw new Error('three')
      }),
    )
    const outcomes = await Promise.allSettled(runs)
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    expect([most, order]).toEqual([2, [0, 1, 2, 3, 4, 5, 6, 7]])
  })

  it('lets waiting work go when its signal fires', async () => {
    const admission = new Admission('Thing', { calls: 10, atOnce: 1 })
    const work = pending()
    const first = admission.run(undefined, () => work.promise)
    const controller = new AbortController()
    let began = false
    const second = admission.run(controller.signal, async () => {
      began = true
    })
    const third = admission.run(undefined, async () => 'third')
    controller.abort('enough')
    await expect(second).rejects.toMatchObject({ code: 'ERR_ABORTED', cause: 'enough' })
    work.finish()
    await first
    expect(await third).toBe('third')
    expect(began).toBe(false)
  })
})

it('queueLimitFor gives as many as are answered while a user waits', () => {
  expect(queueLimitFor(100)).toBe(QUEUE_WAIT_MS / 100)
})
