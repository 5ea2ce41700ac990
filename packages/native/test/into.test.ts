import { loadModel } from '@zoo/core'
import { attr, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { hasEngine } from '../../../test/support/engines.js'

const T = { T: attr.type('float32') }
const graph = writeGraph([
  makePlaceholder('x', 'float32', [null, 3]),
  makeNode('sum', 'AddV2', ['x', 'x'], T),
  makeNode('square', 'Mul', ['x', 'x'], T),
])

describe.each(['litert', 'tensorflow', 'wasm'] as const)('results of %s written into arrays', async (engine) => {
  const ready = engine === 'wasm' || (await hasEngine(engine))
  const feeds = { x: Float32Array.of(1, 2, 3) }

  it.runIf(ready)('are there, run after run, beside others that have arrays of their own', async () => {
    await using model = await loadModel(graph, { engine })
    const sum = new Float32Array(3)
    const first = await model.run(feeds, ['square', 'sum'], { into: { sum } })
    expect(first.sum!.data).toBe(sum)
    expect([...sum]).toEqual([2, 4, 6])
    expect(first.square!.data).toEqual(Float32Array.of(1, 4, 9))
    await model.run({ x: Float32Array.of(4, 5, 6) }, ['sum'], { into: { sum } })
    expect([...sum]).toEqual([8, 10, 12])
    expect(first.square!.data).toEqual(Float32Array.of(1, 4, 9))
  })

  it.runIf(ready)('go into parts of larger buffers, and into shared memory', async () => {
    await using model = await loadModel(graph, { engine })
    const buffer = new Float32Array(5)
    await model.run(feeds, ['sum'], { into: { sum: buffer.subarray(1, 4) } })
    expect([...buffer]).toEqual([0, 2, 4, 6, 0])
    const shared = new Float32Array(new SharedArrayBuffer(12))
    await model.run(feeds, ['sum'], { into: { sum: shared } })
    expect([...shared]).toEqual([2, 4, 6])
  })

  it.runIf(ready)('reject where they do not fit, and write nothing', async () => {
    await using model = await loadModel(graph, { engine })
    const refused = { code: 'ERR_TENSOR_MISMATCH', tensor: 'sum' }
    const short = new Float32Array(2)
    await expect(model.run(feeds, ['sum'], { into: { sum: short } })).rejects.toMatchObject(refused)
    expect([...short]).toEqual([0, 0])
    await expect(model.run(feeds, ['sum'], { into: { sum: new Float64Array(3) } })).rejects.toMatchObject(refused)
    await expect(model.run(feeds, ['sum'], { into: { sum: new Int32Array(3) } })).rejects.toMatchObject(refused)
  })

  it.runIf(ready)('keep what they had when the run is aborted', async () => {
    await using model = await loadModel(graph, { engine })
    const sum = Float32Array.of(7, 7, 7)
    const signal = AbortSignal.abort()
    await expect(model.run(feeds, ['sum'], { into: { sum }, signal })).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    expect([...sum]).toEqual([7, 7, 7])
  })

  it.runIf(ready)('go through a session too', async () => {
    await using model = await loadModel(graph, { engine })
    using session = model.createSession()
    const sum = new Float32Array(3)
    await session.addInput('x', feeds.x).addOutput('sum').run({ into: { sum } })
    expect(session.getOutput('sum').data).toBe(sum)
  })
})
