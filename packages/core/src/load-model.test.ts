import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { graphDef, sumGraph } from './__fixtures__/graphdef.js'
import { SmallEngine } from './__fixtures__/small-engine.js'
import { loadModel } from './load-model.js'
import { ENGINE_DEFAULTS, MODEL_DEFAULTS, ModelType } from './load-options.js'
import type { Signature } from './signature.js'

let folder = ''
const inFolder = (...parts: string[]) => join(folder, ...parts)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoo-load-'))
  await writeFile(inFolder('sum.pb'), sumGraph)
})
afterAll(() => rm(folder, { recursive: true }))

const engine = new SmallEngine()

describe('loadModel takes', () => {
  it.each<[string, () => Parameters<typeof loadModel>[0]]>([
    ['a path', () => inFolder('sum.pb')],
    ['a file URL', () => pathToFileURL(inFolder('sum.pb'))],
    ['a file URL as text', () => pathToFileURL(inFolder('sum.pb')).href],
    ['a Uint8Array', () => sumGraph],
    ['a Buffer', () => Buffer.from(sumGraph)],
    ['an ArrayBuffer', () => sumGraph.slice().buffer],
    ['a part of a buffer', () => Uint8Array.from([1, 2, 3, ...sumGraph]).subarray(3)],
    [
      'shared memory',
      () => {
        const shared = new SharedArrayBuffer(sumGraph.length)
        new Uint8Array(shared).set(sumGraph)
        return shared
      },
    ],
  ])('%s', async (_, source) => {
    const model = await loadModel(source(), { engine })
    expect(model.inputs.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(engine.compiled.at(-1)!.file.bytes).toEqual(sumGraph)
    await model.dispose()
  })

  it('the path along to the engine', async () => {
    await loadModel(inFolder('sum.pb'), { engine })
    expect(engine.compiled.at(-1)!.file.path).toBe(inFolder('sum.pb'))
  })

  it('bytes of shared memory as a copy, which nobody else can change after the checks', async () => {
    const shared = new SharedArrayBuffer(sumGraph.length)
    const bytes = new Uint8Array(shared)
    bytes.set(sumGraph)
    await loadModel(bytes, { engine })
    bytes.fill(0)
    expect(engine.compiled.at(-1)!.file.bytes).toEqual(sumGraph)
  })

  it('options, over the defaults of the engine', async () => {
    const own = new SmallEngine('tensorflow')
    await loadModel(sumGraph, { engine: own })
    expect(own.compiled.at(-1)!.options).toEqual({
      ...ENGINE_DEFAULTS.tensorflow,
      queueLimit: MODEL_DEFAULTS.queueLimit,
      verbose: false,
    })
    const options = { threads: 3, concurrency: 5, queueLimit: 0, verbose: true }
    await loadModel(sumGraph, { engine: own, ...options })
    expect(own.compiled.at(-1)!.options).toEqual(options)
    await loadModel(sumGraph, { engine })
    expect(engine.compiled.at(-1)!.options).toMatchObject({ threads: 1, concurrency: 1 })
  })

  it('a graph with ops that touch files only when it is trusted', async () => {
    const reads = graphDef([
      { name: 'path', op: 'Placeholder', dtype: 'string', shape: [] },
      { name: 'bytes', op: 'ReadFile', inputs: ['path'] },
    ])
    await expect(loadModel(reads, { engine })).rejects.toMatchObject({
      code: 'ERR_UNSUPPORTED_GRAPH',
      nodes: [{ node: 'bytes', op: 'ReadFile' }],
    })
    await expect(loadModel(reads, { engine, trusted: true })).resolves.toBeDefined()
  })
})

describe('loadModel rejects', () => {
  it('a file that is not there', async () => {
    await expect(loadModel(inFolder('none.pb'), { engine })).rejects.toMatchObject({
      name: 'ModelLoadError',
      code: 'ERR_MODEL_LOAD',
      path: inFolder('none.pb'),
      message: expect.stringContaining('no such file'),
      cause: { code: 'ENOENT' },
    })
  })

  it('a path through a file, and one that cannot be', async () => {
    await expect(loadModel(inFolder('sum.pb', 'x.pb'))).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
    await expect(loadModel('a\0b')).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
    await expect(loadModel('')).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
  })

  it.each(['http://localhost/m.pb', new URL('file://host/m%2f.pb'), 'file:///a%2fb.pb', new URL('data:,x')])(
    'the URL %s, which is no path',
    async (url) => {
      await expect(loadModel(url)).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'source' })
    },
  )

  it('a device', async () => {
    await expect(loadModel('/dev/zero')).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
  })

  it.each([
    ['VarHandleOp SaveV2', /SavedModel whose weights are in its variables folder.*freeze/],
    ['SaveV2', /SavedModel without variables.*freeze/],
  ])('a SavedModel folder whose graph has %s, saying how to freeze it', async (ops, message) => {
    const saved = inFolder('saved')
    await mkdir(join(saved, 'variables'), { recursive: true })
    await writeFile(join(saved, 'saved_model.pb'), ops)
    await writeFile(join(saved, 'variables', 'variables.index'), 'x')
    await expect(loadModel(saved)).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      path: saved,
      message: expect.stringMatching(message),
    })
  })

  it('a folder of anything', async () => {
    await expect(loadModel(folder)).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD', path: folder })
  })

  it('an empty file, and one that is no model', async () => {
    await writeFile(inFolder('empty.pb'), '')
    await writeFile(inFolder('page.pb'), '<!doctype html><title>404</title>')
    await expect(loadModel(inFolder('empty.pb'))).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      path: inFolder('empty.pb'),
    })
    await expect(loadModel(inFolder('page.pb'))).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD', actual: 'a web page' })
    await expect(loadModel(new Uint8Array(0))).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD', path: undefined })
  })

  it('a graph that is cut off', async () => {
    await expect(loadModel(sumGraph.subarray(0, -3))).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
  })

  it('a file of another type than was said', async () => {
    await expect(loadModel(sumGraph, { engine, type: ModelType.TensorFlowLite })).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      expected: 'a TensorFlow Lite model',
      actual: 'a frozen TensorFlow graph',
    })
  })

  it('bytes that were transferred elsewhere', async () => {
    const bytes = sumGraph.slice()
    structuredClone(bytes, { transfer: [bytes.buffer] })
    await expect(loadModel(bytes)).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
    await expect(loadModel(bytes.buffer)).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['an object', {}],
    ['a DataView', new DataView(new ArrayBuffer(4))],
    ['a web address', 'https://example.com/model.pb'],
    ['a web URL', new URL('https://example.com/model.pb')],
    ['a file URL of no file here', new URL('file:///a%2Fb.pb')],
  ])('%s as a source', async (_, source) => {
    await expect(loadModel(source as never)).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'source' })
  })

  it.each([
    ['engin', 'auto'],
    ['engine', 'tensorflo'],
    ['engine', { name: 'x' }],
    ['engine', null],
    ['type', 'onnx'],
    ['threads', 0],
    ['threads', '2'],
    ['threads', 1025],
    ['concurrency', 1.5],
    ['concurrency', 1e6],
    ['queueLimit', -1],
    ['trusted', 1],
    ['verbose', 'yes'],
    ['signature', 'x'],
  ])('the option %s: %j', async (option, value) => {
    await expect(loadModel(sumGraph, { [option]: value })).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option })
  })
})

describe('a signature', () => {
  const float = { dtype: 'float32', shape: [3] } as const
  const signature = { inputs: { a: float, b: float }, outputs: { sum: float } } as const satisfies Signature

  it('says what is fetched by default', async () => {
    const model = await loadModel(sumGraph, { engine, signature })
    const { sum } = await model.run({ a: [1, 2, 3], b: [1, 1, 1] })
    expect([...sum.data]).toEqual([2, 3, 4])
    expect(await model.run({ a: [1, 2, 3], b: [1, 1, 1] })).toEqual({ sum })
  })

  it('fixes the shapes that the file leaves open', async () => {
    const open = graphDef([
      { name: 'x', op: 'Placeholder', dtype: 'float32', shape: [-1, -1] },
      { name: 'y', op: 'Identity', inputs: ['x'], dtype: 'float32' },
    ])
    const matrix = { dtype: 'float32', shape: [2, 2] } as const
    const model = await loadModel(open, { engine, signature: { inputs: { x: matrix }, outputs: { y: matrix } } })
    expect((await model.run({ x: [1, 2, 3, 4] })).y.shape).toEqual([2, 2])
  })

  it('that is not the model’s is rejected before anything is compiled', async () => {
    const compiled = engine.compiled.length
    const wrong = { ...signature, outputs: { sum: { dtype: 'int32', shape: [3] } } } as const
    await expect(loadModel(sumGraph, { engine, signature: wrong })).rejects.toMatchObject({
      code: 'ERR_TENSOR_MISMATCH',
    })
    expect(engine.compiled.length).toBe(compiled)
  })
})
