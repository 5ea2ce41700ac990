import { describe, expect, it } from 'vitest'
import { PlanCache } from './plan-cache.js'

/** A plan that counts how many of its kind are there, from the moment that it is being made. */
class Counted {
  static live = 0
  static most = 0
  readonly key: string
  disposed = 0

  constructor(key: string) {
    this.key = key
    Counted.most = Math.max(Counted.most, ++Counted.live)
  }

  async dispose(): Promise<void> {
    await Promise.resolve()
    this.disposed++
    Counted.live--
  }
}

const gate = () => {
  let open!: () => void
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

function counting() {
  Counted.live = Counted.most = 0
  const cache = new PlanCache<Counted>()
  const made: Counted[] = []
  const make = (key: string, until?: Promise<void>) => async () => {
    const plan = new Counted(key)
    made.push(plan)
    await until
    return plan
  }
  const use = (key: string, until?: Promise<void>, signal?: AbortSignal) =>
    cache.use(key, make(key, until), async (plan) => plan.key, signal)
  return { cache, made, make, use, keys: () => made.map(({ key }) => key) }
}

describe('the plans used last', () => {
  it('are made once, for all who ask at the same time and later', async () => {
    const { cache, use, keys } = counting()
    expect(await Promise.all(['a', 'a', 'b', 'a'].map((key) => use(key)))).toEqual(['a', 'a', 'b', 'a'])
    expect(await use('b')).toBe('b')
    expect(keys()).toEqual(['a', 'b'])
    expect(cache.made('a')?.key).toBe('a')
    expect(cache.made('c')).toBeUndefined()
  })

  it('are four, and the one that was not used for longest goes', async () => {
    const { cache, made, use } = counting()
    for (const key of ['a', 'b', 'c', 'd']) await use(key)
    cache.made('a')
    await use('b')
    await use('e')
    expect(made.filter(({ disposed }) => disposed > 0).map(({ key }) => key)).toEqual(['c'])
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => cache.made(key)?.key)).toEqual(['a', 'b', undefined, 'd', 'e'])
    expect(await use('c')).toBe('c')
    expect(cache.made('a')).toBeUndefined()
  })

  it('are never more at a time, those included that are being made, in use, or going', async () => {
    const { use } = counting()
    const keys = Array.from({ length: 60 }, (_, i) => `key ${i % 23}`)
    expect(await Promise.all(keys.map((key) => use(key)))).toEqual(keys)
    expect(Counted.most).toBe(4)
  })

  it('go only when nobody uses them, those first that nobody does', async () => {
    const { cache, made, make, use } = counting()
    const { open, opened } = gate()
    const hold = (key: string) =>
      cache.use(key, make(key), async (plan) => {
        await opened
        return plan.disposed
      })
    const holding = [hold('a')]
    for (const key of ['b', 'c', 'd', 'e', 'f', 'g', 'h']) await use(key)
    expect(made.map(({ key, disposed }) => key + disposed)).toEqual(['a0', 'b1', 'c1', 'd1', 'e1', 'f0', 'g0', 'h0'])
    holding.push(...['f', 'g', 'h'].map(hold))
    const next = use('i')
    expect(cache.made('a')).toBeUndefined()
    expect(made.map(({ key }) => key)).not.toContain('i')
    open()
    expect(await Promise.all(holding)).toEqual([0, 0, 0, 0])
    expect(await next).toBe('i')
    expect(made[0]!.disposed).toBe(1)
    expect(Counted.most).toBe(4)
  })

  it('do not include what could not be made, which leaves room and is tried again', async () => {
    const { cache, use } = counting()
    for (let i = 0; i < 9; i++) {
      const failing = cache.use(
        'a',
        () => Promise.reject(new Error(`failure ${i}`)),
        async () => 'made',
      )
      await expect(failing).rejects.toThrow(`failure ${i}`)
    }
    expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => use(key)))).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('are kept when it is the work with them that failed', async () => {
    const { cache, make, keys, use } = counting()
    await expect(cache.use('a', make('a'), () => Promise.reject(new Error('work')))).rejects.toThrow('work')
    expect(await use('a')).toBe('a')
    expect(keys()).toEqual(['a'])
  })
})

describe('a signal', () => {
  it('ends the wait of one, while others go on waiting', async () => {
    const { use, keys } = counting()
    const { open, opened } = gate()
    const controller = new AbortController()
    const [aborted, other] = [use('a', opened, controller.signal), use('a', opened)]
    controller.abort()
    await expect(aborted).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    open()
    expect(await other).toBe('a')
    expect(keys()).toEqual(['a'])
  })

  it('of all who wait keeps a plan from being made at all', async () => {
    const { use, keys } = counting()
    const { open, opened } = gate()
    const controller = new AbortController()
    const first = ['a', 'b', 'c', 'd'].map((key) => use(key, opened))
    const aborted = ['e', 'e', 'f'].map((key) => use(key, undefined, controller.signal))
    const last = use('g')
    controller.abort()
    for (const run of aborted) await expect(run).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    open()
    await Promise.all([...first, last])
    expect(keys()).toEqual(['a', 'b', 'c', 'd', 'g'])
  })

  it('leaves no plan behind that was given up while it was made and has to go', async () => {
    const { cache, made, make, use } = counting()
    const [making, using] = [gate(), gate()]
    const controller = new AbortController()
    const aborted = use('a', making.opened, controller.signal)
    const others = ['b', 'c', 'd'].map((key) => cache.use(key, make(key), () => using.opened))
    await Promise.resolve()
    controller.abort()
    await expect(aborted).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    const last = use('e')
    making.open()
    await last
    expect(made.map(({ key, disposed }) => key + disposed)).toEqual(['a1', 'b0', 'c0', 'd0', 'e0'])
    using.open()
    await Promise.all(others)
  })
})

it('dispose frees what is there and what is being made', async () => {
  const { cache, made, use } = counting()
  const { open, opened } = gate()
  await use('a')
  const [making, waiting] = [use('b', opened), Promise.all(['c', 'd', 'e', 'f'].map((key) => use(key, opened)))]
  await Promise.resolve()
  const disposal = cache.dispose()
  open()
  await Promise.all([making, waiting, disposal])
  expect(Counted.live).toBe(0)
  expect(made.map(({ disposed }) => disposed)).toEqual(made.map(() => 1))
  await cache.dispose()
})
