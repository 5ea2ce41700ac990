import { execFile } from 'node:child_process'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { loadModel, type Model, Tensor } from '@zoo/core'
import { attr, makeConstant, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { busyModel } from '../../../test/support/busy-model.mjs'
import { hasShared, sharedFolder } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'

const core = new URL('../../core/dist/index.js', import.meta.url).href

setFlagsFromString('--expose-gc')
const gc: () => void = runInNewContext('gc')

/** What nobody holds is freed, its finalisers included. */
async function collect(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    gc()
    await setImmediate()
  }
}

/** A model whose runs wait, reading int32 `x` [3], until they are let go on. */
interface Waiting extends AsyncDisposable {
  readonly model: Model
  /** Begins a run, which answers its feed. */
  start(x: Tensor): Promise<number[]>
  goOn(): void
}

/** On LiteRT a run waits in the queue, behind one that takes long. */
async function behindAnother(): Promise<Waiting> {
  const { model, start } = await busyModel('litert', sharedFolder, { concurrency: 1 })
  const controller = new AbortController()
  const first = start(controller.signal).catch(() => {})
  return {
    model,
    start: async (x) => [...(Object.values(await model.run({ x }))[0] as Tensor<'int32'>).data].slice(0, 3),
    goOn: () => controller.abort(),
    async [Symbol.asyncDispose]() {
      controller.abort()
      await first
      await model.dispose()
    },
  }
}

/** On TensorFlow it waits in the graph, for another run to put something into a queue. */
async function behindQueue(): Promise<Waiting> {
  const T = { T: attr.type('int32') }
  const graph = writeGraph([
    makePlaceholder('x', 'int32', [3]),
    makeNode('queue', 'FIFOQueueV2', [], { component_types: attr.types(['int32']) }),
    makeConstant('one', 'int32', [], Int32Array.of(1)),
    makeNode('put', 'QueueEnqueueV2', ['queue', 'one'], { Tcomponents: attr.types(['int32']) }),
    makeNode('taken', 'QueueDequeueV2', ['queue'], { component_types: attr.types(['int32']) }),
    makeNode('done', 'Identity', ['one', '^put'], T),
    makeNode('y', 'Identity', ['x', '^taken'], T),
  ])
  const model = await loadModel(graph, { engine: 'tensorflow', concurrency: 3, trusted: true })
  let waiting = 0
  const goOn = () => {
    for (; waiting > 0; waiting--) void model.run({}, ['done'])
  }
  return {
    model,
    start: async (x) => {
      waiting++
      return [...((await model.run({ x }, ['y'])).y as Tensor<'int32'>).data]
    },
    goOn,
    async [Symbol.asyncDispose]() {
      goOn()
      await model.dispose()
    },
  }
}

const engines = [
  ['litert', behindAnother],
  ['tensorflow', behindQueue],
] as const

describe.each(engines)('memory that %s lends', async (engine, waiting) => {
  const ready = hasShared && (await hasEngine(engine))
  const lend = (model: Model, ...values: number[]) => {
    const x = model.allocate('x', [values.length])
    ;(x.data as Int32Array).set(values)
    return x
  }
  /** Fills what was freed with something else. */
  const overwrite = (model: Model) =>
    Array.from({ length: 64 }, () => (lend(model, 6, 6, 6).data as Int32Array).fill(6))

  it.runIf(ready)('is read where it is when the run comes to it, and other arrays are copied', async () => {
    await using run = await waiting()
    const [lent, own] = [lend(run.model, 1, 2, 3), new Tensor('int32', [3], Int32Array.of(1, 2, 3))]
    const answers = [run.start(lent), run.start(own)]
    for (const { data } of [lent, own]) (data as Int32Array).set([4, 5, 6])
    run.goOn()
    expect(await answers[0]).toEqual([4, 5, 6])
    expect(await answers[1]).toEqual([1, 2, 3])
    expect([...lent.data]).toEqual([4, 5, 6])
  })

  it.runIf(ready)('stays as long as a run needs it, though nobody else holds it', async () => {
    await using run = await waiting()
    const answer = run.start(lend(run.model, 1, 2, 3))
    await collect()
    overwrite(run.model)
    run.goOn()
    expect(await answer).toEqual([1, 2, 3])
  })

  const transfer = (ArrayBuffer.prototype as { transfer?: (bytes: number) => ArrayBuffer }).transfer
  /** Node 20 has no transfer(), and copies memory of an addon rather than give it to another thread. */
  const giveAway = (buffer: ArrayBuffer) =>
    transfer ? transfer.call(buffer, 1024) : structuredClone(buffer, { transfer: [buffer] })

  it.runIf(ready)('stays so even when its array buffer is given away', async () => {
    await using run = await waiting()
    const lent = lend(run.model, 1, 2, 3)
    const answer = run.start(lent)
    giveAway((lent.data as Int32Array<ArrayBuffer>).buffer)
    expect(lent.data).toHaveLength(transfer ? 0 : 3)
    await collect()
    overwrite(run.model)
    run.goOn()
    expect(await answer).toEqual([1, 2, 3])
    if (!transfer) return
    await expect(run.model.run({ x: lent })).rejects.toMatchObject({ code: 'ERR_TENSOR_MISMATCH', tensor: 'x' })
  })

  const T = { T: attr.type('float32') }
  const rows = writeGraph([makePlaceholder('x', 'float32', [null, 3]), makeNode('sum', 'AddV2', ['x', 'x'], T)])
  const sumsOf = async (model: Model, x: Tensor) => [...(await model.run({ x }, ['sum'])).sum!.data]

  it.runIf(ready)('is fed as other tensors are: filled anew, in part, at once with others', async () => {
    await using model = await loadModel(rows, { engine, concurrency: 2 })
    const lent = model.allocate('x', [2, 3]) as Tensor<'float32'>
    for (let i = 0; i < 5; i++) {
      lent.data.fill(i)
      expect(await sumsOf(model, lent)).toEqual(Array(6).fill(2 * i))
      expect([...lent.data]).toEqual(Array(6).fill(i))
    }
    lent.data.set([1, 2, 3, 4, 5, 6])
    const [first, last] = [lent.data.subarray(0, 3), lent.data.subarray(3)]
    const parts = [first, last].map((part) => sumsOf(model, new Tensor('float32', [1, 3], part)))
    const whole = Array.from({ length: 20 }, () => sumsOf(model, lent))
    expect(await Promise.all(parts)).toEqual([
      [2, 4, 6],
      [8, 10, 12],
    ])
    expect(await Promise.all(whole)).toEqual(Array(20).fill([2, 4, 6, 8, 10, 12]))
  })

  it.runIf(ready)('takes results as well, and is never a result itself', async () => {
    await using model = await loadModel(rows, { engine })
    const [lent, into] = [model.allocate('x', [1, 3]), model.allocate('x', [1, 3])] as Tensor<'float32'>[]
    lent!.data.set([1, 2, 3])
    const { x, sum } = await model.run({ x: lent! }, ['x', 'sum'], { into: { sum: into!.data } })
    expect(sum!.data).toBe(into!.data)
    expect([...into!.data]).toEqual([2, 4, 6])
    ;(x!.data as Float32Array).fill(0)
    expect([...lent!.data]).toEqual([1, 2, 3])
    expect(await sumsOf(model, into!)).toEqual([4, 8, 12])
  })

  it.runIf(ready)('serves other models, and is there when its own is disposed', async () => {
    const lender = await loadModel(rows, { engine })
    await using model = await loadModel(rows, { engine })
    const lent = lender.allocate('x', [1, 3]) as Tensor<'float32'>
    lent.data.set([1, 2, 3])
    await lender.dispose()
    expect(await sumsOf(model, lent)).toEqual([2, 4, 6])
  })

  it.runIf(ready)('may be of no bytes, and is of zeros though it was used before', async () => {
    await using model = await loadModel(rows, { engine })
    expect(model.allocate('x', [0, 3]).data).toHaveLength(0)
    for (let i = 0; i < 50; i++) {
      const { data } = model.allocate('x', [6000, 3]) as Tensor<'float32'>
      expect(data.every((value) => value === 0)).toBe(true)
      data.fill(1)
      if (i % 10 === 9) await collect()
    }
  })

  it.runIf(ready)('is refused by ERR_RUN where there is not enough', async () => {
    await using model = await loadModel(rows, { engine })
    for (const count of [2 ** 44, 2 ** 52]) {
      expect(() => model.allocate('x', [count, 3])).toThrow(
        expect.objectContaining({ code: 'ERR_RUN', status: 'RESOURCE_EXHAUSTED', engine }),
      )
    }
  })

  it.runIf(ready)('is given back when nobody holds it', async () => {
    const program = `
      import { loadModel } from '${core}'
      const model = await loadModel(Buffer.from('${Buffer.from(rows).toString('base64')}', 'base64'), { engine: '${engine}' })
      const run = async (times) => {
        for (let i = 0; i < times; i++) await model.run({ x: model.allocate('x', [100_000, 3]) }, ['sum'])
        for (let i = 0; i < 3; i++) {
          gc()
          await new Promise((resolve) => setImmediate(resolve))
        }
        return process.memoryUsage.rss() / 2 ** 20
      }
      const before = await run(100)
      console.log((await run(400)) - before)`
    // With this glibc maps each large block by itself, so that what is freed leaves the process at once.
    const env = { ...process.env, MALLOC_MMAP_THRESHOLD_: '131072' }
    const args = ['--expose-gc', '--input-type=module', '-e', program]
    const { stdout } = await promisify(execFile)(process.execPath, args, { env })
    // 480 MB were lent, and as many answered.
    expect(Number.parseFloat(stdout)).toBeLessThan(200)
  })
})
