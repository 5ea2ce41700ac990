import { loadModel, type Model, type Tensor } from '@zoo/core'
import { attr, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { hasEngine } from '../../../test/support/engines.js'
import { flattenModel, repeatedModel, rowsModel } from '../../../test/support/tflite-models.js'

const T = { T: attr.type('float32') }
/** float32 `x` [n]: `sum` = x + x and `square` = x · x of the same size. */
const graph = writeGraph([
  makePlaceholder('x', 'float32', [null]),
  makeNode('sum', 'AddV2', ['x', 'x'], T),
  makeNode('square', 'Mul', ['x', 'x'], T),
])
const of = (count: number, value: number) => new Float32Array(count).fill(value)
const isAll = (tensor: Tensor | undefined, count: number, value: number) =>
  tensor?.data.length === count && (tensor.data as Float32Array).every((element) => element === value)
const bufferOf = (tensor: Tensor | undefined) => (tensor!.data as Float32Array).buffer

/** Elements of results that are copied, of the largest such, of the smallest that are handed over as they are, and more. */
const COUNTS = [1, 3, 16_383, 16_384, 100_000]

describe.each(['litert', 'tensorflow'] as const)('results of runs that are alike, on %s', async (engine) => {
  const ready = await hasEngine(engine)

  it.runIf(ready).each(COUNTS)('have memory of their own, of %i elements', async (count) => {
    await using model = await loadModel(graph, { engine, concurrency: 2 })
    const seen = new Set<ArrayBufferLike>()
    const kept: Record<string, Tensor>[] = []
    for (let round = 0; round < 4; round++) {
      // One after the other, then several at once.
      const length = round % 2 === 0 ? 1 : 6
      const values = Array.from({ length }, (_, i) => 10 * round + i)
      const results = await Promise.all(values.map((value) => model.run({ x: of(count, value) }, ['sum', 'square'])))
      for (const [i, result] of results.entries()) {
        expect(isAll(result.sum, count, 2 * values[i]!)).toBe(true)
        expect(isAll(result.square, count, values[i]! ** 2)).toBe(true)
        for (const tensor of [result.sum, result.square])
          seen.add(bufferOf(tensor))
          // Whoever writes into a result changes no other.
        ;(result.square!.data as Float32Array).fill(-1)
        kept.push({ [2 * values[i]!]: result.sum! })
      }
    }
    expect(seen.size).toBe(2 * kept.length)
    for (const result of kept)
      for (const [value, tensor] of Object.entries(result)) expect(isAll(tensor, count, Number(value))).toBe(true)
  })

  it.runIf(ready)('are told apart where many are under way, some of them given up', async () => {
    await using model = await loadModel(graph, { engine, concurrency: 2, queueLimit: 500 })
    await model.run({ x: of(5, 0) }, ['sum'])
    const runs = Array.from({ length: 300 }, async (_, i) => {
      const controller = new AbortController()
      const run = model.run({ x: of(5, i) }, ['sum'], { signal: controller.signal })
      if (i % 3 === 0) controller.abort()
      return run.then(({ sum }) => isAll(sum, 5, 2 * i)).catch((error) => i % 3 === 0 && error.code === 'ERR_ABORTED')
    })
    expect(new Set(await Promise.all(runs))).toEqual(new Set([true]))
  })

  it.runIf(ready)(
    'are right when runs of several kinds and sizes take turns, with arrays to write to and without',
    async () => {
      await using model = await loadModel(graph, { engine, concurrency: 2, queueLimit: 500 })
      const run = async (i: number) => {
        const count = COUNTS[i % 3]!
        const fetches = i % 2 === 0 ? ['sum'] : ['square', 'x', 'sum', 'sum']
        const into = i % 5 === 0 ? { into: { sum: of(count, -1) } } : {}
        const result = await model.run({ x: of(count, i) }, fetches, into)
        expect(Object.keys(result)).toEqual([...new Set(fetches)])
        expect(isAll(result.sum, count, 2 * i)).toBe(true)
        if (into.into) expect(result.sum!.data).toBe(into.into.sum)
        if (result.square) expect(isAll(result.square, count, i ** 2) && isAll(result.x, count, i)).toBe(true)
      }
      for (let i = 0; i < 30; i++) await run(i)
      await Promise.all(Array.from({ length: 60 }, (_, i) => run(i)))
    },
  )

  it.runIf(ready)('are answered when the model is disposed meanwhile', async () => {
    const model = await loadModel(graph, { engine, concurrency: 1 })
    await model.run({ x: of(3, 0) }, ['sum'])
    const runs = [1, 2, 3].map((value) => model.run({ x: of(3, value) }, ['sum']))
    const disposal = model.dispose()
    for (const [i, { sum }] of (await Promise.all(runs)).entries()) expect(isAll(sum, 3, 2 * (i + 1))).toBe(true)
    await disposal
  })
})

describe('results on tensorflow', async () => {
  const ready = await hasEngine('tensorflow')

  const whereGraph = writeGraph([
    makePlaceholder('x', 'float32', [null]),
    makeNode('where', 'Where', ['x'], T),
    makeNode('sum', 'AddV2', ['x', 'x'], T),
  ])
  /** The places where x is not 0. */
  const whereOf = async (model: Model, values: readonly number[]) => {
    const { where, sum } = await model.run({ x: Float32Array.from(values) }, ['where', 'sum'])
    expect(where!.shape).toEqual([where!.data.length, 1])
    expect([...sum!.data]).toEqual(values.map((value) => 2 * value))
    return [...(where as Tensor<'int64'>).data].map(Number)
  }
  const placesIn = (values: readonly number[]) => values.flatMap((value, place) => (value === 0 ? [] : [place]))
  /** Of one kind, with as many places as before, others, none, and so on. */
  const inputs = [
    [1, 1, 0],
    [0, 1, 1],
    [1, 1, 1],
    [0, 0, 0],
    [0, 0, 0],
    [0, 1, 0],
    [1, 0, 0],
    [1, 1, 1],
  ]

  it.runIf(ready)('have the shape that their values make', async () => {
    await using model = await loadModel(whereGraph, { engine: 'tensorflow', concurrency: 2 })
    for (const values of inputs) expect(await whereOf(model, values)).toEqual(placesIn(values))
    expect(await Promise.all(inputs.map((values) => whereOf(model, values)))).toEqual(inputs.map(placesIn))
  })

  it.runIf(ready)('may be of no elements, of strings, or of bools, time and again', async () => {
    const strings = writeGraph([
      makePlaceholder('x', 'string', [null]),
      makePlaceholder('n', 'float32', [null]),
      makeNode('y', 'Identity', ['x'], { T: attr.type('string') }),
      makeNode('positive', 'Greater', ['n', 'n'], T),
      makeNode('m', 'AddV2', ['n', 'n'], T),
    ])
    await using model = await loadModel(strings, { engine: 'tensorflow' })
    for (let i = 0; i < 4; i++) {
      const result = await model.run({ x: [`zoo ${i}`, ''], n: of(2, i) })
      expect((result.y as Tensor<'string'>).data.map((bytes) => Buffer.from(bytes).toString())).toEqual([
        `zoo ${i}`,
        '',
      ])
      expect(result.positive).toMatchObject({ dtype: 'bool', shape: [2], data: Uint8Array.of(0, 0) })
      expect([...(await model.run({ n: of(0, 0) }, ['m'])).m!.data]).toEqual([])
    }
  })
})

describe('results on litert', async () => {
  const ready = await hasEngine('litert')

  it.runIf(ready)('are right after runs of other sizes, and after one that failed', async () => {
    await using model = await loadModel(rowsModel(), { engine: 'litert', concurrency: 1 })
    for (const rows of [1, 1, 4, 4, 1, 8000, 8000, 1, 1]) {
      const { sum, product } = await model.run({ x: of(3 * rows, 1), y: of(3 * rows, 2) })
      expect([...sum!.data].slice(-3)).toEqual([2, 3, 4])
      expect([...product!.data].slice(-3)).toEqual([4, 6, 8])
      const unfit = model.run({ x: of(6, 1), y: of(9, 1) })
      await expect(unfit).rejects.toMatchObject({ code: 'ERR_RUN' })
    }
  })

  it.runIf(ready)('that are one tensor of the model have memory each', async () => {
    await using model = await loadModel(repeatedModel(), { engine: 'litert' })
    for (let i = 0; i < 3; i++) {
      const x = model.allocate('x') as Tensor<'float32'>
      x.data.fill(i)
      const results = Object.values(await model.run({ x, y: Float32Array.of(1, 2, 3) }))
      expect(new Set(results.map(bufferOf)).size).toBe(results.length)
      for (const { data } of results) (data as Float32Array).fill(9)
      expect([...x.data]).toEqual([i, i, i])
    }
  })

  it.runIf(ready).each(['float32', 'int32', 'int64', 'bool', 'int16'] as const)(
    'are the values of now, of %s',
    async (dtype) => {
      await using model = await loadModel(flattenModel(dtype), { engine: 'litert' })
      for (let i = 0; i < 4; i++) {
        const x = model.allocate('x')
        const values = [1, 0, i % 2, 1, 1, 0]
        ;(x.data as Float32Array).set((dtype === 'int64' ? values.map(BigInt) : values) as number[])
        for (let again = 0; again < 2; again++)
          expect([...(await model.run({ x })).y!.data].map(Number)).toEqual(values)
      }
    },
  )
})
