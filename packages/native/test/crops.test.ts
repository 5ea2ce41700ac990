import { loadModel } from '@zoo/core'
import { type CropFormat, Crops } from '@zoo/core/engine'
import { attr, makeConstant, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { hasEngine } from '../../../test/support/engines.js'

const WIDTH = 61
const HEIGHT = 47
const image = {
  data: Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => (i * 7919) % 256),
  width: WIDTH,
  height: HEIGHT,
}

/** Twice what is fed, since a graph that answers its feed needs no engine. */
const doubling = writeGraph([
  makePlaceholder('x', 'float32', [null, 16, 16, 3]),
  makeConstant('two', 'float32', [], Float32Array.of(2)),
  makeNode('y', 'Mul', ['x', 'two'], { T: attr.type('float32') }),
])

const axis = (start: number, step: number, count: number, first = 0) => ({ start, first, step, count })

const SHAPE = [2, 16, 16, 3]
const CROPS = [
  // The image's last pixel is the last byte there is.
  { to: 0, rows: axis(HEIGHT - 5, 1, 5), columns: axis(WIDTH - 9, 1, 9) },
  { to: 9, rows: axis(-3.3, 3.1, 16), columns: axis(50, 2.9, 7) },
  { to: 256, rows: axis(0, 0.37, 16, 40), columns: axis(0, 3.9, 16) },
]

describe.each(['litert', 'tensorflow'] as const)('crops fed to %s', async (engine) => {
  const ready = await hasEngine(engine)

  it.runIf(ready).each<[string, Partial<CropFormat>]>([
    ['the nearest pixel outside', { outside: 'nearest' }],
    ['0 outside', { outside: 'zero' }],
    ['the channels turned round', { swapChannels: true }],
  ])('are sampled as in JavaScript, with %s', async (_what, options) => {
    await using model = await loadModel(doubling, { engine })
    const format: CropFormat = {
      scale: 1 / 128,
      offset: -127.5 / 128,
      swapChannels: false,
      outside: 'zero',
      ...options,
    }
    const { y } = await model.run({ x: new Crops(image, SHAPE, CROPS, format) }, ['y'])
    const expected = new Crops(image, SHAPE, CROPS, format).data
    expect(y!.shape).toEqual(SHAPE)
    const apart = (y!.data as Float32Array).map((value, i) => Math.abs(value - 2 * expected[i]!))
    expect(Math.max(...apart)).toBeLessThan(1e-5)
  })

  it.runIf(ready)('reject when the image was transferred before the run', async () => {
    await using model = await loadModel(doubling, { engine })
    const source = { ...image, data: image.data.slice() }
    const crops = new Crops(source, SHAPE, CROPS, { scale: 1, offset: 0, swapChannels: false, outside: 'zero' })
    structuredClone(source.data, { transfer: [source.data.buffer] })
    await expect(model.run({ x: crops }, ['y'])).rejects.toMatchObject({ code: 'ERR_RUN', status: 'INVALID_ARGUMENT' })
  })
})
