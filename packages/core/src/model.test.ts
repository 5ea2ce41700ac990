import { afterEach, describe, expect, it } from 'vitest'
import { graphDef, identityGraph, sumGraph } from './__fixtures__/graphdef.js'
import { SmallEngine } from './__fixtures__/small-engine.js'
import { loadModel } from './load-model.js'
import type { LoadOptions } from './load-options.js'
import type { Model } from './model.js'
import { Tensor } from './tensor.js'

const open: Model[] = []
afterEach(() => Promise.all(open.splice(0).map((model) => model.dispose())))

async function sumModel(options: Omit<LoadOptions, 'engine' | 'signature'> = {}) {
  const engine = new SmallEngine()
  const model = await loadModel(sumGraph, { engine, ...options })
  open.push(model)
  return { model, executable: engine.last }
}

const floats = (...values: number[]) => new Tensor('float32', [values.length], Float32Array.from(values))
const A = Float32Array.of(1, 2, 3)
const B = Float32Array.of(10, 20, 30)

describe('Model', () => {
  it('says what it takes, gives and runs on', async () => {
    const { model } = await sumModel()
    expect(model.inputs).toMatchObject([
      { name: 'a', dtype: 'float32', shape: [3] },
      { name: 'b', dtype: 'float32', shape: [3] },
    ])
    expect(model.outputs.map(({ name }) => name)).toEqual(['twice', 'other'])
    expect(model.engine).toBe('small')
  })

  it('cannot be changed by one of those who share it', async () => {
    const { model } = await sumModel()
    const specs = () => JSON.stringify([model.inputs, model.outputs, model.tensor('a'), model.tensor('sum')])
    const before = specs()
    for (const change of [
      () => Object.assign(model.inputs[0]!, { dtype: 'int8' }),
      () => Object.assign(model.inputs[0]!.shape!, [7]),
      () => (model.inputs as unknown[]).push(1),
      () => Object.assign(model.outputs[0]!.shape!, [7]),
      () => (model.outputs as unknown[]).pop(),
      () => Object.assign(model.tensor('a'), { shape: [7] }),
      () => Object.assign(model.tensor('sum').shape ?? Object.freeze([1]), [7]),
    ]) {
      expect(change).toThrow(TypeError)
    }
    expect(specs()).toBe(before)
  })

  it('says what any tensor is, by name', async () => {
    const { model } = await sumModel()
    expect(model.tensor('sum:0')).toMatchObject({ name: 'sum', dtype: 'float32' })
    expect(model.tensor('a', 'inputs')).toEqual(model.inputs[0])
    expect(() => model.tensor('som')).toThrow(expect.objectContaining({ code: 'ERR_TENSOR_NAME', tensor: 'som' }))
    await model.dispose()
    expect(() => model.tensor('sum')).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }))
  })

  it('answers under the names that were asked for', async () => {
    const { model } = await sumModel()
    expect(await model.run({ a: A, 'b:0': B }, ['sum:0', 'twice'])).toEqual({
      'sum:0': floats(11, 22, 33),
      twice: floats(22, 44, 66),
    })
  })

  it('answers all outputs when none are asked for', async () => {
    const { model } = await sumModel()
    expect(await model.run({ a: A, b: B })).toEqual({ twice: floats(22, 44, 66), other: floats(10, 20, 30) })
  })

  it('answers nothing when nothing is asked for', async () => {
    const { model, executable } = await sumModel()
    expect(await model.run({}, [])).toEqual({})
    expect(executable.fetched).toEqual([])
  })

  it('computes a tensor once that is fetched twice', async () => {
    const { model, executable } = await sumModel()
    const { sum, 'sum:0': same } = await model.run({ a: A, b: B }, ['sum', 'sum:0', 'sum'])
    expect(sum).toEqual(floats(11, 22, 33))
    expect(same).toEqual(sum)
    expect(executable.fetched).toEqual([['sum']])
  })

  it('needs only the inputs that the fetches need', async () => {
    const { model } = await sumModel()
    expect(await model.run({ b: B }, ['other'])).toEqual({ other: floats(10, 20, 30) })
    expect(await model.run({ a: undefined as never, b: B }, ['other'])).toEqual({ other: floats(10, 20, 30) })
  })

  it('takes inner tensors in place of inputs', async () => {
    const { model } = await sumModel()
    expect(await model.run({ sum: A }, ['twice'])).toEqual({ twice: floats(2, 4, 6) })
  })

  it('answers a fed tensor as it was fed, in memory of its own', async () => {
    const { model, executable } = await sumModel()
    const { a, twice } = await model.run({ a: A, sum: B }, ['a', 'twice'])
    expect([a, twice]).toEqual([floats(1, 2, 3), floats(20, 40, 60)])
    expect(a!.data).not.toBe(A)
    expect(executable.fetched).toEqual([['twice']])
    expect(await model.run({ a: A }, ['a'])).toEqual({ a: floats(1, 2, 3) })
  })

  it('answers a fed Buffer in memory of its own', async () => {
    const model = await loadModel(identityGraph('uint8', [3]), { engine: new SmallEngine() })
    const pixels = Buffer.from([1, 2, 3])
    const running = model.run({ x: pixels }, ['x', 'y'])
    pixels.fill(0)
    const { x, y } = await running
    expect([...x!.data]).toEqual([1, 2, 3])
    expect([...y!.data]).toEqual([1, 2, 3])
  })

  it('lets callers use their arrays again at once', async () => {
    const { model, executable } = await sumModel()
    executable.hold()
    const a = A.slice()
    const running = model.run({ a, b: B }, ['sum', 'a'])
    a.fill(99)
    executable.release()
    expect(await running).toEqual({ sum: floats(11, 22, 33), a: floats(1, 2, 3) })
  })

  it('keeps the results of many runs apart', async () => {
    const { model, executable } = await sumModel()
    executable.hold()
    const runs = Array.from({ length: 100 }, (_, i) => model.run({ a: [i, i, i], b: [1, 2, 3] }, ['sum']))
    executable.release()
    const results = await Promise.all(runs)
    expect(results.map(({ sum }) => sum.data[0])).toEqual(results.map((_, i) => i + 1))
  })
})

describe('Model.run rejects', () => {
  it.each([
    ['an unknown feed', { c: A, a: A, b: B }, ['twice'], { tensor: 'c' }, "The model has no tensor 'c'"],
    ['an unknown fetch', { a: A, b: B }, ['twise'], { tensor: 'twise' }, "Did you mean 'twice'?"],
    ['a missing feed', { a: A }, ['twice'], { tensor: 'b' }, "The input 'b' must be fed to compute 'twice'"],
    ['missing feeds', {}, undefined, { tensor: 'a' }, "The input 'a', and 1 more,"],
    ['a tensor fed twice', { a: A, 'a:0': A, b: B }, ['twice'], { tensor: 'a' }, "as 'a' and as 'a:0'"],
  ])('%s', async (_, feeds, fetches, fields, message) => {
    const { model } = await sumModel()
    await expect(model.run(feeds, fetches)).rejects.toMatchObject({
      code: 'ERR_TENSOR_NAME',
      known: ['a', 'b', 'sum', 'twice', 'other'],
      message: expect.stringContaining(message),
      ...fields,
    })
  })

  it('a feed that does not fit', async () => {
    const { model, executable } = await sumModel()
    await expect(model.run({ a: A, b: [1, 2] })).rejects.toMatchObject({
      code: 'ERR_TENSOR_MISMATCH',
      tensor: 'b',
      expected: { dtype: 'float32', shape: [3] },
      received: { length: 2 },
    })
    expect(executable.fetched).toEqual([])
  })

  it.each([
    ['no feeds', undefined, undefined, undefined, 'feeds'],
    ['a bare tensor', floats(1, 2, 3), undefined, undefined, 'feeds'],
    ['an array of feeds', [A, B], undefined, undefined, 'feeds'],
    ['a bare fetch', { a: A, b: B }, 'sum', undefined, 'fetches'],
    ['options in place of fetches', { a: A, b: B }, { signal: new AbortController().signal }, undefined, 'fetches'],
    ['a fetch that is no name', { a: A, b: B }, [undefined], undefined, 'fetches'],
    ['an unknown option', { a: A, b: B }, undefined, { timeout: 5 }, 'timeout'],
    ['a signal that is none', { a: A, b: B }, undefined, { signal: {} }, 'signal'],
  ])('%s', async (_, feeds, fetches, options, option) => {
    const { model } = await sumModel()
    await expect(model.run(feeds as never, fetches as never, options as never)).rejects.toMatchObject({
      code: 'ERR_ARGUMENT',
      option,
    })
  })

  it('a run whose signal has fired already', async () => {
    const { model, executable } = await sumModel()
    const reason = new Error('gone')
    await expect(model.run({ a: A, b: B }, ['sum'], { signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
      code: 'ERR_ABORTED',
      name: 'AbortError',
      cause: reason,
    })
    expect(executable.fetched).toEqual([])
  })

  it('a run whose signal fires, and no other', async () => {
    const { model, executable } = await sumModel()
    executable.hold()
    const controller = new AbortController()
    const aborted = model.run({ a: A, b: B }, ['sum'], { signal: controller.signal })
    const other = model.run({ a: A, b: B }, ['sum'])
    controller.abort()
    await expect(aborted).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    executable.release()
    expect(await other).toEqual({ sum: floats(11, 22, 33) })
  })

  it('none of many runs on one signal with a warning', async () => {
    const { model } = await sumModel({ concurrency: 100 })
    const warnings: Error[] = []
    const note = (warning: Error) => warnings.push(warning)
    process.on('warning', note)
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 50 }, () => model.run({ a: A, b: B }, ['sum'], { signal })))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', note)
    expect(warnings).toEqual([])
  })

  it('one run too many', async () => {
    const { model, executable } = await sumModel({ concurrency: 1, queueLimit: 2 })
    executable.hold()
    const runs = [1, 2, 3].map(() => model.run({ a: A, b: B }, ['sum']))
    await expect(model.run({ a: A, b: B }, ['sum'])).rejects.toMatchObject({ code: 'ERR_BUSY', limit: 2, waiting: 2 })
    executable.release()
    await Promise.all(runs)
  })

  it("with the engine's own error", async () => {
    const graph = graphDef([
      { name: 'x', op: 'Placeholder', dtype: 'float32', shape: [1] },
      { name: 'y', op: 'Floor', inputs: ['x'], dtype: 'float32' },
    ])
    const model = await loadModel(graph, { engine: new SmallEngine() })
    await expect(model.run({ x: [1] }, ['y'])).rejects.toMatchObject({ code: 'ERR_RUN', status: 'UNIMPLEMENTED' })
  })
})

describe('Model.dispose', () => {
  it('waits for runs under way, and is harmless twice', async () => {
    const { model, executable } = await sumModel()
    executable.hold()
    const running = model.run({ a: A, b: B }, ['sum'])
    const disposals = [model.dispose(), model.dispose(), model[Symbol.asyncDispose]()]
    expect(executable.disposed).toBe(0)
    executable.release()
    await Promise.all(disposals)
    expect(await running).toEqual({ sum: floats(11, 22, 33) })
    expect(executable.disposed).toBe(1)
  })

  it('makes everything else reject', async () => {
    const { model } = await sumModel()
    const session = model.createSession().addInput('a', A).addInput('b', B)
    await model.dispose()
    await expect(model.run({ a: A, b: B })).rejects.toMatchObject({ code: 'ERR_DISPOSED', object: 'Model' })
    await expect(model.run({ nonsense: 1 })).rejects.toMatchObject({ code: 'ERR_DISPOSED' })
    expect(() => model.createSession()).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }))
    await expect(session.run()).rejects.toMatchObject({ code: 'ERR_DISPOSED', object: 'Model' })
  })
})
