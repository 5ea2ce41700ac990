import { describe, expect, it } from 'vitest'
import { graphBytes, placeholder, type TestNode } from '../test/support/graph-bytes.js'
import { reluModel, tfliteBytes } from '../test/support/tflite-bytes.js'
import { InferenceError, ModelLoadError, UnsupportedGraphError } from './errors.js'
import { type OpenOptions, openModel } from './open.js'
import { sniffFormat } from './sniff.js'

const relu: TestNode = { name: 'y', op: 'Relu', inputs: ['x'], attrs: { T: { type: 'float32' } } }
const graph = graphBytes({ nodes: [placeholder('x', [null, 2]), relu] })
const reading = graphBytes({ nodes: [placeholder('x', [], 'string'), { name: 'y', op: 'ReadFile', inputs: ['x'] }] })

const errorOf = (bytes: Uint8Array, options?: OpenOptions): unknown => {
  try {
    openModel(bytes, options)
  } catch (error) {
    return error
  }
  throw new Error('It opened.')
}

describe('openModel', () => {
  it('opens either format, seen from the bytes', () => {
    expect(openModel(graph)).toMatchObject({ format: 'tensorflow', inputs: [{ name: 'x' }], outputs: [{ name: 'y' }] })
    expect(openModel(reluModel())).toMatchObject({
      format: 'tflite',
      inputs: [{ name: 'x' }],
      outputs: [{ name: 'y' }],
    })
    expect([sniffFormat(graph), sniffFormat(reluModel()), sniffFormat(Uint8Array.of(1, 2))]).toEqual([
      'tensorflow',
      'tflite',
      undefined,
    ])
  })

  it('gives the graph or model it read', () => {
    const opened = openModel(graph)
    expect(opened.format === 'tensorflow' && opened.graph.nodes).toHaveLength(2)
    const lite = openModel(reluModel())
    expect(lite.format === 'tflite' && lite.model.subgraphs).toHaveLength(1)
  })

  it('opens a view that begins anywhere in its buffer', () => {
    for (let start = 0; start < 9; start++) {
      const buffer = new Uint8Array(start + graph.length)
      buffer.set(graph, start)
      expect(openModel(buffer.subarray(start)).inputs[0]!.shape).toEqual([null, 2])
    }
  })

  it('refuses the other format when one is asked for', () => {
    expect(errorOf(graph, { format: 'tflite' })).toMatchObject({
      code: 'ERR_MODEL_LOAD',
      message: expect.stringMatching(
        /is a frozen TensorFlow graph, not a TensorFlow Lite model; open it as "tensorflow"/,
      ),
      expected: 'a TensorFlow Lite model',
      actual: 'a frozen TensorFlow graph',
    })
    expect(errorOf(reluModel(), { format: 'tensorflow' })).toBeInstanceOf(ModelLoadError)
  })

  it('believes who says that bytes beginning otherwise are a graph', () => {
    // The old field for the version, which nothing reads.
    const versionFirst = Uint8Array.of(0x18, 0x1b, ...graph)
    expect(sniffFormat(versionFirst)).toBeUndefined()
    expect(openModel(versionFirst, { format: 'tensorflow' }).inputs).toHaveLength(1)
  })

  it('puts the path into message and fields', () => {
    expect(errorOf(new Uint8Array(0), { path: 'models/a.pb' })).toMatchObject({
      message: expect.stringMatching(/^models\/a\.pb: The file is empty/),
      path: 'models/a.pb',
      actual: '0 bytes',
    })
  })

  it('refuses graphs whose variables are elsewhere, and says how to freeze them', () => {
    const nodes = [
      { name: 'w', op: 'VariableV2' },
      { ...relu, inputs: ['w'] },
    ]
    const bytes = graphBytes({ nodes })
    expect(errorOf(bytes, { path: 'graph.pb' })).toMatchObject({
      code: 'ERR_MODEL_LOAD',
      message: expect.stringMatching(/not frozen: .*"w".*freeze_graph --input_graph="graph.pb"/),
    })
    expect(openModel(bytes, { trusted: true }).outputs).toHaveLength(1)
  })

  it('refuses what may do more than compute, unless trusted', () => {
    expect(errorOf(reading)).toBeInstanceOf(UnsupportedGraphError)
    expect(openModel(reading, { trusted: true }).outputs.map(({ name }) => name)).toEqual(['y'])
    const tensors = [{ name: 'x' }, { name: 'y' }]
    const custom = tfliteBytes({
      subgraphs: [
        { tensors, inputs: [0], outputs: [1], operators: [{ op: 'Own', custom: true, inputs: [0], outputs: [1] }] },
      ],
    })
    expect(errorOf(custom)).toBeInstanceOf(UnsupportedGraphError)
    expect(openModel(custom, { trusted: true }).names()).toEqual(['x', 'y'])
  })

  it('checks the graph even when trusted', () => {
    const broken = graphBytes({ nodes: [relu] })
    expect(errorOf(broken, { trusted: true })).toBeInstanceOf(ModelLoadError)
  })

  it.each([
    ['unknown options', { trust: true }, /no option "trust"; its options are format, trusted, path/],
    ['unknown formats', { format: 'onnx' }, /"format" should be tensorflow or tflite; got onnx/],
  ])('rejects %s', (_, options, message) => {
    const error = errorOf(graph, options as OpenOptions)
    expect(error).toBeInstanceOf(InferenceError)
    expect(error).toMatchObject({ code: 'ERR_ARGUMENT', message: expect.stringMatching(message) })
  })

  it('rejects what is no bytes', () => {
    expect(errorOf('model.pb' as unknown as Uint8Array)).toMatchObject({ code: 'ERR_ARGUMENT' })
  })
})
