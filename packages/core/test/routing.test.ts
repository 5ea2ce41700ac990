import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { loadModel, Tensor } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { graphDef } from '../src/__fixtures__/graphdef.js'

const run = promisify(execFile)
const core = new URL('../dist/index.js', import.meta.url).href
const hasBoth = hasShared && (await hasEngine('litert')) && (await hasEngine('tensorflow'))

/** float32 [?, 2] `x`: `double` lowers for any size, `flat` for known shapes alone, `shuffled` not at all. */
const bytes = graphDef([
  { name: 'x', op: 'Placeholder', dtype: 'float32', shape: [-1, 2] },
  { name: 'double', op: 'AddV2', inputs: ['x', 'x'], dtype: 'float32' },
  { name: 'flat', op: 'Squeeze', inputs: ['x'], dtype: 'float32' },
  { name: 'shuffled', op: 'RandomShuffle', inputs: ['x'], dtype: 'float32' },
])

describe.skipIf(!hasBoth)('plan() with auto', () => {
  it('names litert for what lowers and tensorflow for the rest, with the reasons', async () => {
    await using model = await loadModel(bytes)
    expect(await model.plan(['double'])).toEqual({
      engine: 'litert',
      reason: 'what is fetched lowers wholly, once for all sizes',
      passedOver: [],
    })
    expect(await model.plan(['flat'], { x: [1, 2] })).toMatchObject({ engine: 'litert', passedOver: [] })
    expect(await model.plan(['shuffled'])).toEqual({
      engine: 'tensorflow',
      reason: 'it is the first that takes the graph',
      passedOver: [{ engine: 'litert', reason: expect.stringContaining('shuffled (RandomShuffle)') }],
    })
    expect(await model.plan(['double'], { x: [0, 2] })).toMatchObject({
      engine: 'tensorflow',
      passedOver: [{ engine: 'litert', reason: expect.stringContaining('x has no elements') }],
    })
  })

  it('names tensorflow for a graph with loops, and litert for a net inside it', async () => {
    await using model = await loadModel(shared('models', 'mtcnn.pb'))
    expect(await model.plan(['box', 'prob', 'landmarks'])).toMatchObject({
      engine: 'tensorflow',
      passedOver: [{ engine: 'litert', reason: expect.stringContaining('control flow') }],
    })
    const inner = { 'rnet/cond/CropAndResize': [16, 24, 24, 3], factor: [], min_size: [] }
    expect(await model.plan(['rnet/cond/conv5-1/BiasAdd'], inner)).toMatchObject({ engine: 'litert', passedOver: [] })
  })

  it('names the engine that was asked for, and rejects what that does not take', async () => {
    await using tensorflow = await loadModel(bytes, { engine: 'tensorflow' })
    expect(await tensorflow.plan()).toEqual({
      engine: 'tensorflow',
      reason: 'it is the one asked for',
      passedOver: [],
    })
    await using litert = await loadModel(bytes, { engine: 'litert' })
    await expect(litert.plan(['shuffled'])).rejects.toMatchObject({
      code: 'ERR_UNSUPPORTED_GRAPH',
      ops: ['RandomShuffle'],
    })
  })

  it('names the first engine for a TensorFlow Lite model', async () => {
    await using model = await loadModel(shared('models', 'mobilenet_v2_1.0_224_quant.tflite'))
    expect(await model.plan()).toEqual({
      engine: 'litert',
      reason: 'it is the first that takes the model',
      passedOver: [],
    })
  })
})

/** A process of its own, where `model` is the graph above. */
const program = (body: string, env: Record<string, string> = {}) =>
  run(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { loadModel, Tensor } from '${core}'
       const bytes = Uint8Array.from(${JSON.stringify([...bytes])})
       const rows = (count) => new Tensor('float32', [count, 2], new Float32Array(2 * count).fill(0.5))
       ${body}`,
    ],
    { env: { ...process.env, ...env } },
  )

it('a run that only tensorflow takes says what was tried and what to type, where there is none', async () => {
  const { stdout } = await program(
    `const model = await loadModel(bytes)
     const failures = []
     for (const feeds of [rows(0), rows(0), rows(0)])
       await model.run({ x: feeds }, ['shuffled']).catch(({ code, engines, advice }) => failures.push({ code, engines, advice }))
     const { double } = await model.run({ x: rows(3) }, ['double'])
     console.log(JSON.stringify({ failures, double: double.data.length }))`,
    { ZOO_LIBTENSORFLOW: '/nowhere/libtensorflow.so' },
  )
  const { failures, double } = JSON.parse(stdout)
  expect(double).toBe(6)
  expect(failures).toHaveLength(3)
  for (const failure of failures) {
    expect(failure).toMatchObject({ code: 'ERR_NO_ENGINE', advice: expect.stringContaining('install') })
    const { litert, tensorflow } = Object.fromEntries(
      failure.engines.map(({ engine, reason }: { engine: string; reason: string }) => [engine, reason]),
    )
    expect(litert).toBeTruthy()
    expect(tensorflow).toContain('No libtensorflow')
  }
})

describe.each([
  ['auto', ['loading', 'loaded', 'running', 'running again']],
  ['wasm', ['running']],
])('worker threads on %s', (engine, ends) => {
  it.runIf(hasBoth)('can be terminated while they lower, compile and run, and leave the others alone', async () => {
    const { stdout } = await program(`
      import { Worker } from 'node:worker_threads'
      const code = \`import { parentPort, workerData } from 'node:worker_threads'
        import { loadModel, Tensor } from '${core}'
        const rows = (count) => new Tensor('float32', [count, 2], new Float32Array(2 * count).fill(0.5))
        parentPort.postMessage('loading')
        const model = await loadModel(workerData, { engine: '${engine}' })
        parentPort.postMessage('loaded')
        for (let i = 1; ; i++) {
          const runs = Array.from({ length: 8 }, (_, k) => model.run({ x: rows(1 + ((i + k) % 9)) }, [k % 2 ? 'flat' : 'double']))
          if (i <= 3) parentPort.postMessage('running')
          await Promise.all(runs)
        }\`
      const url = new URL('data:text/javascript,' + encodeURIComponent(code))
      const model = await loadModel(bytes, { engine: '${engine}' })
      for (const end of ${JSON.stringify(ends)}) {
        const worker = new Worker(url, { workerData: bytes })
        let count = end === 'running again' ? 3 : 1
        await new Promise((resolve, reject) => {
          worker.on('error', reject)
          worker.on('message', (message) => {
            if (end.startsWith(message) && --count === 0) resolve(worker.terminate())
          })
        })
        const sizes = [1, 2, 3, 4, 5]
        const answers = await Promise.all(sizes.map((size) => model.run({ x: rows(size) }, ['flat'])))
        if (answers.some(({ flat }, i) => flat.data.length !== 2 * sizes[i])) throw new Error('wrong answers')
        console.log('terminated ' + end)
      }
      await model.dispose()`)
    expect(stdout.trim().split('\n')).toEqual(ends.map((end) => `terminated ${end}`))
  })
})

it.skipIf(!hasBoth)('one lowering of MobileNet serves every batch size, and gives what tensorflow gives', async () => {
  const path = shared('models', 'mobilenet_v2_1.0_224_frozen.pb')
  const softmax = 'MobilenetV2/Predictions/Softmax'
  await using model = await loadModel(path)
  await using reference = await loadModel(path, { engine: 'tensorflow' })
  for (const batch of [1, 3, 2, 1]) {
    const data = Float32Array.from({ length: batch * 150_528 }, (_, i) => Math.sin(i * (1 + (i % 7))))
    const input = new Tensor('float32', [batch, 224, 224, 3], data)
    const [own, expected] = await Promise.all([model, reference].map((each) => each.run({ input }, [softmax])))
    expect(own![softmax]!.shape).toEqual([batch, 1001])
    const probabilities = expected![softmax]!.data as Float32Array
    const far = (own![softmax]!.data as Float32Array).map((value, i) => Math.abs(value - probabilities[i]!))
    expect(Math.max(...far)).toBeLessThan(1e-4)
  }
  expect(await model.plan()).toMatchObject({ engine: 'litert', reason: expect.stringContaining('once for all sizes') })
})
