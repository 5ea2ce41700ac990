import { describe, expect, it } from 'vitest'
import { graphBytes, int32, placeholder, type TestAttr } from '../../test/support/graph-bytes.js'
import { readGraph } from '../graphdef/read.js'
import type { PartialShape } from '../spec.js'
import { inferShapes } from './infer.js'
import { misfit } from './misfit.js'

/** A float placeholder's shape, or the elements of an int32 constant. */
type Operand = PartialShape | { readonly int32: number | readonly number[] }
type Attrs = Readonly<Record<string, TestAttr>>

const ints = (...values: readonly number[]): TestAttr => ({ ints: values })
const constant = (...values: readonly number[]): Operand => ({ int32: values })
const scalar = (value: number): Operand => ({ int32: value })
const SAME = { padding: { string: 'SAME' }, strides: ints(1, 2, 2, 1) }
const FIRST = { data_format: { string: 'NCHW' } }

const misfitOf = (op: string, operands: readonly Operand[], attrs: Attrs): string | undefined => {
  const inputs = operands.map((operand, i) =>
    operand && 'int32' in operand ? int32(`in${i}`, operand.int32) : placeholder(`in${i}`, operand as PartialShape),
  )
  const names = inputs.map(({ name }) => name)
  const node = { name: 'op', op, inputs: names, attrs: { T: { type: 'float32' }, ...attrs } } as const
  const graph = readGraph(graphBytes({ nodes: [...inputs, node] }))
  const facts = inferShapes(graph)
  return misfit(graph.node('op')!, () => names.map((name) => facts.get(name)!))
}

// Each was tried on TensorFlow 2.21, which runs those of the first list and refuses those of the second.
describe('operands', () => {
  it.each<[string, readonly Operand[], Attrs?]>([
    [
      'MatMul',
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [
      'MatMul',
      [
        [3, 2],
        [4, 3],
      ],
      { transpose_a: { bool: true }, transpose_b: { bool: true } },
    ],
    [
      'MatMul',
      [
        [null, null],
        [3, 4],
      ],
    ],
    [
      'BatchMatMulV2',
      [
        [2, 3, 4],
        [1, 4, 5],
      ],
    ],
    [
      'AddN',
      [
        [2, 3],
        [2, null],
      ],
    ],
    [
      'Pack',
      [
        [2, 3],
        [2, 3],
      ],
    ],
    ['BiasAdd', [[2, 3, 4], [4]]],
    ['BiasAdd', [[2, 4, 3, 3], [4]], FIRST],
    ['FusedBatchNormV3', [[1, 2, 2, 3], [3], [3], [0], [0]]],
    [
      'Conv2D',
      [
        [1, 5, 5, 8],
        [3, 3, 4, 2],
      ],
      SAME,
    ],
    [
      'Conv2D',
      [
        [1, 5, 5, null],
        [3, 3, 4, 2],
      ],
      SAME,
    ],
    [
      'DepthwiseConv2dNative',
      [
        [1, 5, 5, 4],
        [3, 3, 4, 2],
      ],
      SAME,
    ],
    ['Conv2DBackpropInput', [constant(1, 8, 8, 5), [3, 3, 5, 3], [1, 4, 4, 3]], SAME],
    ['Reshape', [[2, 6], constant(4, 3)]],
    ['Reshape', [[2, 6], constant(-1, 3)]],
    ['Reshape', [[null, 6], constant(5, 3)]],
    ['Squeeze', [[2, 1, 3]], { squeeze_dims: ints(-2) }],
    ['Squeeze', [[2, 5, 3]]],
    ['Unpack', [[3, 2]], { num: { int: 3 } }],
    ['ConcatV2', [[2, 3], [2, 4], scalar(1)]],
    ['Concat', [scalar(-1), [2, 3], [2, 4]]],
    ['SpaceToDepth', [[1, 4, 6, 1]], { block_size: { int: 2 } }],
    ['DepthToSpace', [[1, 2, 2, 8]], { block_size: { int: 2 } }],
    ['StridedSlice', [[4, 3], constant(-4), constant(0), constant(1)], { shrink_axis_mask: { int: 1 } }],
    ['StridedSlice', [[4, 3], constant(9), constant(12), constant(1)]],
    ['Slice', [[4, 3], constant(1, 0), constant(3, -1)]],
    ['MirrorPad', [[4, 3], { int32: [0, 0, 2, 2] }]],
    ['TopKV2', [[2, 5], scalar(5)]],
    ['Select', [[2], [2, 3], [2, 3]]],
    ['Select', [[], [2, 3], [2, 3]]],
  ])('of %s %j go together', (op, operands, attrs = {}) => {
    expect(misfitOf(op, operands, attrs)).toBeUndefined()
  })

  it.each<[string, readonly Operand[], Attrs, string]>([
    [
      'MatMul',
      [
        [2, 3],
        [4, 5],
      ],
      {},
      'matrices of [2, 3] and [4, 5] have no product',
    ],
    [
      'MatMul',
      [
        [null, 3],
        [4, 3],
      ],
      {},
      'matrices of [?, 3] and [4, 3] have no product',
    ],
    [
      'BatchMatMul',
      [
        [2, 3, 4],
        [1, 4, 5],
      ],
      {},
      'have no product',
    ],
    [
      'BatchMatMulV2',
      [
        [2, 3, 4],
        [3, 4, 5],
      ],
      {},
      'have no product',
    ],
    [
      'AddN',
      [
        [2, 3],
        [1, 3],
      ],
      {},
      'it takes tensors of one shape, not [2, 3] and [1, 3]',
    ],
    ['Pack', [[2, 3], [2]], {}, 'it takes tensors of one shape'],
    ['BiasAdd', [[2, 3, 1], [4]], {}, '[2, 3, 1] has not 4 channels'],
    ['BiasAdd', [[2, 1, 3, 4], [4]], FIRST, '[2, 1, 3, 4] has not 4 channels'],
    ['FusedBatchNormV3', [[1, 2, 2, 1], [3], [3], [3], [3]], {}, 'has not 3 channels'],
    [
      'Conv2D',
      [
        [1, 5, 5, 6],
        [3, 3, 4, 2],
      ],
      SAME,
      'a filter of [3, 3, 4, 2] does not fit 6 channels',
    ],
    [
      'DepthwiseConv2dNative',
      [
        [1, 5, 5, 8],
        [3, 3, 4, 2],
      ],
      SAME,
      'does not fit 8 channels',
    ],
    ['Conv2DBackpropInput', [constant(1, 8, 8, 5), [3, 3, 5, 3], [2, 4, 4, 3]], SAME, 'gives [2, 4, 4, 3]'],
    ['Conv2DBackpropInput', [constant(1, 8, 8, 5), [3, 3, 5, 3], [1, 5, 4, 3]], SAME, 'gives [1, 5, 4, 3]'],
    ['Reshape', [[2, 6], constant(4, 4)], {}, '12 elements do not fill the shape [4, 4]'],
    ['Reshape', [[2, 6], constant(-1, 5)], {}, '12 elements do not fill the shape [-1, 5]'],
    ['Squeeze', [[2, 5, 3]], { squeeze_dims: ints(1) }, 'it drops axis 1 of [2, 5, 3], which is not 1'],
    ['Unpack', [[4, 2]], { num: { int: 3 } }, 'axis 0 of [4, 2] does not make 3 tensors'],
    ['ConcatV2', [[2, 3], [3, 3], scalar(1)], {}, '[2, 3] and [3, 3] do not join along axis 1'],
    ['SpaceToDepth', [[1, 4, 5, 1]], { block_size: { int: 2 } }, 'does not divide into blocks of 2'],
    ['DepthToSpace', [[1, 2, 2, 6]], { block_size: { int: 2 } }, 'does not divide into blocks of 2'],
    [
      'StridedSlice',
      [[4, 3], constant(4), constant(5), constant(1)],
      { shrink_axis_mask: { int: 1 } },
      'it takes element 4 of an axis of 4',
    ],
    ['Slice', [[4, 3], constant(2, 0), constant(3, -1)], {}, 'it takes more of axis 0 than [4, 3] has'],
    ['MirrorPad', [[4, 3], { int32: [0, 0, 3, 0] }], {}, 'axis 1 of [4, 3] is too short'],
    ['TopKV2', [[2, 5], scalar(6)], {}, 'it picks 6 of 5'],
    ['Select', [[3], [2, 3], [2, 3]], {}, '[3] does not choose between [2, 3] and [2, 3]'],
    [
      'Select',
      [
        [2, 3],
        [2, 3],
        [1, 3],
      ],
      {},
      '[2, 3] does not choose between [2, 3] and [1, 3]',
    ],
  ])('of %s %j do not', (op, operands, attrs, reason) => {
    expect(misfitOf(op, operands, attrs)).toContain(reason)
  })
})
