import { afterEach, describe, expect, it } from 'vitest'
import { sumGraph } from './__fixtures__/graphdef.js'
import { SmallEngine } from './__fixtures__/small-engine.js'
import { loadModel } from './load-model.js'
import { ModelType } from './load-options.js'
import type { Model } from './model.js'
import { Session } from './session.js'
import { Tensor } from './tensor.js'

const open: (Model | Session)[] = []
afterEach(() => Promise.all(open.splice(0).map((object) => object.dispose())))

async function sumSession() {
  const engine = new SmallEngine()
  const session = await Session.load(sumGraph, ModelType.TensorFlow, { engine })
  open.push(session)
  return { session, executable: engine.last }
}

const floats = (...values: number[]) => new Tensor('float32', [values.length], Float32Array.from(values))
const A = Float32Array.of(1, 2, 3)
const B = Float32Array.of(10, 20, 30)

describe('Session', () => {
  it('declares, runs and reads', async () => {
    const { session } = await sumSession()
    const same = await session
      .addInput('a', A)
      .addInput('b:0', [10, 20, 30])
      .addOutput('sum')
      .addOutput('twice:0')
      .run()
    expect(same).toBe(session)
    expect(session.getOutput('sum')).toEqual(floats(11, 22, 33))
    expect(session.getOutput('sum:0')).toBe(session.getOutput('sum'))
    expect(session.getOutput('twice')).toEqual(floats(22, 44, 66))
  })

  it('writes results to arrays under any of their names', async () => {
    const { session } = await sumSession()
    const into = { 'sum:0': new Float32Array(3), twice: new Float32Array(3) }
    await session.addInput('a', A).addInput('b', B).addOutput('sum').addOutput('twice:0').run({ into })
    expect(session.getOutput('sum').data).toBe(into['sum:0'])
    expect(session.getOutput('twice').data).toBe(into.twice)
    await expect(session.run({ into: { nothing: A } })).rejects.toMatchObject({ code: 'ERR_TENSOR_NAME' })
    await expect(session.run({ into: { other: A } })).rejects.toMatchObject({ code: 'ERR_TENSOR_NAME' })
  })

  it('can be loaded with a type, with options, with both, with neither', async () => {
    const engine = new SmallEngine()
    open.push(await Session.load(sumGraph, { engine }))
    open.push(await Session.load(sumGraph, { engine, type: ModelType.TensorFlow }))
    open.push(await Session.load(sumGraph, undefined, { engine }))
    await expect(Session.load(sumGraph, ModelType.TensorFlowLite, { engine })).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
    })
    await expect(Session.load(sumGraph, 'onnx' as ModelType)).rejects.toMatchObject({
      code: 'ERR_ARGUMENT',
      option: 'type',
    })
    await expect(Session.load(sumGraph, { engines: engine } as object)).rejects.toMatchObject({
      code: 'ERR_ARGUMENT',
      message: expect.stringContaining('Session.load has no option'),
    })
  })

  it('says what its model says of itself', async () => {
    const { session } = await sumSession()
    expect(session.inputs.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(session.outputs.map(({ name }) => name)).toEqual(['twice', 'other'])
    expect(session.engine).toBe('small')
  })

  it('computes all outputs when none are declared', async () => {
    const { session } = await sumSession()
    await session.addInput('a', A).addInput('b', B).run()
    expect(session.getOutput('other')).toEqual(floats(10, 20, 30))
    expect(session.getOutput('twice')).toEqual(floats(22, 44, 66))
  })

  it('takes a shape with flat data', async () => {
    const { session } = await sumSession()
    expect(() => session.addInput('a', A, [3, 1])).toThrow(expect.objectContaining({ code: 'ERR_TENSOR_MISMATCH' }))
    await session.addInput('a', A, [3]).addInput('b', B, [3]).addOutput('sum').run()
    expect(session.getOutput('sum').shape).toEqual([3])
  })

  it('reads held arrays anew for every run', async () => {
    const { session } = await sumSession()
    const a = A.slice()
    session.addInput('a', a).addInput('b', B).addOutput('sum')
    a[0] = 5
    const running = session.run()
    a.fill(99)
    await running
    expect(session.getOutput('sum')).toEqual(floats(15, 22, 33))
    await session.run()
    expect(session.getOutput('sum')).toEqual(floats(109, 119, 129))
  })

  it('can be fed anew after a run, and no sooner', async () => {
    const { session } = await sumSession()
    session.addInput('a', A).addInput('b', B).addOutput('sum').addOutput('sum:0')
    expect(() => session.addInput('a:0', B)).toThrow(
      expect.objectContaining({
        code: 'ERR_TENSOR_NAME',
        tensor: 'a',
        message: "The tensor 'a' was fed twice, as 'a' and as 'a:0'; feed it once.",
      }),
    )
    expect(() => session.addInput('a', B)).toThrow("The tensor 'a' was fed twice; feed it once.")
    await session.run()
    await session.addInput('a:0', B).run()
    expect(session.getOutput('sum')).toEqual(floats(20, 40, 60))
  })

  it('forgets everything on reset', async () => {
    const { session } = await sumSession()
    await session.addInput('a', A).addInput('b', B).addOutput('sum').run()
    expect(session.reset()).toBe(session)
    expect(() => session.getOutput('sum')).toThrow(expect.objectContaining({ code: 'ERR_TENSOR_NAME' }))
    await expect(session.run()).rejects.toMatchObject({ code: 'ERR_TENSOR_NAME', tensor: 'a' })
    await session.addInput('b', B).addOutput('other').run()
    expect(session.getOutput('other')).toEqual(floats(10, 20, 30))
    expect(() => session.getOutput('sum')).toThrow("The last run did not compute 'sum', but 'other'")
  })

  it('drops the results of a run that was reset meanwhile', async () => {
    const { session, executable } = await sumSession()
    executable.hold()
    const running = session.addInput('a', A).addInput('b', B).addOutput('sum').run()
    session.reset()
    executable.release()
    await running
    expect(() => session.getOutput('sum')).toThrow(expect.objectContaining({ code: 'ERR_TENSOR_NAME' }))
  })

  it('keeps callers of one model apart', async () => {
    const engine = new SmallEngine()
    const model = await loadModel(sumGraph, { engine })
    open.push(model)
    engine.last.hold()
    const sessions = Array.from({ length: 50 }, (_, i) =>
      model.createSession().addInput('a', [i, i, i]).addInput('b', B).addOutput('sum'),
    )
    const runs = Promise.all(sessions.map((session) => session.run()))
    engine.last.release()
    await runs
    expect(sessions.map((session) => session.getOutput('sum'))).toEqual(
      sessions.map((_, i) => floats(10 + i, 20 + i, 30 + i)),
    )
  })
})

describe('Session rejects', () => {
  it('names there are not, as they are declared', async () => {
    const { session } = await sumSession()
    expect(() => session.addInput('c', A)).toThrow(expect.objectContaining({ code: 'ERR_TENSOR_NAME', tensor: 'c' }))
    expect(() => session.addOutput('twise')).toThrow("Did you mean 'twice'?")
    expect(() => session.getOutput('twise')).toThrow("Did you mean 'twice'?")
  })

  it('reading before a run, and what was not declared', async () => {
    const { session } = await sumSession()
    session.addInput('a', A).addInput('b', B).addOutput('sum')
    expect(() => session.getOutput('sum')).toThrow(
      expect.objectContaining({ code: 'ERR_TENSOR_NAME', tensor: 'sum', known: ['sum'] }),
    )
    await session.run()
    expect(() => session.getOutput('twice')).toThrow(
      expect.objectContaining({ code: 'ERR_TENSOR_NAME', tensor: 'twice', known: ['sum'] }),
    )
  })

  it('a second run while one is under way', async () => {
    const { session, executable } = await sumSession()
    session.addInput('a', A).addInput('b', B).addOutput('sum')
    executable.hold()
    const running = session.run()
    await expect(session.run()).rejects.toMatchObject({ code: 'ERR_BUSY', limit: 1, waiting: 1 })
    expect(() => session.getOutput('sum')).toThrow(expect.objectContaining({ code: 'ERR_TENSOR_NAME' }))
    executable.release()
    await running
    expect(session.getOutput('sum')).toEqual(floats(11, 22, 33))
    await expect(session.run()).resolves.toBe(session)
  })

  it('reading what an earlier run left when the last one failed', async () => {
    const { session, executable } = await sumSession()
    await session.addInput('a', A).addInput('b', B).addOutput('sum').run()
    executable.hold()
    const controller = new AbortController()
    const running = session.run({ signal: controller.signal })
    controller.abort('enough')
    await expect(running).rejects.toMatchObject({ code: 'ERR_ABORTED', cause: 'enough' })
    expect(() => session.getOutput('sum')).toThrow(expect.objectContaining({ code: 'ERR_TENSOR_NAME' }))
    executable.release()
    await session.run()
    await expect(session.run({ signals: 1 } as object)).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
    expect(() => session.getOutput('sum')).toThrow(expect.objectContaining({ code: 'ERR_TENSOR_NAME' }))
  })

  it('an array that was transferred after it was declared', async () => {
    const { session } = await sumSession()
    const a = A.slice()
    session.addInput('a', a).addInput('b', B).addOutput('sum')
    structuredClone(a, { transfer: [a.buffer] })
    await expect(session.run()).rejects.toMatchObject({ code: 'ERR_TENSOR_MISMATCH', tensor: 'a' })
  })
})

describe('Session.dispose', () => {
  it('frees the model that it loaded, once its run is over', async () => {
    const { session, executable } = await sumSession()
    executable.hold()
    const running = session.addInput('a', A).addInput('b', B).addOutput('sum').run()
    const disposals = [session.dispose(), session.dispose(), session[Symbol.asyncDispose]()]
    executable.release()
    await Promise.all(disposals)
    await expect(running).resolves.toBe(session)
    expect(executable.disposed).toBe(1)
  })

  it('leaves the model alone that made it', async () => {
    const engine = new SmallEngine()
    const model = await loadModel(sumGraph, { engine })
    open.push(model)
    const session = model.createSession().addInput('a', A).addInput('b', B).addOutput('sum')
    await session.run()
    const sum = session.getOutput('sum')
    session[Symbol.dispose]()
    expect(engine.last.disposed).toBe(0)
    expect(sum).toEqual(floats(11, 22, 33))
    expect(await model.run({ a: A, b: B }, ['sum'])).toEqual({ sum })
  })

  it('makes everything else reject', async () => {
    const { session } = await sumSession()
    await session.addInput('a', A).addInput('b', B).addOutput('sum').run()
    await session.dispose()
    const disposed = expect.objectContaining({ code: 'ERR_DISPOSED', object: 'Session' })
    expect(() => session.addInput('a', A)).toThrow(disposed)
    expect(() => session.addOutput('sum')).toThrow(disposed)
    expect(() => session.getOutput('sum')).toThrow(disposed)
    expect(() => session.reset()).toThrow(disposed)
    await expect(session.run()).rejects.toEqual(disposed)
  })
})
