import { describe, expect, it } from 'vitest'
import { float32, graphBytes, int32, placeholder, type TestNode } from '../test/support/graph-bytes.js'
import { reluModel, tfliteBytes } from '../test/support/tflite-bytes.js'
import { inspectModel } from './inspect.js'
import { openModel } from './open.js'

const T = { T: { type: 'float32' } } as const
const conv = (name: string, inputs: readonly string[], op = 'Conv2D'): TestNode => ({
  name,
  op,
  inputs,
  attrs: { ...T, padding: { string: 'SAME' }, strides: { ints: [1, 2, 2, 1] } },
})

const network = openModel(
  graphBytes({
    nodes: [
      placeholder('image', [null, 8, 8, 3]),
      float32('filter', [3, 3, 3, 4]),
      conv('conv', ['image', 'filter']),
      float32('depthFilter', [3, 3, 4, 2]),
      conv('depth', ['conv', 'depthFilter'], 'DepthwiseConv2dNative'),
      int32('flat', [-1, 32]),
      { name: 'reshape', op: 'Reshape', inputs: ['depth', 'flat'], attrs: T },
      float32('weights', [32, 10]),
      { name: 'logits', op: 'MatMul', inputs: ['reshape', 'weights'], attrs: T },
    ],
  }),
)

const CONV = 2 * (4 * 4 * 4) * (3 * 3 * 3)
const DEPTHWISE = 2 * (2 * 2 * 8) * (3 * 3)
const MATMUL = 2 * 10 * 32

describe('inspectModel of a graph', () => {
  it('counts ops, parameters and operations', () => {
    const { format, ops, parameters, flops, refused } = inspectModel(network)
    expect(format).toBe('tensorflow')
    expect(ops).toEqual([
      { op: 'Const', count: 4 },
      { op: 'Conv2D', count: 1 },
      { op: 'DepthwiseConv2dNative', count: 1 },
      { op: 'MatMul', count: 1 },
      { op: 'Placeholder', count: 1 },
      { op: 'Reshape', count: 1 },
    ])
    const count = 3 * 3 * 3 * 4 + 3 * 3 * 4 * 2 + 32 * 10
    expect(parameters).toEqual({ count, bytes: 4 * count })
    expect(flops).toBe(CONV + DEPTHWISE + MATMUL)
    expect(refused).toEqual([])
  })

  it.each(['constructor', 'toString', 'valueOf', '__proto__'])(
    'takes an op or input called %s for no other',
    (name) => {
      const graph = graphBytes({ nodes: [placeholder(name, [2]), { name: 'y', op: name, inputs: [name], attrs: T }] })
      const { inputs, flops, refused } = inspectModel(openModel(graph, { format: 'tensorflow', trusted: true }))
      expect(inputs).toEqual([{ name, dtype: 'float32', shape: [2] }])
      expect(flops).toBe(0)
      expect(refused.map(({ op }) => op)).toEqual([name])
    },
  )

  it('gives outputs the shapes that follow, for other inputs too', () => {
    expect(inspectModel(network).outputs).toEqual([{ name: 'logits', dtype: 'float32', shape: [null, 10] }])
    const batch = inspectModel(network, { shapes: { image: [5, 8, 8, 3] } })
    expect(batch.inputs[0]!.shape).toEqual([5, 8, 8, 3])
    expect(batch.outputs[0]!.shape).toEqual([5, 10])
    expect(batch.flops).toBe(5 * (CONV + DEPTHWISE + MATMUL))
  })

  it('rejects shapes for what is no input', () => {
    expect(() => inspectModel(network, { shapes: { picture: [1] } })).toThrow(
      /no input named "picture"; its inputs are image/,
    )
  })

  it('does not guess operations: not of open sizes, in loops or in functions', () => {
    const flopsOf = (nodes: readonly TestNode[]) => inspectModel(openModel(graphBytes({ nodes }))).flops
    const filter = float32('f', [3, 3, 3, 4])
    expect(flopsOf([placeholder('x', [null, null, 8, 3]), filter, conv('y', ['x', 'f'])])).toBeNull()
    expect(
      flopsOf([
        placeholder('x', [1, 8, 8, 3]),
        filter,
        { name: 'e', op: 'Enter', inputs: ['x'], attrs: T },
        conv('y', ['e', 'f']),
      ]),
    ).toBeNull()
    expect(flopsOf([placeholder('x', [1, 8, 8, 3]), { name: 'y', op: 'Relu', inputs: ['x'], attrs: T }])).toBe(0)
    const bytes = graphBytes({
      nodes: [placeholder('x', [2, 2]), { name: 'call', op: 'f', inputs: ['x'] }],
      functions: [
        {
          name: 'f',
          args: { a: 'float32' },
          results: {},
          nodes: [{ name: 'm', op: 'MatMul', inputs: ['a', 'a'], attrs: T }],
        },
      ],
    })
    expect(inspectModel(openModel(bytes)).flops).toBeNull()
  })

  it('names what is refused of a graph opened as trusted', () => {
    const bytes = graphBytes({ nodes: [placeholder('x', [], 'string'), { name: 'y', op: 'ReadFile', inputs: ['x'] }] })
    expect(inspectModel(openModel(bytes, { trusted: true })).refused).toMatchObject([{ node: 'y', op: 'ReadFile' }])
  })
})

describe('inspectModel of a TensorFlow Lite model', () => {
  it('counts ops, parameters and operations', () => {
    const quantization = { scales: [0.5], zeroPoints: [0] }
    const bytes = tfliteBytes({
      subgraphs: [
        {
          tensors: [
            { name: 'x', dtype: 'int8', shape: [1, 8, 8, 3], quantization },
            { name: 'filter', dtype: 'int8', shape: [4, 3, 3, 3], data: new Uint8Array(108), quantization },
            { name: 'bias', dtype: 'int32', shape: [4], data: new Uint8Array(16), quantization },
            { name: 'conv', dtype: 'int8', shape: [1, 4, 4, 4], quantization },
            { name: 'target', dtype: 'int32', shape: [2], data: new Uint8Array(8) },
            { name: 'flat', dtype: 'int8', shape: [1, 64], quantization },
            { name: 'weights', dtype: 'int8', shape: [10, 64], data: new Uint8Array(640), quantization },
            { name: 'y', dtype: 'int8', shape: [1, 10], quantization },
          ],
          inputs: [0],
          outputs: [7],
          operators: [
            { op: 'CONV_2D', inputs: [0, 1, 2], outputs: [3] },
            { op: 'RESHAPE', inputs: [3, 4], outputs: [5] },
            { op: 'FULLY_CONNECTED', inputs: [5, 6, -1], outputs: [7] },
          ],
        },
      ],
    })
    const { ops, parameters, flops } = inspectModel(openModel(bytes))
    expect(ops.map(({ op }) => op)).toEqual(['CONV_2D', 'FULLY_CONNECTED', 'RESHAPE'])
    // The target shape is no parameter; the bias is, as its scale shows.
    expect(parameters).toEqual({ count: 108 + 4 + 640, bytes: 108 + 16 + 640 })
    expect(flops).toBe(CONV + 2 * 10 * 64)
  })

  it('has nothing to count where there is nothing', () => {
    expect(inspectModel(openModel(reluModel()))).toMatchObject({ parameters: { count: 0, bytes: 0 }, flops: 0 })
  })
})
