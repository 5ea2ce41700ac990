import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { DTYPES, type DType, dequantize, loadModel, type Model, quantize, Tensor } from '@zoo/core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasShared, shared, sharedJson } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { graphDef, identityGraph } from '../src/__fixtures__/graphdef.js'

type Answers = Record<string, Record<string, { index: number; probability: number }[]>>

const run = promisify(execFile)
const core = new URL('../dist/index.js', import.meta.url).href
const hasTensorflow = hasShared && (await hasEngine('tensorflow'))
const hasLitert = hasShared && (await hasEngine('litert'))

describe.skipIf(!hasTensorflow)('a graph', () => {
  const path = shared('graphs', 'two_outputs.pb')
  let model: Model
  beforeAll(async () => {
    model = await loadModel(path, { engine: 'tensorflow' })
  })
  afterAll(() => model.dispose())

  it('goes by itself to litert where it lowers, and to tensorflow where it does not', async () => {
    await using straight = await loadModel(path)
    expect(straight.engine).toBe(hasLitert ? 'litert' : 'tensorflow')
    await using loop = await loadModel(shared('graphs', 'while_v1.pb'))
    expect(loop.engine).toBe('tensorflow')
  })

  it('answers one of two outputs from what that one needs', async () => {
    const { second } = await model.run({ z: [1, 2, 3] }, ['second'])
    expect([...second.data]).toEqual([2, 4, 6])
    await expect(model.run({ x: [1, 2, 3] }, ['second'])).rejects.toMatchObject({
      code: 'ERR_TENSOR_NAME',
      tensor: 'z',
    })
  })

  it('keeps the results of many runs apart', async () => {
    const results = await Promise.all(Array.from({ length: 64 }, (_, i) => model.run({ x: [i, i, i] }, ['first'])))
    expect(results.map(({ first }) => first.data[2])).toEqual(results.map((_, i) => i + 1))
  })

  it.each([
    ['memory of its own', () => new Float32Array(3)],
    ['shared memory', () => new Float32Array(new SharedArrayBuffer(12))],
    ['a part of a buffer', () => new Float32Array(new ArrayBuffer(64), 8, 3)],
  ])('takes %s, which may be used again at once', async (_, make) => {
    const x = make()
    x.set([1, 2, 3])
    const running = model.run({ x }, ['first'])
    x.fill(99)
    expect([...(await running).first.data]).toEqual([2, 3, 4])
  })

  it("rejects with TensorFlow's own status and words when that refuses a run", async () => {
    const placeholder = { op: 'Placeholder', dtype: 'float32', shape: [-1] } as const
    const sum = { name: 'sum', op: 'AddV2', inputs: ['a', 'b'], dtype: 'float32' } as const
    const graph = graphDef([{ name: 'a', ...placeholder }, { name: 'b', ...placeholder }, sum])
    const adder = await loadModel(graph, { engine: 'tensorflow' })
    await expect(adder.run({ a: [1, 2], b: [1, 2, 3] })).rejects.toMatchObject({
      code: 'ERR_RUN',
      engine: 'tensorflow',
      status: 'INVALID_ARGUMENT',
      message: expect.stringContaining('Incompatible shapes: [2] vs. [3]'),
    })
    expect([...(await adder.run({ a: [1, 2], b: [3, 4] })).sum!.data]).toEqual([4, 6])
    await adder.dispose()
  })

  it('rejects a rank that would end the process, where the graph leaves the rank open', async () => {
    const ssd = await loadModel(shared('models', 'mobilenet_ssd_256res_0.125_person_cat_dog.pb'), {
      engine: 'tensorflow',
    })
    const detect = (shape: readonly number[]) =>
      ssd.run({ 'Preprocessor/sub': new Tensor('float32', shape, new Float32Array(196_608)) }, ['num_detections'])
    await expect(detect([256, 256, 3])).rejects.toMatchObject({
      code: 'ERR_TENSOR_MISMATCH',
      tensor: 'Preprocessor/sub',
      message: expect.stringMatching(/shape \[256, 256, 3\].*Conv2D.*rank 3 and not 4/),
    })
    expect((await detect([1, 256, 256, 3])).num_detections.shape).toEqual([1])
    await ssd.dispose()
  })

  it('gives up runs whose signal fires, and goes on with others', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const aborted = Array.from({ length: 32 }, () => model.run({ x: [1, 2, 3] }, ['first'], { signal }))
    const other = model.run({ x: [1, 2, 3] }, ['first'])
    controller.abort()
    for (const result of await Promise.allSettled(aborted)) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'ERR_ABORTED' })
    }
    expect([...(await other).first.data]).toEqual([2, 3, 4])
  })

  it('is refused by the litert engine with every node that does not lower', async () => {
    await expect(loadModel(shared('graphs', 'while_v1.pb'), { engine: 'litert' })).rejects.toMatchObject({
      code: 'ERR_UNSUPPORTED_GRAPH',
      ops: expect.arrayContaining(['Merge']),
    })
  })
})

describe.skipIf(!hasTensorflow)('tensorflow passes on unchanged', () => {
  const two: { readonly [D in DType]: unknown } = {
    float32: [1.5, NaN],
    float64: [1e300, -0],
    float16: [0.5, -65504],
    int8: [-128, 127],
    int16: [-32768, 32767],
    int32: [-(2 ** 31), 2 ** 31 - 1],
    int64: [-(2n ** 63n), 2n ** 63n - 1n],
    uint8: [0, 255],
    uint16: [0, 65535],
    uint32: [0, 2 ** 32 - 1],
    uint64: [0n, 2n ** 64n - 1n],
    bool: [true, false],
    string: ['', 'é\0x'.repeat(100)],
    complex64: [1, -2, Infinity, 0],
  }

  it.each(DTYPES)('%s', async (dtype) => {
    const model = await loadModel(identityGraph(dtype), { engine: 'tensorflow' })
    const first = (two[dtype] as unknown[]).slice(0, dtype === 'complex64' ? 2 : 1)
    for (const [data, shape] of [
      [two[dtype], [2, 1]],
      [first, []],
      [[], [0, 3]],
    ] as [number[], number[]][]) {
      const session = model.createSession().addInput('x', data, shape).addOutput('y').addOutput('x')
      await session.run()
      const [x, y] = [session.getOutput('x'), session.getOutput('y')]
      expect(y).toMatchObject({ dtype, shape })
      expect(y).toEqual(x)
    }
    await model.dispose()
  })
})

describe.skipIf(!hasLitert)('a TensorFlow Lite model', () => {
  const path = shared('models', 'mobilenet_v2_1.0_224_quant.tflite')
  let model: Model
  beforeAll(async () => {
    model = await loadModel(path)
  })
  afterAll(() => model.dispose())

  it('goes to the litert engine, with its quantization', () => {
    expect(model.engine).toBe('litert')
    expect(model.inputs).toMatchObject([
      { dtype: 'uint8', shape: [1, 224, 224, 3], quantization: { scales: [0.0078125], zeroPoints: [128] } },
    ])
  })

  it('answers quantised tensors, which dequantize() makes real', async () => {
    const [input, output] = [model.inputs[0]!, model.outputs[0]!]
    const pixels = await sharp(shared('expected', '224', 'cat_720p.png'))
      .removeAlpha()
      .raw()
      .toBuffer()
    const { [output.name]: stored } = await model.run({ [input.name]: pixels })
    expect(stored).toMatchObject({ dtype: 'uint8', shape: [1, 1001] })
    const probabilities = dequantize(stored as Tensor<'uint8'>, output.quantization!)
    const [best] = sharedJson<Answers>('expected', 'mobilenet.json')['cat_720p.jpg']!['quantised tflite, uint8 pixels']!
    expect(probabilities.data[best!.index]).toBeCloseTo(best!.probability, 2)
    expect(Math.max(...probabilities.data)).toBe(probabilities.data[best!.index])

    // The same pixels as real numbers.
    const real = Float32Array.from(pixels, (pixel) => (pixel - 128) / 128)
    const again = quantize(real, input.quantization!, 'uint8').data
    expect((await model.run({ [input.name]: again }))[output.name]).toEqual(stored)
    await expect(model.run({ [input.name]: real })).rejects.toMatchObject({
      code: 'ERR_TENSOR_MISMATCH',
      message: expect.stringContaining('quantize()'),
    })
  })

  it('keeps the results of many runs apart', async () => {
    const [input, output] = [model.inputs[0]!.name, model.outputs[0]!.name]
    const images = [0, 64, 128, 255].map((value) => new Uint8Array(150_528).fill(value))
    const alone: Tensor[] = []
    for (const image of images) alone.push((await model.run({ [input]: image }))[output]!)
    const together = await Promise.all(Array.from({ length: 16 }, (_, i) => model.run({ [input]: images[i % 4]! })))
    expect(together.map((results) => results[output])).toEqual(together.map((_, i) => alone[i % 4]))
  })
})

describe.skipIf(!hasTensorflow)('a program', () => {
  const graph = JSON.stringify([...identityGraph('float32', [1])])
  const program = (body: string) =>
    run(process.execPath, ['--expose-gc', '--input-type=module', '-e', `import { loadModel } from '${core}'\n${body}`])

  it('ends by itself with a model that nobody disposed', async () => {
    const { stdout } = await program(`
      const model = await loadModel(Uint8Array.from(${graph}), { engine: 'tensorflow' })
      console.log((await model.run({ x: [7] })).y.data[0])`)
    expect(stdout.trim()).toBe('7')
  })

  it('goes on when models nobody disposed are collected', async () => {
    const { stdout } = await program(`
      for (let i = 0; i < 20; i++) {
        const model = await loadModel(Uint8Array.from(${graph}), { engine: 'tensorflow' })
        await model.run({ x: [i] })
        if (i % 5 === 0) gc()
      }
      gc()
      await new Promise((resolve) => setTimeout(resolve, 50))
      gc()
      console.log('done')`)
    expect(stdout.trim()).toBe('done')
  })
})

it.skipIf(!hasTensorflow)('bytes can be loaded, of a large model too', async () => {
  const model = await loadModel(readFileSync(shared('models', 'mtcnn.pb')))
  expect(model.inputs.map(({ name }) => name)).toEqual(['input', 'min_size', 'thresholds', 'factor'])
  await model.dispose()
})
