import { DTYPES, type DType } from '@zoo/graph/base'
import { describe, expect, it } from 'vitest'
import { graphDef, identityGraph } from './__fixtures__/graphdef.js'
import { SmallEngine } from './__fixtures__/small-engine.js'
import { SmallLowering, sizesGraph } from './__fixtures__/small-lowering.js'
import type { Engine } from './engine.js'
import { RunError } from './errors.js'
import { loadModel } from './load-model.js'
import { withLowering } from './lowering/with-lowering.js'
import { Tensor } from './tensor.js'

/** A small engine that lends memory, and counts how much. */
class LendingEngine extends SmallEngine {
  readonly lent: ArrayBuffer[] = []

  allocate(bytes: number): ArrayBuffer {
    this.lent.push(new ArrayBuffer(bytes))
    return this.lent.at(-1)!
  }
}

const load = (dtype: DType, shape?: readonly number[], engine: Engine = new LendingEngine()) =>
  loadModel(identityGraph(dtype, shape), { engine })
const SIZED = DTYPES.filter((dtype) => dtype !== 'string')

describe('a tensor in memory that the engine lends', () => {
  it.each(SIZED)('has the zeros of %s, in the shape of the model', async (dtype) => {
    const engine = new LendingEngine()
    const model = await load(dtype, [2, 3], engine)
    const tensor = model.allocate('x')
    expect(Tensor.isTensor(tensor)).toBe(true)
    expect(tensor).toMatchObject({ dtype, shape: [2, 3] })
    expect((tensor.data as Uint8Array).buffer).toBe(engine.lent[0])
    expect(tensor.data).toHaveLength(dtype === 'complex64' ? 12 : 6)
    expect(engine.lent[0]!.byteLength).toBe((tensor.data as Uint8Array).byteLength)
    expect((await model.run({ x: tensor })).y).toEqual(new Tensor(dtype, [2, 3], tensor.data as never))
  })

  it('has the shape that is asked for where the model leaves it open, and any name it goes by', async () => {
    const model = await load('float32', [-1, 2])
    const shape = [3, 2]
    const tensor = model.allocate('x:0', shape)
    shape[0] = 9
    expect(tensor.shape).toEqual([3, 2])
    expect(model.allocate('x', [0, 2]).data).toHaveLength(0)
    expect((await load('float32')).allocate('x', []).data).toHaveLength(1)
    // An inner tensor, of which the graph says the dtype.
    expect(model.allocate('y', [1, 2]).dtype).toBe('float32')
  })

  it('is another each time, and is fed as any is', async () => {
    const model = await load('float32', [2])
    const [one, other] = [model.allocate('x'), model.allocate('x')]
    ;(one.data as Float32Array).set([1, 2])
    expect([...other.data]).toEqual([0, 0])
    expect((await model.run({ x: one })).y!.data).toEqual(Float32Array.of(1, 2))
    expect((await model.run({ x: other })).y!.data).toEqual(Float32Array.of(0, 0))
  })

  it('comes from a session too', async () => {
    const model = await load('float32', [2])
    const session = model.createSession()
    const x = session.allocate('x')
    ;(x.data as Float32Array).set([1, 2])
    await session.addInput('x', x).addOutput('y').run()
    expect(session.getOutput('y').data).toEqual(Float32Array.of(1, 2))
    await session.dispose()
    expect(() => session.allocate('x')).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }))
  })

  it('is memory of JavaScript where the engine lends none', async () => {
    const model = await load('float32', [2], new SmallEngine())
    const x = model.allocate('x')
    ;(x.data as Float32Array).set([1, 2])
    expect((await model.run({ x })).y!.data).toEqual(Float32Array.of(1, 2))
  })

  it('is that of the engine for graphs that are lowered for it', async () => {
    const engine = new LendingEngine('litert')
    const model = await loadModel(sizesGraph, { engine: withLowering(engine) })
    expect((model.allocate('x', [1, 2]).data as Float32Array).buffer).toBe(engine.lent[0])
    const none = await loadModel(sizesGraph, { engine: new SmallLowering().engine })
    expect(none.allocate('x', [1, 2]).data).toHaveLength(2)
  })
})

describe('allocate() refuses', () => {
  it.each<[string, string, unknown, object]>([
    ['an unknown name', 'z', undefined, { code: 'ERR_TENSOR_NAME', tensor: 'z' }],
    ['a shape that is left open', 'x', undefined, { code: 'ERR_TENSOR_MISMATCH', tensor: 'x' }],
    ['another rank', 'x', [2], { code: 'ERR_TENSOR_MISMATCH', received: { shape: [2] } }],
    ['another dimension', 'x', [1, 3], { code: 'ERR_TENSOR_MISMATCH', received: { shape: [1, 3] } }],
    ['a dimension below 0', 'x', [-1, 2], { code: 'ERR_ARGUMENT', option: 'shape' }],
    ['half a dimension', 'x', [0.5, 2], { code: 'ERR_ARGUMENT', option: 'shape' }],
    ['a shape that is none', 'x', null, { code: 'ERR_ARGUMENT', option: 'shape' }],
    ['more than there can be', 'x', [2 ** 52, 2], { code: 'ERR_RUN', status: 'RESOURCE_EXHAUSTED', engine: 'small' }],
  ])('%s', async (_, name, shape, error) => {
    for (const engine of [new LendingEngine(), new SmallEngine()]) {
      const model = await load('float32', [-1, 2], engine)
      expect(() => model.allocate(name, shape as never)).toThrow(expect.objectContaining(error))
      const session = model.createSession()
      expect(() => session.allocate(name, shape as never)).toThrow(expect.objectContaining(error))
    }
  })

  it('a shape of unknown rank that is left out, strings, and what the graph gives no dtype', async () => {
    const mismatch = { code: 'ERR_TENSOR_MISMATCH', tensor: 'x' }
    const any = await load('float32')
    expect(() => any.allocate('x')).toThrow(expect.objectContaining(mismatch))
    const strings = await load('string', [1])
    expect(() => strings.allocate('x')).toThrow(/string is not/)
    expect(() => strings.allocate('x')).toThrow(expect.objectContaining(mismatch))
    const untyped = await loadModel(
      graphDef([
        { name: 'x', op: 'Placeholder' },
        { name: 'y', op: 'Identity', inputs: ['x'] },
      ]),
      { engine: new LendingEngine() },
    )
    expect(() => untyped.allocate('x', [1])).toThrow(/the graph leaves open is not/)
    expect(() => untyped.allocate('x', [1])).toThrow(expect.objectContaining(mismatch))
  })

  it('what the engine or the machine has no memory for, by the error it gives or one of ours', async () => {
    class Poor extends SmallEngine {
      error: Error = new RunError('There is none.', { status: 'NONE', engine: 'small' })
      allocate(): ArrayBuffer {
        throw this.error
      }
    }
    const engine = new Poor()
    const model = await load('float32', [2], engine)
    expect(() => model.allocate('x')).toThrow(engine.error)
    engine.error = new RangeError('Array buffer allocation failed')
    expect(() => model.allocate('x')).toThrow(expect.objectContaining({ code: 'ERR_RUN', cause: engine.error }))
    engine.error = new TypeError('a mistake of the engine')
    expect(() => model.allocate('x')).toThrow(engine.error)
  })

  it('when the model is disposed', async () => {
    const model = await load('float32', [2])
    const session = model.createSession()
    const x = model.allocate('x')
    await model.dispose()
    expect(() => model.allocate('x')).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }))
    expect(() => session.allocate('x')).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }))
    expect([...x.data]).toEqual([0, 0])
  })
})
