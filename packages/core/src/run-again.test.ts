import type { DType } from '@zoo/graph/base'
import { describe, expect, it } from 'vitest'
import { graphDef, identityGraph } from './__fixtures__/graphdef.js'
import { SmallEngine } from './__fixtures__/small-engine.js'
import type { TensorData } from './dtype.js'
import { loadModel } from './load-model.js'
import type { RunKind } from './loaded-model.js'
import { RunAgain } from './run-again.js'
import { Tensor } from './tensor.js'

const kind: RunKind = { computed: ['y'], places: undefined, fetches: ['y'], runner: undefined }
const tensor = <D extends DType>(dtype: D, shape: readonly number[], data: TensorData[D]) =>
  new Tensor<DType>(dtype, shape, data)
const floats = (...values: number[]) => tensor('float32', [values.length], Float32Array.from(values))

/** A run that fed this under one name, as the model took it. */
const runOf = (value: unknown, taken: Tensor) => RunAgain.of(kind, { x: value }, [{ name: 'x', tensor: taken }], ['y'])

/** Data of each dtype that a run can be told by. */
const NUMBERS = {
  float16: Uint16Array.of(1, 2),
  float32: Float32Array.of(1, 2),
  float64: Float64Array.of(1, 2),
  int8: Int8Array.of(1, 2),
  int16: Int16Array.of(1, 2),
  int32: Int32Array.of(1, 2),
  int64: BigInt64Array.of(1n, 2n),
  uint8: Uint8Array.of(1, 2),
  uint16: Uint16Array.of(1, 2),
  uint32: Uint32Array.of(1, 2),
  uint64: BigUint64Array.of(1n, 2n),
}

describe('a run like the one before', () => {
  it.each(Object.entries(NUMBERS))('feeds the values of now, of %s', (name, data) => {
    const dtype = name as keyof typeof NUMBERS
    const first = new Tensor<DType>(dtype, [2], data)
    const last = runOf(first, first)!
    const next = new Tensor<DType>(dtype, [2], data.slice())
    expect(last.feeds({ x: next }, ['y'])).toEqual([{ name: 'x', tensor: next }])
    expect(last.feeds({ x: next }, ['y'])![0]!.tensor).toBe(next)
  })

  it('may feed arrays alone where the one before did', () => {
    const first = Float32Array.of(1, 2)
    const last = runOf(first, tensor('float32', [1, 2], first))!
    const next = Float32Array.of(3, 4)
    const [feed] = last.feeds({ x: next }, ['y'])!
    expect(feed!.tensor).toEqual(tensor('float32', [1, 2], next))
    expect(feed!.tensor.data).toBe(next)
    expect(last.feeds({ x: tensor('float32', [1, 2], next) }, ['y'])).toHaveLength(1)
  })

  it('holds nothing that was fed', () => {
    const shape = [2]
    const first = new Tensor('float32', shape, Float32Array.of(1, 2))
    const last = runOf(first, first)!
    ;(first.shape as number[])[0] = 1
    expect(last.feeds({ x: floats(3, 4) }, ['y'])).toHaveLength(1)
  })

  const x = floats(1, 2)
  const last = runOf(x, x)!
  const shared = new Float32Array(new SharedArrayBuffer(8))
  const transferred = floats(1, 2)
  structuredClone(transferred.data, { transfer: [(transferred.data as Float32Array).buffer as ArrayBuffer] })
  const changed = (key: 'data' | 'shape' | 'dtype', value: unknown) => Object.assign(floats(1, 2), { [key]: value })

  it.each<[string, object]>([
    ['another name', { z: x }],
    ['one name more', { x, z: x }],
    ['one name more, though undefined', { x, z: undefined }],
    ['nothing', {}],
    ['undefined', { x: undefined }],
    ['a name that is inherited', Object.create({ x })],
    ['another dtype', { x: tensor('int32', [2], Int32Array.of(1, 2)) }],
    ['another shape', { x: tensor('float32', [2, 1], Float32Array.of(1, 2)) }],
    ['another length', { x: floats(1, 2, 3) }],
    ['an array alone, where a tensor was fed', { x: Float32Array.of(1, 2) }],
    ['an array of values', { x: [1, 2] }],
    ['null', { x: null }],
    ['memory that threads share', { x: tensor('float32', [2], shared) }],
    ['a transferred array', { x: transferred }],
    ['a tensor whose shape was changed', { x: changed('shape', [1, 2]) }],
    ['a tensor whose shape was taken away', { x: changed('shape', undefined) }],
    ['a tensor whose dtype was changed', { x: changed('dtype', 'int32') }],
    ['a tensor whose data were replaced by others', { x: changed('data', Int32Array.of(1, 2)) }],
    ['a tensor whose data were replaced by values', { x: changed('data', [1, 2]) }],
    ['a tensor of another copy of the package', { x: { ...x, [Symbol.for('zoo.Tensor')]: true } }],
  ])('is none that feeds %s', (_, feeds) => {
    expect(last.feeds(feeds, ['y'])).toBeUndefined()
  })

  it.each<[string, unknown]>([
    ['others', ['z']],
    ['more', ['y', 'y']],
    ['none', []],
    ['what the model has', undefined],
    ['what is no list', 'y'],
    ['null', null],
  ])('is none that fetches %s', (_, fetches) => {
    expect(last.feeds({ x }, fetches as readonly string[])).toBeUndefined()
  })

  it('is told by the order too, in which the engine takes what is fed', () => {
    const feeds = ['x', 'z'].map((name) => ({ name, tensor: x }))
    const both = RunAgain.of(kind, { x, z: x }, feeds, undefined)!
    expect(both.feeds({ x, z: x }, undefined)).toEqual(feeds)
    expect(both.feeds({ z: x, x }, undefined)).toBeUndefined()
  })

  it('is not told of arrays that are views of what was fed: buffers, clamped arrays, subclasses', () => {
    const bytes = Uint8Array.of(1, 2)
    const last = runOf(bytes, tensor('uint8', [2], bytes))!
    class Pixels extends Uint8Array {}
    for (const value of [Buffer.from([1, 2]), Uint8ClampedArray.of(1, 2), Pixels.of(1, 2)]) {
      expect(last.feeds({ x: value }, ['y'])).toBeUndefined()
      expect(runOf(value, tensor('uint8', [2], bytes))).toBeUndefined()
    }
  })

  it('is not told where values decide whether a run is in order, or there are none', () => {
    for (const value of [tensor('bool', [1], Uint8Array.of(1)), tensor('string', [1], [Uint8Array.of(1)]), floats()]) {
      expect(runOf(value, value)).toBeUndefined()
    }
  })
})

describe('what a run is checked for does not depend on the run before', () => {
  const matrix = () => tensor('float32', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6))
  const load = (bytes: Uint8Array) => loadModel(bytes, { engine: new SmallEngine() })

  it('nor does the shape that an array is taken in', async () => {
    const open = await load(identityGraph('float32', [-1, -1]))
    await open.run({ x: matrix() })
    await expect(open.run({ x: Float32Array.of(1, 2, 3, 4, 5, 6) })).rejects.toMatchObject({
      code: 'ERR_TENSOR_MISMATCH',
    })
    const any = await load(identityGraph('float32'))
    await any.run({ x: matrix() })
    expect((await any.run({ x: Float32Array.of(1, 2, 3, 4, 5, 6) })).y!.shape).toEqual([6])
  })

  it('nor the dtype', async () => {
    const any = await load(
      graphDef([
        { name: 'x', op: 'Placeholder' },
        { name: 'y', op: 'Identity', inputs: ['x'] },
      ]),
    )
    expect(any.inputs[0]!.dtype).toBeNull()
    await any.run({ x: tensor('float16', [1], Uint16Array.of(1)) })
    expect((await any.run({ x: Uint16Array.of(1) })).y!.dtype).toBe('uint16')
  })

  it.each<[string, unknown, string]>([
    ['inherited names', Object.create({ x: matrix() }), 'ERR_TENSOR_NAME'],
    ['a name given twice', { x: matrix(), 'x:0': matrix() }, 'ERR_TENSOR_NAME'],
    ['feeds that are none', null, 'ERR_ARGUMENT'],
    ['a list', [matrix()], 'ERR_ARGUMENT'],
    ['a shape that was changed', { x: Object.assign(matrix(), { shape: [3, 2] }) }, 'ERR_TENSOR_MISMATCH'],
    ['a shape that is none', { x: Object.assign(matrix(), { shape: [-2, -3] }) }, 'ERR_ARGUMENT'],
    ['data that were replaced', { x: Object.assign(matrix(), { data: new Int32Array(6) }) }, 'ERR_TENSOR_MISMATCH'],
  ])('rejects %s', async (_, feeds, code) => {
    const model = await load(identityGraph('float32', [2, 3]))
    for (let i = 0; i < 2; i++) {
      await model.run({ x: matrix() })
      await expect(model.run(feeds as never)).rejects.toMatchObject({ code })
    }
  })

  it('rejects values that are no bools, and bytes that are none', async () => {
    const bools = await load(identityGraph('bool', [2]))
    const x = tensor('bool', [2], Uint8Array.of(0, 1))
    await bools.run({ x })
    ;(x.data as Uint8Array)[1] = 2
    await expect(bools.run({ x })).rejects.toMatchObject({ code: 'ERR_TENSOR_MISMATCH', tensor: 'x' })
    const strings = await load(identityGraph('string', [1]))
    const bytes: unknown[] = [Uint8Array.of(1)]
    const text = tensor('string', [1], bytes as Uint8Array[])
    await strings.run({ x: text })
    bytes[0] = 5
    await expect(strings.run({ x: text })).rejects.toMatchObject({ code: 'ERR_TENSOR_MISMATCH', tensor: 'x' })
  })

  it('feeds what a getter gives now', async () => {
    const model = await load(identityGraph('float32', [1]))
    let value = 0
    const feeds = {
      get x() {
        return floats(value)
      },
    }
    for (value = 0; value < 3; value++) expect((await model.run(feeds)).y!.data[0]).toBe(value)
  })

  it('rejects feeds that are none after a run that fed none', async () => {
    const model = await load(identityGraph('float32', [1]))
    await model.run({}, [])
    for (const feeds of [null, undefined, [], 5]) {
      await expect(model.run(feeds as never, [])).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'feeds' })
    }
  })

  it('fetches what was asked for when it was called, under names that a caller may change', async () => {
    const model = await load(identityGraph('float32', [1]))
    const fetches = ['y']
    for (const name of ['y', 'y:0', 'x']) {
      fetches[0] = name
      const running = model.run({ x: floats(7) }, fetches)
      fetches[0] = 'none'
      expect(await running).toEqual({ [name]: floats(7) })
    }
    await expect(model.run({ x: floats(7) }, fetches)).rejects.toMatchObject({ code: 'ERR_TENSOR_NAME' })
  })

  it('takes an array to write to, or a signal, in one run and not in the next', async () => {
    const model = await load(identityGraph('float32', [1]))
    const y = new Float32Array(1)
    for (let i = 0; i < 3; i++) {
      expect((await model.run({ x: floats(i) }, ['y'])).y!.data).not.toBe(y)
      expect((await model.run({ x: floats(i) }, ['y'], { into: { y } })).y!.data).toBe(y)
      expect(y[0]).toBe(i)
      await expect(model.run({ x: floats(9) }, ['y'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: 'ERR_ABORTED',
      })
      await expect(model.run({ x: floats(9) }, ['y'], { into: { z: y } })).rejects.toMatchObject({
        code: 'ERR_TENSOR_NAME',
      })
    }
  })

  it('rejects once the model is disposed', async () => {
    const model = await load(identityGraph('float32', [1]))
    await model.run({ x: floats(1) })
    await model.dispose()
    await expect(model.run({ x: floats(1) })).rejects.toMatchObject({ code: 'ERR_DISPOSED' })
  })
})
