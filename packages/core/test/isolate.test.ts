import { setTimeout as sleep } from 'node:timers/promises'
import { type DType, ISOLATE_DEFAULTS, loadModel, type Model, Session, Tensor } from '@zoo/core'
import { Crops } from '@zoo/core/engine'
import { attr, makeConstant, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { afterEach, describe, expect, it } from 'vitest'
import { busyModel } from '../../../test/support/busy-model.mjs'
import { hasShared, shared, sharedFolder } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { expectedOf, graphNames, graphPath } from '../../../test/support/graph-corpus.js'
import { expectTensor, fromJson } from '../../../test/support/tensor-json.js'
import { engineProcesses, isRunning } from './support/engine-processes.js'

const hasTensorflow = await hasEngine('tensorflow')
const hasLitert = await hasEngine('litert')
const onLinux = process.platform === 'linux'

/** y = x + x, for floats of any shape. */
const sum = writeGraph([
  makePlaceholder('x', 'float32', null),
  makeNode('y', 'AddV2', ['x', 'x'], { T: attr.type('float32') }),
])

/** As many ones as are fed in `dims`. */
const ones = writeGraph([
  makePlaceholder('dims', 'int64', [1]),
  makeConstant('one', 'float32', [], Float32Array.of(1)),
  makeNode('filled', 'Fill', ['dims', 'one'], { T: attr.type('float32'), index_type: attr.type('int64') }),
  makeConstant('axis', 'int32', [1], Int32Array.of(0)),
  makeNode('y', 'Sum', ['filled', 'axis'], { T: attr.type('float32'), Tidx: attr.type('int32') }),
])

const models: Model[] = []
const load: typeof loadModel = async (source, options) => {
  const model = await loadModel(source, { isolate: true, ...options })
  models.push(model as unknown as Model)
  return model
}
afterEach(async () => {
  await Promise.all(models.splice(0).map((model) => model.dispose()))
  // A load that failed is told before its process is gone.
  if (onLinux) await expect.poll(engineProcesses, { timeout: 10_000 }).toEqual([])
})

describe.skipIf(!hasShared || !hasTensorflow || !hasLitert)('isolated models answer as others do', () => {
  const some = graphNames.filter((_, i) => i % 6 === 0)
  it.each(some)('%s', async (name) => {
    const { feeds, fetches, tolerance } = expectedOf(name)
    const model = await load(graphPath(name), { engine: 'auto' })
    const given = Object.fromEntries(Object.entries(feeds).map(([feed, json]) => [feed, fromJson(json)]))
    const results = await model.run(given, Object.keys(fetches))
    for (const [fetch, json] of Object.entries(fetches)) expectTensor(results[fetch]!, json, tolerance)
    expect(await model.plan(Object.keys(fetches))).toMatchObject({
      engine: expect.any(String),
      reason: expect.any(String),
    })
  })
})

describe.skipIf(!hasTensorflow)('tensors cross to the process and back', () => {
  const tensors: { readonly [D in DType]: Tensor<D> } = {
    float32: new Tensor('float32', [2, 1], Float32Array.of(Number.NaN, -0)),
    float64: new Tensor('float64', [2], Float64Array.of(Number.POSITIVE_INFINITY, 1e-300)),
    float16: new Tensor('float16', [1], Uint16Array.of(0x3c00)),
    int8: new Tensor('int8', [2], Int8Array.of(-128, 127)),
    int16: new Tensor('int16', [1], Int16Array.of(-300)),
    int32: new Tensor('int32', [], Int32Array.of(-7)),
    int64: new Tensor('int64', [2], BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n)),
    uint8: new Tensor('uint8', [0, 3], new Uint8Array()),
    uint16: new Tensor('uint16', [1], Uint16Array.of(65535)),
    uint32: new Tensor('uint32', [1], Uint32Array.of(2 ** 32 - 1)),
    uint64: new Tensor('uint64', [1], BigUint64Array.of(2n ** 64n - 1n)),
    bool: new Tensor('bool', [2], Uint8Array.of(1, 0)),
    string: new Tensor('string', [3], ['', 'häuser', Uint8Array.of(255, 0)] as never),
    complex64: new Tensor('complex64', [1], Float32Array.of(1, -2)),
  }

  it('keeps dtype, shape and every bit', async () => {
    const dtypes = Object.keys(tensors) as DType[]
    const nodes = dtypes.flatMap((dtype) => [
      makePlaceholder(`x_${dtype}`, dtype, null),
      makeNode(`y_${dtype}`, 'Identity', [`x_${dtype}`], { T: attr.type(dtype) }),
    ])
    const model = await load(writeGraph(nodes), { engine: 'tensorflow' })
    const results = await model.run(Object.fromEntries(dtypes.map((dtype) => [`x_${dtype}`, tensors[dtype]])))
    for (const dtype of dtypes) expect(results[`y_${dtype}`]).toEqual(tensors[dtype])
  })

  it('takes crops of an image, small and large ones', async () => {
    const model = await load(sum, { engine: 'tensorflow' })
    const source = { data: Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => i), width: 8, height: 8 }
    for (const size of [2, 16]) {
      const axis = { start: 0, first: 0, step: 8 / size, count: size }
      const format = { scale: 1, offset: 0, swapChannels: false, outside: 'edge' } as never
      const crops = new Crops(source, [1, size, size, 3], [{ to: 0, rows: axis, columns: axis }], format)
      const { y } = await model.run({ x: crops })
      expect(y!.data).toEqual(crops.data.map((value) => value + value))
    }
  })

  it('copies feeds when run is called, and writes results into arrays', async () => {
    const model = await load(sum, { engine: 'tensorflow' })
    const x = Float32Array.of(1, 2, 3)
    const into = { y: new Float32Array(3) }
    const running = model.run({ x }, ['y'], { into })
    x.fill(9)
    const { y } = await running
    expect(y!.data).toBe(into.y)
    expect(into.y).toEqual(Float32Array.of(2, 4, 6))
  })

  it('serves sessions and allocated tensors', async () => {
    await using session = await Session.load(sum, 'tensorflow', { engine: 'tensorflow', isolate: true })
    const x = session.allocate('x', [2])
    ;(x.data as Float32Array).set([3, 4])
    await session.addInput('x', x).addOutput('y').run()
    expect(session.getOutput('y').data).toEqual(Float32Array.of(6, 8))
    expect(session.engine).toBe('tensorflow')
  })
})

describe('errors cross from the process', () => {
  it.skipIf(!hasTensorflow)('with class, code, status and cause', async () => {
    const model = await load(
      writeGraph([
        makePlaceholder('a', 'float32', null),
        makePlaceholder('b', 'float32', null),
        makeNode('y', 'AddV2', ['a', 'b'], { T: attr.type('float32') }),
      ]),
      { engine: 'tensorflow' },
    )
    await expect(model.run({ a: [1, 2], b: [1, 2, 3] })).rejects.toMatchObject({
      name: 'RunError',
      code: 'ERR_RUN',
      status: 'INVALID_ARGUMENT',
      engine: 'tensorflow',
      cause: expect.any(Error),
    })
  })

  it.skipIf(!hasLitert)('with the nodes that an engine cannot run', async () => {
    const strings = writeGraph([makePlaceholder('x', 'string', [1]), makeNode('y', 'StringLength', ['x'], {})])
    await expect(loadModel(strings, { engine: 'litert', isolate: true })).rejects.toMatchObject({
      name: 'UnsupportedGraphError',
      code: 'ERR_UNSUPPORTED_GRAPH',
      nodes: [expect.objectContaining({ node: 'x', op: 'Placeholder' })],
      ops: ['Placeholder'],
    })
  })

  it('of bad files and options before a process starts', async () => {
    await expect(loadModel(new Uint8Array(9), { isolate: true })).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
    for (const isolate of ['yes', null, { timeoutMs: 0 }, { memoryLimitBytes: 1.5 }, { seconds: 3 }]) {
      await expect(loadModel(sum, { isolate: isolate as never })).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
    }
    const engine = {
      name: 'own',
      accepts: async () => ({ ok: true as const }),
      compile: async () => ({}) as never,
    } as const
    await expect(loadModel(sum, { isolate: true, engine })).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
    expect(ISOLATE_DEFAULTS).toEqual({ memoryLimitBytes: 2 ** 31, timeoutMs: 30_000, loadTimeoutMs: 60_000 })
  })
})

describe.skipIf(!hasTensorflow || !hasShared)('a process that fails', () => {
  it('is killed when a run takes too long, and the next run has another', async () => {
    const { model, start, quick } = await busyModel('tensorflow', sharedFolder, { isolate: { timeoutMs: 2000 } })
    models.push(model)
    await quick()
    await expect(start()).rejects.toMatchObject({ code: 'ERR_RUN', status: 'PROCESS_TIMEOUT', engine: 'tensorflow' })
    await expect(quick()).resolves.toBeTruthy()
  })

  it('is killed when the engine itself hangs', async () => {
    const model = await load(shared('hostile/pois_nan.pb'), {
      engine: 'tensorflow',
      trusted: true,
      isolate: { timeoutMs: 2000 },
    })
    await expect(model.run({})).rejects.toMatchObject({ code: 'ERR_RUN', status: 'PROCESS_TIMEOUT' })
  })

  it('is killed when a load takes too long', async () => {
    const loading = loadModel(sum, { engine: 'tensorflow', isolate: { loadTimeoutMs: 1 } })
    await expect(loading).rejects.toMatchObject({ code: 'ERR_RUN', status: 'PROCESS_TIMEOUT' })
  })

  it.skipIf(!onLinux).each(['SIGKILL', 'SIGSEGV', 'SIGABRT'] as const)('names %s when it crashes', async (signal) => {
    const { model, start, quick } = await busyModel('tensorflow', sharedFolder, { isolate: true })
    models.push(model)
    const running = start()
    await sleep(300)
    const [pid] = engineProcesses()
    process.kill(pid!, signal)
    await expect(running).rejects.toMatchObject({
      code: 'ERR_RUN',
      status: 'PROCESS_ENDED',
      message: expect.stringContaining(`engine process ended by ${signal}`),
    })
    await expect(quick()).resolves.toBeTruthy()
    expect(engineProcesses()).not.toContain(pid)
  })

  it.skipIf(!onLinux)('does not fail the program while nothing runs', async () => {
    const model = await load(sum, { engine: 'tensorflow' })
    process.kill(engineProcesses()[0]!, 'SIGKILL')
    await sleep(200)
    expect((await model.run({ x: [1] })).y!.data).toEqual(Float32Array.of(2))
  })

  it('is killed when it takes too much memory', async () => {
    const model = await load(ones, { engine: 'tensorflow', isolate: { memoryLimitBytes: 2 ** 30 } })
    await expect(model.run({ dims: [10n ** 9n] })).rejects.toMatchObject({ code: 'ERR_RUN', status: 'PROCESS_MEMORY' })
    expect((await model.run({ dims: [5n] })).y!.data).toEqual(Float32Array.of(5))
  })
})

describe.skipIf(!hasTensorflow || !hasLitert || !hasShared)('files that end the process of a library', () => {
  it.each([
    ['min_ss_attr.pb', 'tensorflow'],
    ['min_rec_rec_used.pb', 'tensorflow'],
    ['s_outs.tflite', 'litert'],
    ['conv2d_same_s2__201__ctrl.tflite', 'litert'],
  ] as const)('%s is an error with a code, and nothing more', async (name, engine) => {
    const loading = loadModel(shared('hostile', name), { engine, trusted: true, isolate: true })
    // Refused before a process starts, or ERR_RUN when it crashes.
    await expect(loading).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_(RUN|MODEL_LOAD|UNSUPPORTED_GRAPH)$/),
    })
    const model = await load(sum, { engine: 'tensorflow' })
    expect((await model.run({ x: [1] })).y!.data).toEqual(Float32Array.of(2))
  })
})

describe.skipIf(!hasTensorflow || !hasShared)('runs of an isolated model', () => {
  it('keep their own results, 100 in turn and 20 at once', async () => {
    const model = await load(sum, { engine: 'tensorflow' })
    const run = async (value: number) =>
      expect((await model.run({ x: [value] })).y!.data).toEqual(Float32Array.of(2 * value))
    for (let i = 0; i < 100; i++) await run(i)
    await Promise.all(Array.from({ length: 20 }, (_, i) => run(i)))
  })

  it('reject when more wait than the queue takes', async () => {
    const { model, start, quick } = await busyModel('tensorflow', sharedFolder, {
      concurrency: 1,
      queueLimit: 1,
      isolate: true,
    })
    models.push(model)
    const controller = new AbortController()
    const running = [start(controller.signal), start(controller.signal)]
    await expect(quick()).rejects.toMatchObject({ code: 'ERR_BUSY', limit: 1, waiting: 1 })
    controller.abort()
    for (const run of running) await expect(run).rejects.toMatchObject({ code: 'ERR_ABORTED' })
  })

  it.skipIf(!onLinux)('leave the process alone when they are aborted and end soon', async () => {
    const model = await load(sum, { engine: 'tensorflow' })
    const before = engineProcesses()
    const controller = new AbortController()
    const running = model.run({ x: new Float32Array(100_000) }, ['y'], { signal: controller.signal })
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'ERR_ABORTED', name: 'AbortError' })
    await sleep(2500)
    await model.run({ x: [1] })
    expect(engineProcesses()).toEqual(before)
  })

  it.skipIf(!onLinux)('get another process when one was aborted and does not end, which others survive', async () => {
    const { model, start, quick } = await busyModel('tensorflow', sharedFolder, { concurrency: 2, isolate: true })
    models.push(model)
    const [before] = engineProcesses()
    const controller = new AbortController()
    const running = start(controller.signal)
    const other = model.run({ n: 100_000, x: [0, 0] })
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    await sleep(3000)
    await expect(quick()).resolves.toBeTruthy()
    await expect(other).resolves.toBeTruthy()
    await sleep(200)
    expect(isRunning(before!)).toBe(false)
  })

  it('reject after dispose, which waits for those under way', async () => {
    const model = await loadModel(sum, { engine: 'tensorflow', isolate: true })
    const running = model.run({ x: [1] })
    await model.dispose()
    await expect(running).resolves.toBeTruthy()
    await expect(model.run({ x: [1] })).rejects.toMatchObject({ code: 'ERR_DISPOSED' })
  })
})

describe('other engines', () => {
  it.each(['wasm', 'tfjs'] as const)('%s runs isolated', async (engine) => {
    const fixed = writeGraph([
      makePlaceholder('x', 'float32', [2]),
      makeNode('y', 'AddV2', ['x', 'x'], { T: attr.type('float32') }),
    ])
    const model = await load(fixed, { engine })
    expect(model.engine).toBe(engine)
    expect((await model.run({ x: [1, 2] })).y!.data).toEqual(Float32Array.of(2, 4))
  })
})
