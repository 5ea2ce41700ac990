import { describe, expect, it } from 'vitest'
import { FairQueue, type Lease } from './fair-queue.js'

const never = new AbortController().signal
const options = (signal = never, timeoutMs = 10_000) => ({ signal, timeoutMs, timeoutError: () => new Error('late') })
const turn = () => new Promise(setImmediate)

describe('FairQueue', () => {
  it('grants what is free at once, and the rest by turns of the clients', async () => {
    const queue = new FairQueue(2)
    const order: string[] = []
    const leases: Lease[] = []
    const ask = (client: string) =>
      queue.acquire(client, 1, options()).then((lease) => {
        order.push(client)
        leases.push(lease)
      })
    for (const client of ['a', 'a', 'a', 'a', 'b', 'b', 'c']) void ask(client)
    await turn()
    expect([queue.used, queue.waiting]).toEqual([2, 5])
    while (leases.length > 0) {
      leases.shift()!.release()
      await turn()
    }
    expect(order).toEqual(['a', 'a', 'a', 'b', 'c', 'a', 'b'])
    expect([queue.used, queue.waiting]).toEqual([0, 0])
  })

  it('lets nobody overtake a large request, and gives it all there is when it wants more', async () => {
    const queue = new FairQueue(10)
    const small = await queue.acquire('a', 4, options())
    const order: string[] = []
    const large = queue.acquire('b', 99, options()).then((lease) => {
      order.push('large')
      return lease
    })
    const next = queue.acquire('c', 1, options()).then(() => order.push('next'))
    await turn()
    expect(order).toEqual([])
    small.release()
    const lease = await large
    expect(queue.used).toBe(10)
    lease.release()
    await next
    expect(order).toEqual(['large', 'next'])
  })

  it('passes over a client that holds its limit', async () => {
    const queue = new FairQueue(10, 5)
    const first = await queue.acquire('a', 5, options())
    let served = false
    void queue.acquire('a', 1, options()).then(() => {
      served = true
    })
    const other = await queue.acquire('b', 5, options())
    expect(served).toBe(false)
    other.release()
    await turn()
    expect(served).toBe(false)
    first.shrink(2)
    await turn()
    expect(served).toBe(true)
    expect(queue.used).toBe(3)
  })

  it('gives a client that holds nothing more than its limit', async () => {
    const queue = new FairQueue(10, 5)
    const lease = await queue.acquire('a', 8, options())
    expect(queue.used).toBe(8)
    lease.release()
    lease.release()
    expect(queue.used).toBe(0)
  })

  it('forgets who gives up, and serves those behind', async () => {
    const queue = new FairQueue(2)
    const lease = await queue.acquire('a', 1, options())
    const controller = new AbortController()
    const aborted = queue.acquire('b', 2, options(controller.signal))
    const behind = queue.acquire('c', 1, options())
    controller.abort(new Error('gone'))
    await expect(aborted).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    await behind
    await expect(queue.acquire('d', 2, options(never, 20))).rejects.toThrow('late')
    await expect(queue.acquire('e', 1, options(controller.signal))).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    lease.release()
    expect([queue.used, queue.waiting]).toEqual([1, 0])
  })
})
