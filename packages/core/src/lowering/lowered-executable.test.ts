import { describe, expect, it } from 'vitest'
import { SmallLowering, sizesGraph } from '../__fixtures__/small-lowering.js'
import { RunError } from '../errors.js'
import { loadModel } from '../load-model.js'
import type { LoadOptions } from '../load-options.js'
import { Tensor } from '../tensor.js'

const tensor = (shape: readonly number[], ...values: number[]) =>
  new Tensor('float32', shape, Float32Array.from(values))
const rows = (count: number, value = 1) => tensor([count, 2], ...Array<number>(2 * count).fill(value))

const gate = () => {
  let open!: () => void
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

async function load(options: Omit<LoadOptions, 'engine' | 'signature'> = {}) {
  const lowering = new SmallLowering()
  const model = await loadModel(sizesGraph, { engine: lowering.engine, ...options })
  const before = lowering.asked.length
  return {
    lowering,
    model,
    /** Shapes of x in the lowerings since the model was loaded. */
    lowered: () => lowering.asked.slice(before).map(({ feeds }) => feeds.get('x')!.shape),
  }
}

describe('a graph that is lowered', () => {
  it('serves every size by one model, where its open dimensions can stay open', async () => {
    const { model, lowered } = await load()
    for (const count of [3, 1, 5, 3])
      expect(await model.run({ x: rows(count) }, ['double'])).toEqual({ double: rows(count, 2) })
    expect(lowered()).toEqual([[null, 2]])
  })

  it('is lowered for each set of shapes, where they must be known, and not again for the latest four', async () => {
    const { lowering, model, lowered } = await load()
    for (const count of [2, 1, 2, 1]) {
      expect((await model.run({ x: rows(count) }, ['flat'])).flat!.shape).toEqual(count === 1 ? [2] : [2, 2])
    }
    expect(lowered()).toEqual([
      [null, 2],
      [2, 2],
      [1, 2],
    ])
    for (const count of [3, 4, 5, 1]) await model.run({ x: rows(count) }, ['flat'])
    expect(lowered().slice(3)).toEqual([
      [3, 2],
      [4, 2],
      [5, 2],
    ])
    expect(lowering.live).toBe(4)
    expect((await model.run({ x: rows(2, 7) }, ['flat'])).flat).toEqual(rows(2, 7))
    expect(lowered().slice(6)).toEqual([[2, 2]])
    await model.dispose()
    expect(lowering.live).toBe(0)
  })

  it('is the same in whatever order is fed and fetched', async () => {
    const { model, lowered } = await load()
    const [x, z] = [rows(1, 1), rows(1, 10)]
    const both = { sum: rows(1, 11), double: rows(1, 2) }
    expect(await model.run({ x, z }, ['sum', 'double'])).toEqual(both)
    expect(await model.run({ z, x }, ['double', 'sum'])).toEqual(both)
    expect(await model.run({ z, x }, ['sum', 'double', 'x'])).toEqual({ ...both, x })
    expect(lowered()).toHaveLength(1)
  })

  it('is lowered and compiled once for runs that begin at the same time', async () => {
    const { lowering, model, lowered } = await load()
    const compiled = lowering.small.compiled.length
    const runs = Array.from({ length: 20 }, (_, i) => model.run({ x: rows(1 + (i % 3), i) }, ['double']))
    expect(await Promise.all(runs)).toEqual(runs.map((_, i) => ({ double: rows(1 + (i % 3), 2 * i) })))
    expect(lowered()).toHaveLength(1)
    expect(lowering.small.compiled.length).toBe(compiled + 1)
  })

  it('answers runs of many shapes at once, each its own, and keeps no more than four models', async () => {
    const { lowering, model } = await load()
    const runs = Array.from({ length: 40 }, (_, i) => model.run({ x: rows(2 + (i % 11), i) }, ['flat']))
    expect(await Promise.all(runs)).toEqual(runs.map((_, i) => ({ flat: rows(2 + (i % 11), i) })))
    await model.run({ x: rows(50) }, ['flat'])
    expect(lowering.live).toBeLessThanOrEqual(4)
    await model.dispose()
    expect(lowering.live).toBe(0)
  })
})

describe('a run that is like an earlier one', () => {
  const flat = async (model: Awaited<ReturnType<typeof load>>['model'], count: number, value: number) =>
    expect(await model.run({ x: rows(count, value) }, ['flat'])).toEqual({ flat: rows(count, value) })

  it('goes the short way, and as well after its model had to go and was made anew', async () => {
    const { lowering, model, lowered } = await load()
    for (let value = 0; value < 3; value++) await flat(model, 2, value)
    const first = lowering.small.last
    expect([first.runners, first.fetched.length]).toEqual([1, 3])
    for (let round = 1; round < 4; round++) {
      for (const count of [3, 4, 5, 6]) for (let value = 0; value < 3; value++) await flat(model, count, value)
      expect(first.disposed).toBe(1)
      for (let value = 0; value < 3; value++) await flat(model, 2, 10 * round + value)
      expect([lowering.small.last.runners, lowering.small.last.fetched.length]).toEqual([1, 3])
    }
    expect([first.runners, first.fetched.length]).toEqual([1, 3])
    expect(lowered().filter((shape) => shape?.[0] === 2)).toHaveLength(4)
    expect(lowering.live).toBe(4)
    await model.dispose()
    expect(lowering.live).toBe(0)
  })

  it('has its own answer where many of many shapes begin at once, time and again', async () => {
    const { lowering, model } = await load()
    for (let round = 0; round < 4; round++) {
      await Promise.all(Array.from({ length: 40 }, (_, i) => flat(model, 2 + (i % 7), 100 * round + i)))
    }
    await model.dispose()
    expect(lowering.live).toBe(0)
  })

  it('is answered by its model though that has to go meanwhile', async () => {
    const { lowering, model } = await load()
    for (let value = 0; value < 2; value++) await flat(model, 2, value)
    const { last } = lowering.small
    last.hold()
    const running = [7, 8].map((value) => flat(model, 2, value))
    const others = [3, 4, 5, 6].map((count) => flat(model, count, 9))
    const again = flat(model, 2, 10)
    await Promise.all(others.slice(0, 3))
    expect(last.disposed).toBe(0)
    last.release()
    await Promise.all([...running, ...others, again])
    expect([last.runners, last.fetched.length]).toEqual([1, 4])
  })

  it('is told apart by the order of what is fed and fetched', async () => {
    const { model } = await load()
    const [x, z] = [rows(1, 1), rows(1, 10)]
    for (let i = 0; i < 3; i++) {
      for (const feeds of [
        { x, z },
        { z, x },
        { x: z, z: rows(1, i) },
      ]) {
        const sum = rows(1, feeds.x.data[0]! + feeds.z.data[0]!)
        const double = rows(1, 2 * feeds.x.data[0]!)
        for (const fetches of [['sum', 'double'], ['double', 'sum'], ['sum']]) {
          const expected = fetches.length > 1 ? { sum, double } : { sum }
          for (let again = 0; again < 2; again++) expect(await model.run(feeds, fetches)).toEqual(expected)
        }
      }
    }
  })
})

describe('a run that does not lower', () => {
  it('is rejected with every node and the reason, time and again, and hinders no other', async () => {
    const { model, lowered } = await load()
    for (let i = 0; i < 3; i++) {
      await expect(model.run({ x: rows(1) }, ['shuffled'])).rejects.toMatchObject({
        code: 'ERR_UNSUPPORTED_GRAPH',
        nodes: [{ node: 'shuffled', op: 'RandomShuffle' }],
      })
    }
    expect(lowered()).toHaveLength(1)
    expect(await model.run({ x: rows(1) }, ['double'])).toEqual({ double: rows(1, 2) })
  })

  it('for its shapes alone leaves other shapes to be served', async () => {
    const { model, lowered } = await load()
    for (const fetch of ['double', 'flat']) {
      for (let i = 0; i < 2; i++) {
        await expect(model.run({ x: rows(0) }, [fetch])).rejects.toMatchObject({ code: 'ERR_UNSUPPORTED_GRAPH' })
        expect(await model.run({ x: rows(2) }, [fetch])).toEqual({ [fetch]: rows(2, fetch === 'double' ? 2 : 1) })
      }
    }
    expect(lowered()).toEqual([
      [null, 2],
      [null, 2],
      [0, 2],
      [2, 2],
    ])
  })

  it('is tried again after a failure that says nothing of the graph', async () => {
    const { lowering, model } = await load()
    lowering.small.compileError = new RunError('There is no memory.', { status: 'RESOURCE_EXHAUSTED', engine: 'small' })
    await expect(model.run({ x: rows(1) }, ['double'])).rejects.toMatchObject({ code: 'ERR_RUN' })
    lowering.small.compileError = undefined
    expect(await model.run({ x: rows(1) }, ['double'])).toEqual({ double: rows(1, 2) })
  })
})

describe('while a model is made for it, a run', () => {
  it('keeps what was fed, and its array may be used again', async () => {
    const { lowering, model } = await load()
    const { open, opened } = gate()
    lowering.small.compiling = opened
    const x = rows(1)
    const running = model.run({ x }, ['double'])
    x.data.fill(99)
    open()
    expect(await running).toEqual({ double: rows(1, 2) })
  })

  it('can be aborted at once, and others that wait for the same are not', async () => {
    const { lowering, model, lowered } = await load()
    const { open, opened } = gate()
    lowering.small.compiling = opened
    const controller = new AbortController()
    const aborted = model.run({ x: rows(1) }, ['double'], { signal: controller.signal })
    const other = model.run({ x: rows(2) }, ['double'], { signal: new AbortController().signal })
    controller.abort()
    await expect(aborted).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    open()
    expect(await other).toEqual({ double: rows(2, 2) })
    expect(await model.run({ x: rows(1) }, ['double'])).toEqual({ double: rows(1, 2) })
    expect(lowered()).toHaveLength(1)
  })

  it('waits in a queue that has an end', async () => {
    const { lowering, model } = await load({ queueLimit: 1, concurrency: 1 })
    const { open, opened } = gate()
    lowering.small.compiling = opened
    const runs = [1, 2].map(() => model.run({ x: rows(1) }, ['double']))
    await expect(model.run({ x: rows(1) }, ['double'])).rejects.toMatchObject({ code: 'ERR_BUSY', limit: 2 })
    open()
    expect(await Promise.all(runs)).toHaveLength(2)
  })

  it('is answered though the model is disposed, which then leaves nothing behind', async () => {
    const { lowering, model } = await load()
    const { open, opened } = gate()
    lowering.small.compiling = opened
    const running = [model.run({ x: rows(1) }, ['double']), model.run({ x: rows(1) }, ['flat'])]
    const planning = model.plan(['sum'])
    const disposal = model.dispose()
    await expect(model.run({ x: rows(1) }, ['double'])).rejects.toMatchObject({ code: 'ERR_DISPOSED' })
    open()
    expect(await Promise.all(running)).toEqual([{ double: rows(1, 2) }, { flat: tensor([2], 1, 1) }])
    expect(await planning).toMatchObject({ engine: 'lowering' })
    await disposal
    expect(lowering.live).toBe(0)
  })
})

describe('plan()', () => {
  it('says how a run is lowered, or why it is not', async () => {
    const { model } = await load()
    expect(await model.plan(['double'])).toEqual({
      engine: 'lowering',
      reason: 'what is fetched lowers wholly, once for all sizes',
      passedOver: [],
    })
    expect((await model.plan(['flat'])).reason).toMatch(/only for known shapes.*flat \(Squeeze\)/)
    expect((await model.plan(['flat'], { x: [3, 2] })).reason).toBe(
      'what is fetched lowers wholly, anew for each set of shapes',
    )
    await expect(model.plan(['shuffled'])).rejects.toMatchObject({ code: 'ERR_UNSUPPORTED_GRAPH' })
    await expect(model.plan(['double'], { x: [0, 2] })).rejects.toMatchObject({ code: 'ERR_UNSUPPORTED_GRAPH' })
  })

  it('makes ready: the first run after it lowers nothing', async () => {
    const { lowering, model } = await load()
    await model.plan(['double'])
    await model.plan(['flat'], { x: [3, 2] })
    const asked = lowering.asked.length
    await model.run({ x: rows(7) }, ['double'])
    await model.run({ x: rows(3) }, ['flat'])
    expect(lowering.asked.length).toBe(asked)
  })

  it.each([
    ['a shape that the graph does not take', { x: [3] }, { code: 'ERR_TENSOR_MISMATCH', tensor: 'x' }],
    ['an unknown name', ['w'], { code: 'ERR_TENSOR_NAME', tensor: 'w' }],
    ['a name given twice', ['x', 'x:0'], { code: 'ERR_TENSOR_NAME', tensor: 'x' }],
    ['a shape that is none', { x: [-1, 2] }, { code: 'ERR_ARGUMENT', option: 'feeds' }],
    ['feeds that are none', 'x', { code: 'ERR_ARGUMENT', option: 'feeds' }],
  ])('rejects %s', async (_, feeds, error) => {
    const { model } = await load()
    await expect(model.plan(['double'], feeds as never)).rejects.toMatchObject(error)
  })
})
