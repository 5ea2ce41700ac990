import { loadModel } from '@zoo/core'
import { Crops } from '@zoo/core/engine'
import { attr, makeConstant, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { hasEngine } from '../../../test/support/engines.js'
import { loadAddon } from '../lib/addon.js'

const doubling = writeGraph([
  makePlaceholder('x', 'float32', [null, null, null, 3]),
  makeConstant('two', 'float32', [], Float32Array.of(2)),
  makeNode('y', 'Mul', ['x', 'two'], { T: attr.type('float32') }),
])
const FORMAT = { scale: 1, offset: 0, swapChannels: false, outside: 'nearest' } as const
const axis = (count: number, start = 0, step = 1) => ({ start, first: 0, step, count })
const crop = (to: number, height: number, width: number) => ({ to, rows: axis(height), columns: axis(width) })

/** An image whose memory can be taken away. */
const imageOf = (buffer: ArrayBuffer | SharedArrayBuffer) => ({
  data: new Uint8Array(buffer).fill(7),
  width: 8,
  height: 8,
})
const BYTES = 8 * 8 * 3

describe.each(['litert', 'tensorflow'] as const)('crops changed after they were made, on %s', async (engine) => {
  const ready = await hasEngine(engine)
  const shape = [1, 4, 4, 3]
  const run = async (crops: Crops) => {
    await using model = await loadModel(doubling, { engine, concurrency: 1 })
    return (await model.run({ x: crops }, ['y'])).y!
  }

  it.runIf(ready)('are as they were made, whatever becomes of the objects they were made from', async () => {
    const given = { to: 0, rows: axis(4), columns: axis(4) }
    const list = [given]
    const source = imageOf(new ArrayBuffer(BYTES))
    const crops = new Crops(source, shape, list, FORMAT)
    given.to = 2 ** 40
    given.rows.count = 1e9
    list.push(crop(-5, 1, 1))
    source.width = 1e6
    expect([...(await run(crops)).data]).toEqual(Array(48).fill(14))
    expect(() => Object.assign(crops.source, { width: 1e6 })).toThrow(TypeError)
    expect(() => Object.assign(crops.crops[0]!, { to: 1e6 })).toThrow(TypeError)
    expect(() => Object.assign(crops.shape, { 0: 1e6 })).toThrow(TypeError)
  })

  it.runIf(ready).each<[string, object]>([
    ['a crop beyond the tensor', { crops: [crop(16, 1, 1)] }],
    ['a crop that is too high', { crops: [crop(0, 5, 1)] }],
    ['a crop across the edge', { crops: [crop(2, 1, 3)] }],
    ['a crop before the tensor', { crops: [crop(-1, 1, 1)] }],
    ['a crop of countless rows', { crops: [crop(0, 2 ** 53, 0)] }],
    ['a crop to no number', { crops: [crop(Number.NaN, 1, 1)] }],
    ['a crop to infinity', { crops: [crop(Number.POSITIVE_INFINITY, 1, 1)] }],
    ['an image that is said to be larger', { source: { ...imageOf(new ArrayBuffer(BYTES)), height: 9 } }],
    ['an image of no size', { source: { ...imageOf(new ArrayBuffer(BYTES)), width: 0 } }],
    [
      'an image of countless pixels',
      { source: { ...imageOf(new ArrayBuffer(BYTES)), width: 2 ** 32, height: 2 ** 32 } },
    ],
    ['an image that is no array', { source: { data: 'pixels', width: 8, height: 8 } }],
  ])('reject when they were replaced by %s', async (_what, replaced) => {
    const crops = new Crops(imageOf(new ArrayBuffer(BYTES)), shape, [crop(0, 4, 4)], FORMAT)
    const forged = Object.assign(Object.create(Object.getPrototypeOf(crops)), {
      dtype: 'float32',
      shape,
      source: crops.source,
      crops: crops.crops,
      format: crops.format,
      ...replaced,
    })
    await expect(run(forged)).rejects.toMatchObject({ code: 'ERR_RUN' })
  })

  it.runIf(ready)('take places outside of the image, finite or not, for its edge', async () => {
    for (const start of [1e300, -1e300, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
      const far = [{ to: 0, rows: axis(4, start), columns: axis(4, start, 1e300) }]
      expect([...(await run(new Crops(imageOf(new ArrayBuffer(BYTES)), shape, far, FORMAT))).data]).toEqual(
        Array(48).fill(14),
      )
    }
  })

  it.runIf(ready)('read nothing of memory that is transferred or shrinks while they run', async () => {
    await using model = await loadModel(doubling, { engine, concurrency: 1 })
    // The first run of a kind starts when the model is ready for it; the others start at once.
    await model.run({ x: new Crops(imageOf(new ArrayBuffer(BYTES)), shape, [crop(0, 4, 4)], FORMAT) }, ['y'])
    for (let i = 0; i < 20; i++) {
      const buffer = new (ArrayBuffer as new (bytes: number, options: object) => ArrayBuffer)(BYTES, {
        maxByteLength: 2 * BYTES,
      })
      const crops = new Crops(imageOf(buffer), shape, [crop(0, 4, 4)], FORMAT)
      const running = model.run({ x: crops }, ['y'])
      if (i % 2) (buffer as unknown as { resize(bytes: number): void }).resize(0)
      else structuredClone(buffer, { transfer: [buffer] })
      expect([...(await running).y!.data]).toEqual(Array(48).fill(14))
      await expect(model.run({ x: crops }, ['y'])).rejects.toMatchObject({ code: 'ERR_RUN' })
    }
  })

  it.runIf(ready)('may be taken from shared memory', async () => {
    const crops = new Crops(imageOf(new SharedArrayBuffer(BYTES)), shape, [crop(0, 4, 4)], FORMAT)
    expect([...(await run(crops)).data]).toEqual(Array(48).fill(14))
  })

  it.runIf(ready)('leave an array for a result alone that is taken away while it runs', async () => {
    await using model = await loadModel(doubling, { engine })
    const y = new Float32Array(48)
    const x = new Float32Array(48)
    const running = model.run({ x: [[[[1, 2, 3]]]] }, ['y'], { into: { y } })
    structuredClone(y.buffer, { transfer: [y.buffer] })
    await expect(running).rejects.toMatchObject({ code: 'ERR_TENSOR_MISMATCH' })
    structuredClone(x.buffer, { transfer: [x.buffer] })
    await expect(model.run({ x }, ['y'])).rejects.toMatchObject({ code: 'ERR_TENSOR_MISMATCH' })
  })
})

it('one listener stops the addon at exit, however often the module is loaded', async () => {
  if (!(await hasEngine('litert'))) return
  loadAddon()
  const before = process.listenerCount('exit')
  const { vi } = await import('vitest')
  for (let i = 0; i < 20; i++) {
    vi.resetModules()
    const again = await import('../lib/addon.js')
    again.loadAddon()
  }
  expect(process.listenerCount('exit')).toBe(before)
})
