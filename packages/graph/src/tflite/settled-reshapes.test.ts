import { describe, expect, it } from 'vitest'
import { type TestOperator, type TestTfliteTensor, tfliteBytes } from '../../test/support/tflite-bytes.js'
import { readTflite } from './read.js'
import { settledReshapes } from './settled-reshapes.js'

const ints = (...values: number[]) => new Uint8Array(Int32Array.from(values).buffer)
const constant = (name: string, shape: readonly number[], ...values: number[]): TestTfliteTensor => ({
  name,
  dtype: 'int32',
  shape,
  data: ints(...values),
})
const size = (name: string, shape: readonly number[] = []): TestTfliteTensor => ({ name, dtype: 'int32', shape })

/** `x` [?, 4] reshaped to `y`, the shape of which is packed of what `names` say. */
const reshaped = (pack: 'PACK' | 'CONCATENATION', names: readonly string[], more: Partial<TestOperator> = {}) => {
  const rank = pack === 'PACK' ? [] : [1]
  const tensors: TestTfliteTensor[] = [
    { name: 'x', shape: [1, 4], signature: [-1, 4] },
    { name: 'y', shape: [1, 2, 2], signature: [-1, 2, 2] },
    size('shape of x', [2]),
    size('batch', rank),
    constant('two', rank, 2),
    constant('none', rank, 0),
    constant('rest', rank, -1),
    size('fed', rank),
    size('random', rank),
    size('packed', [Math.min(names.length, 8)]), // a file may say less than is packed
    constant('from', [1], 0),
    constant('to', [1], 1),
  ]
  const place = (name: string) => tensors.findIndex((tensor) => tensor.name === name)
  return tfliteBytes({
    subgraphs: [
      {
        tensors,
        operators: [
          { op: 'SHAPE', inputs: [place('x')], outputs: [place('shape of x')] },
          {
            op: 'STRIDED_SLICE',
            inputs: ['shape of x', 'from', 'to', 'to'].map(place),
            outputs: [place('batch')],
            options: { type: 32, ints: [0, 0, 0, 0, 1] },
          },
          { op: 'RANDOM_UNIFORM', inputs: [place('two')], outputs: [place('random')] },
          {
            op: pack,
            inputs: names.map(place),
            outputs: [place('packed')],
            options: pack === 'PACK' ? { type: 59, ints: [names.length] } : { type: 10 },
          },
          { op: 'RESHAPE', inputs: ['x', 'packed'].map(place), outputs: [place('y')], ...more },
        ],
        inputs: ['x', 'fed'].map(place),
        outputs: [place('y')],
      },
    ],
  })
}
const settled = (bytes: Uint8Array) => settledReshapes(bytes, readTflite(bytes))
const reshapeOf = (bytes: Uint8Array) => readTflite(bytes).subgraphs[0]!.operators.at(-1)!

describe('settledReshapes', () => {
  it.each(['PACK', 'CONCATENATION'] as const)(
    'settles a shape by %s whose only open size is taken from a shape',
    (op) => {
      const bytes = reshaped(op, ['batch', 'two', 'two'])
      const before = readTflite(bytes)
      const after = readTflite(settled(bytes))
      const { inputs, outputs, options } = reshapeOf(settled(bytes))
      expect({ inputs, outputs, shape: options!.int32s(0) }).toEqual({ inputs: [0], outputs: [1], shape: [-1, 2, 2] })
      const but = ({ operators, ...graph }: (typeof before.subgraphs)[number]) => ({
        ...graph,
        ops: operators.slice(0, -1).map(({ op, inputs, outputs }) => [op, inputs, outputs]),
      })
      expect(after.subgraphs.map(but)).toEqual(before.subgraphs.map(but))
    },
  )

  it('takes the place of options that are there', () => {
    const bytes = reshaped('PACK', ['two', 'batch', 'two'], { options: { type: 17, int32s: [9, 9] } })
    expect(reshapeOf(settled(bytes)).options!.int32s(0)).toEqual([2, -1, 2])
  })

  it.each([
    ['two sizes are open', ['batch', 'batch', 'two']],
    ['the open size is fed', ['fed', 'two', 'two']],
    ['the open size is left to chance', ['random', 'two', 'two']],
    ['another size is to follow from the rest already', ['batch', 'rest', 'two']],
    ['a size is nought', ['batch', 'none', 'two']],
    ['all sizes are known', ['two', 'two']],
    ['there are more axes than LiteRT has room for', ['batch', ...Array<string>(8).fill('two')]],
  ])('leaves a file alone where %s', (_, names) => {
    const bytes = reshaped('PACK', names)
    expect(settled(bytes)).toBe(bytes)
  })

  it('reads no list of sizes that is longer than any shape', () => {
    const many = 300_000
    const tensors: TestTfliteTensor[] = [
      { name: 'x', shape: [4] },
      { name: 'y', shape: [4] },
      size('shape of x', [1]),
      { name: 'many', dtype: 'int32', shape: [many], data: new Uint8Array(new Int32Array(many).fill(1).buffer) },
      size('all', [3]),
    ]
    const operators: TestOperator[] = [
      { op: 'SHAPE', inputs: [0], outputs: [2] },
      { op: 'CONCATENATION', inputs: [2, 3], outputs: [4] },
      { op: 'RESHAPE', inputs: [0, 4], outputs: [1] },
    ]
    const bytes = tfliteBytes({ subgraphs: [{ tensors, operators, inputs: [0], outputs: [1] }] })
    expect(settled(bytes)).toBe(bytes)
  })
})
