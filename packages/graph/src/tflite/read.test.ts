import { describe, expect, it } from 'vitest'
import { reluModel, type TestSubgraph, tfliteBytes } from '../../test/support/tflite-bytes.js'
import { ModelLoadError } from '../errors.js'
import { BUILTIN_OPS } from './builtin-ops.js'
import { isTflite, readTflite } from './read.js'

const weights = new Uint8Array(Float32Array.of(1, 2, 3).buffer)

const graph = (more: Partial<TestSubgraph> = {}): TestSubgraph => ({
  tensors: [
    { name: 'x', shape: [1, 3] },
    { name: 'w', shape: [3], data: weights },
    { name: 'y', shape: [1, 3] },
  ],
  inputs: [0],
  outputs: [2],
  operators: [{ op: 'ADD', inputs: [0, 1], outputs: [2], options: { type: 11 } }],
  ...more,
})
const read = (more: Partial<TestSubgraph> = {}) => readTflite(tfliteBytes({ subgraphs: [graph(more)] }))

describe('readTflite', () => {
  it('reads tensors, operators, inputs and outputs', () => {
    const { subgraphs } = read()
    expect(subgraphs).toHaveLength(1)
    const { tensors, operators, inputs, outputs } = subgraphs[0]!
    expect(tensors.map(({ name, dtype, shape }) => [name, dtype, shape])).toEqual([
      ['x', 'float32', [1, 3]],
      ['w', 'float32', [3]],
      ['y', 'float32', [1, 3]],
    ])
    expect(tensors.map(({ data }) => data && [...data])).toEqual([undefined, [...weights], undefined])
    expect(operators).toMatchObject([{ op: 'ADD', custom: false, version: 1, inputs: [0, 1], outputs: [2] }])
    expect([inputs, outputs]).toEqual([[0], [2]])
  })

  it('leaves stored tensors in the bytes it was given', () => {
    const bytes = tfliteBytes({ subgraphs: [graph()] })
    expect(readTflite(bytes).subgraphs[0]!.tensors[1]!.data!.buffer).toBe(bytes.buffer)
  })

  it('reads shapes with open dimensions, and those without', () => {
    const [x] = readTflite(reluModel()).subgraphs[0]!.tensors
    expect(x).toMatchObject({ shape: [1, 2], declaredShape: [null, 2] })
    expect(read().subgraphs[0]!.tensors[0]!.declaredShape).toEqual([1, 3])
  })

  it('reads quantisation for a tensor and for its channels', () => {
    const perTensor = { scales: [0.5], zeroPoints: [128] }
    const perChannel = { scales: [0.5, 0.25], zeroPoints: [0, 0], axis: 3 }
    const { subgraphs } = read({
      tensors: [
        { name: 'x', dtype: 'uint8', quantization: perTensor },
        { name: 'w', dtype: 'int8', shape: [1], data: Uint8Array.of(1), quantization: perChannel },
        { name: 'y', quantization: { scales: [], zeroPoints: [] } },
      ],
    })
    expect(subgraphs[0]!.tensors.map(({ quantization }) => quantization)).toEqual([
      { ...perTensor, axis: 0 },
      perChannel,
      undefined,
    ])
  })

  it('reads options by the schema’s slots', () => {
    const { subgraphs } = read({
      tensors: [...graph().tensors, {}],
      operators: [
        { op: 'RESHAPE', inputs: [0], outputs: [2], options: { type: 17, int32s: [3, 1] } },
        { op: 'SOFTMAX', inputs: [0], outputs: [3], options: { type: 9, ints: [0, 7] } },
      ],
    })
    const [reshape, softmax] = subgraphs[0]!.operators
    expect(reshape!.options!.int32s(0)).toEqual([3, 1])
    expect(softmax!.options!.int32(1)).toBe(7)
    expect(softmax!.options!.int32(5, -1)).toBe(-1)
    expect(softmax!.options!.has(5)).toBe(false)
  })

  it('knows custom operations and numbers that need more than a byte', () => {
    const operators = [
      { op: 'MyOp', custom: true, inputs: [0, -1], outputs: [2] },
      { op: 'STABLEHLO_CBRT', inputs: [0], outputs: [3] },
    ]
    expect(read({ tensors: [...graph().tensors, {}], operators }).subgraphs[0]!.operators).toMatchObject([
      { op: 'MyOp', custom: true, inputs: [0, -1] },
      { op: 'STABLEHLO_CBRT', custom: false },
    ])
    expect([BUILTIN_OPS.indexOf('CONV_2D'), BUILTIN_OPS.indexOf('CUSTOM'), BUILTIN_OPS.length]).toEqual([3, 32, 210])
  })

  it('reads signatures', () => {
    const signatures = [{ key: 'serving_default', inputs: { image: 0 }, outputs: { scores: 1, again: 1 } }]
    expect(readTflite(reluModel({ signatures })).signatures).toEqual([
      {
        key: 'serving_default',
        subgraph: 0,
        inputs: new Map([['image', 0]]),
        outputs: new Map([
          ['scores', 1],
          ['again', 1],
        ]),
      },
    ])
  })
})

describe('readTflite on damaged files', () => {
  it('throws at every length it is cut off at, if it does not read the same', () => {
    const whole = tfliteBytes({ subgraphs: [graph()] })
    const model = JSON.stringify(readTflite(whole))
    for (let length = 0; length < whole.length; length++) {
      let cut: string | undefined
      try {
        cut = JSON.stringify(readTflite(whole.subarray(0, length)))
      } catch (error) {
        expect(error, `cut at ${length}`).toBeInstanceOf(ModelLoadError)
      }
      if (cut !== undefined) expect(cut).toBe(model)
    }
  })

  const operators = (inputs: readonly number[], outputs: readonly number[]) => ({
    operators: [{ op: 'ADD', inputs, outputs }],
  })

  it.each<[string, Partial<TestSubgraph>, RegExp]>([
    ['an input that is no tensor', { inputs: [3] }, /names tensor 3 of 3/],
    ['an output that is no tensor', { outputs: [-1] }, /names tensor -1 of 3/],
    ['an operator’s tensor that is not there', operators([0, 9], [2]), /names tensor 9 of 3/],
    ['a tensor taken before it is computed', operators([2, 1], [2]), /its ADD takes tensor 2 before it is computed/],
    ['an output that is never computed', { operators: [] }, /tensor 2, is never computed/],
    [
      'a stored tensor that does not fit its shape',
      { tensors: [{}, { name: 'w', shape: [4], data: weights }, {}] },
      /float32 tensor "w" of shape \[4\] should take 16 bytes and takes 12/,
    ],
    [
      'a tensor that no machine could hold',
      { tensors: [{ name: 'x', shape: [1, 65_536, 65_536] }, { name: 'w', shape: [3], data: weights }, {}] },
      /float32 tensor "x" of shape \[1, 65536, 65536\] would take 17179869184 bytes/,
    ],
    ['a dimension below -1', { tensors: [{ shape: [1, -7] }, {}, {}] }, /has the shape \[1, -7\]/],
    [
      'an operator that makes too many',
      {
        tensors: [{}, { dtype: 'int32', shape: [9], data: new Uint8Array(36) }, {}],
        operators: [{ op: 'RESHAPE', inputs: [0, 1], outputs: [2] }],
      },
      /its RESHAPE makes a tensor of 9 axes/,
    ],
    ['too many axes', { tensors: [{ shape: new Array(40).fill(1) }, {}, {}] }, /too many axes/],
  ])('names %s', (_, more, message) => {
    expect(() => read(more)).toThrow(ModelLoadError)
    expect(() => read(more)).toThrow(message)
  })

  it('names a version and an operation of the future', () => {
    expect(() => readTflite(reluModel({ version: 4 }))).toThrow(/version is 4/)
    expect(() => readTflite(reluModel({ codes: [300] }))).toThrow(/operation number 300/)
  })

  it('names a model without a graph and a signature of no graph', () => {
    expect(() => readTflite(tfliteBytes({ subgraphs: [] }))).toThrow(/has no graph/)
    const signatures = [{ key: 's', subgraph: 1, inputs: {}, outputs: {} }]
    expect(() => readTflite(reluModel({ signatures }))).toThrow(/names graph 1 of 1/)
  })

  it('stops at a file whose parts are one another', () => {
    // Every tensor of a long list is the same one, with a long name.
    const whole = tfliteBytes({
      subgraphs: [{ tensors: [{ name: 'x'.repeat(60_000) }, ...new Array(9000).fill({})], inputs: [], outputs: [] }],
    })
    const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength)
    let list = 0
    while (view.getUint32(list, true) !== 9001) list += 4
    const first = list + 4 + view.getUint32(list + 4, true)
    for (let i = 0; i < 9001; i++) view.setUint32(list + 4 + 4 * i, first - (list + 4 + 4 * i), true)
    expect(() => readTflite(whole)).toThrow(/parts overlap/)
  })

  it('rejects a table with a field outside of it, one that is not read too', () => {
    const whole = tfliteBytes({ subgraphs: [graph()] })
    const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength)
    const root = view.getUint32(0, true)
    const places = root - view.getInt32(root, true)
    const size = view.getUint16(places + 2, true)
    const fields = (view.getUint16(places, true) - 4) / 2
    expect(fields).toBeGreaterThan(4)
    for (let field = 0; field < fields; field++) {
      for (const place of [size, size + 4, 0xffff, 2]) {
        const damaged = whole.slice()
        new DataView(damaged.buffer).setUint16(places + 4 + 2 * field, place, true)
        expect(() => readTflite(damaged), `field ${field} at ${place} of ${size}`).toThrow(
          expect.objectContaining({
            code: 'ERR_MODEL_LOAD',
            message: expect.stringContaining('a field outside of it'),
          }),
        )
      }
    }
  })

  it('sees by the first bytes whether it is such a file', () => {
    expect(isTflite(reluModel())).toBe(true)
    expect(isTflite(new Uint8Array(3))).toBe(false)
    expect(() => readTflite(new Uint8Array(64))).toThrow(/does not begin as one/)
  })
})
