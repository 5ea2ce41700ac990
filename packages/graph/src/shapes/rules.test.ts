import { describe, expect, it } from 'vitest'
import { graphBytes, int32, placeholder, type TestAttr, type TestNode } from '../../test/support/graph-bytes.js'
import { readGraph } from '../graphdef/read.js'
import type { PartialShape } from '../spec.js'
import { inferShapes } from './infer.js'

/** A float placeholder's shape, or an int32 constant. */
type Operand = PartialShape | { readonly int32: number | readonly number[]; readonly shape?: readonly number[] }
type Attrs = Readonly<Record<string, TestAttr>>

const constant = (value: number | readonly number[], shape?: readonly number[]): Operand =>
  shape ? { int32: value, shape } : { int32: value }

const operand = (value: Operand, i: number): TestNode =>
  value && 'int32' in value ? int32(`in${i}`, value.int32, value.shape) : placeholder(`in${i}`, value as PartialShape)

/** The shapes of all outputs of one op on these operands. */
const shapesOf = (op: string, operands: readonly Operand[], attrs: Attrs = {}): readonly PartialShape[] => {
  const inputs = operands.map(operand)
  const node = {
    name: 'op',
    op,
    inputs: inputs.map(({ name }) => name),
    attrs: { T: { type: 'float32' }, ...attrs },
  } as const
  const facts = inferShapes(readGraph(graphBytes({ nodes: [...inputs, node] })))
  return [...facts].filter(([name]) => /^op(:|$)/.test(name)).map(([, { shape }]) => shape)
}

const ints = (...values: readonly number[]): TestAttr => ({ ints: values })
const text = (string: string): TestAttr => ({ string })
const SAME = { padding: text('SAME'), strides: ints(1, 2, 2, 1) }
const VALID = { padding: text('VALID'), strides: ints(1, 2, 2, 1) }

// The shapes are those that TensorFlow 2.21 infers, but for the last group.
describe('shapes of ops', () => {
  it.each<[string, readonly Operand[], Attrs, readonly PartialShape[]]>([
    // elementwise
    ['Relu', [[null, 3]], {}, [[null, 3]]],
    [
      'Add',
      [
        [null, 8, 3],
        [8, 1],
      ],
      {},
      [[null, 8, 3]],
    ],
    [
      'Add',
      [
        [null, 3],
        [5, 1],
      ],
      {},
      [[5, 3]],
    ],
    ['Add', [[null], [1]], {}, [[null]]],
    ['Mul', [null, [3]], {}, [null]],
    ['SelectV2', [[9, 1], [2, 1, 3], [3]], {}, [[2, 9, 3]]],
    [
      'AddN',
      [
        [null, 3],
        [2, 3],
      ],
      {},
      [[2, 3]],
    ],
    ['BiasAdd', [[null, 3], [3]], {}, [[null, 3]]],
    ['FusedBatchNormV3', [[1, 4, 4, 3], [3], [3], [3], [3]], {}, [[1, 4, 4, 3], [3], [3], [3], [3], null]],
    [
      'FusedBatchNorm',
      [[1, 3, 4, 4], [3], [3], [3], [3]],
      { data_format: text('NCHW') },
      [[1, 3, 4, 4], [3], [3], [3], [3]],
    ],
    // windows
    [
      'Conv2D',
      [
        [null, 9, 8, 3],
        [3, 3, 3, 7],
      ],
      SAME,
      [[null, 5, 4, 7]],
    ],
    [
      'Conv2D',
      [
        [null, 9, 8, 3],
        [3, 3, 3, 7],
      ],
      VALID,
      [[null, 4, 3, 7]],
    ],
    [
      'Conv2D',
      [
        [1, 9, 9, 3],
        [3, 3, 3, 7],
      ],
      { ...VALID, strides: ints(1, 1, 1, 1), dilations: ints(1, 2, 2, 1) },
      [[1, 5, 5, 7]],
    ],
    [
      'Conv2D',
      [
        [1, 3, 9, 9],
        [3, 3, 3, 7],
      ],
      { padding: text('SAME'), strides: ints(1, 1, 2, 2), data_format: text('NCHW') },
      [[1, 7, 5, 5]],
    ],
    [
      'Conv2D',
      [
        [1, 8, 8, 3],
        [3, 3, 3, 7],
      ],
      { padding: text('EXPLICIT'), strides: ints(1, 2, 2, 1), explicit_paddings: ints(0, 0, 1, 1, 0, 1, 0, 0) },
      [[1, 4, 4, 7]],
    ],
    ['Conv2D', [null, [3, 3, 3, 7]], SAME, [[null, null, null, 7]]],
    [
      'DepthwiseConv2dNative',
      [
        [1, 9, 9, 4],
        [3, 3, 4, 2],
      ],
      SAME,
      [[1, 5, 5, 8]],
    ],
    ['Conv2DBackpropInput', [constant([1, 8, 8, 3]), [3, 3, 3, 5], [1, 4, 4, 5]], SAME, [[1, 8, 8, 3]]],
    ['MaxPool', [[null, 7, 7, 3]], { ...VALID, ksize: ints(1, 3, 3, 1) }, [[null, 3, 3, 3]]],
    ['AvgPool', [[null, null, 7, 3]], { ...SAME, ksize: ints(1, 2, 2, 1) }, [[null, null, 4, 3]]],
    [
      'MaxPoolWithArgmax',
      [[2, 9, 9, 3]],
      { ...SAME, ksize: ints(1, 2, 2, 1) },
      [
        [2, 5, 5, 3],
        [2, 5, 5, 3],
      ],
    ],
    // linear
    [
      'MatMul',
      [
        [null, 4],
        [4, 5],
      ],
      {},
      [[null, 5]],
    ],
    [
      'MatMul',
      [
        [4, 6],
        [5, 4],
      ],
      { transpose_a: { bool: true }, transpose_b: { bool: true } },
      [[6, 5]],
    ],
    [
      'BatchMatMulV2',
      [
        [2, 1, 3, 4],
        [5, 6, 4],
      ],
      { adj_y: { bool: true } },
      [[2, 5, 3, 6]],
    ],
    // reductions
    ['Mean', [[null, 8, 9, 3], constant([1, 2])], {}, [[null, 3]]],
    ['Mean', [[null, 8, 9, 3], constant([1, 2])], { keep_dims: { bool: true } }, [[null, 1, 1, 3]]],
    ['Sum', [[2, 3], constant(-1)], {}, [[2]]],
    ['Max', [[2, 3], [null]], { keep_dims: { bool: true } }, [[null, null]]],
    ['Max', [[2, 3], [null]], {}, [null]],
    ['ArgMax', [[2, 3, 4], constant(1)], {}, [[2, 4]]],
    // arrangement
    ['Reshape', [[2, 6], constant([-1, 4])], {}, [[3, 4]]],
    ['Reshape', [[null, 6], constant([-1, 4])], {}, [[null, 4]]],
    ['Reshape', [null, constant([2, 3])], {}, [[2, 3]]],
    ['ExpandDims', [[2, 3], constant(-1)], {}, [[2, 3, 1]]],
    ['Squeeze', [[null, 1, 1, 5]], { squeeze_dims: ints(1, 2) }, [[null, 5]]],
    ['Squeeze', [[1, 3, 1]], {}, [[3]]],
    ['Squeeze', [[null, 1]], {}, [null]],
    ['Transpose', [[null, 8, 9, 3], constant([0, 3, 1, 2])], {}, [[null, 3, 8, 9]]],
    ['ConcatV2', [[null, 3], [2, 4], constant(1)], {}, [[2, 7]]],
    ['ConcatV2', [[null, 3], [2, 3], constant(0)], {}, [[null, 3]]],
    ['Concat', [constant(-1), [2, 3], [2, 4]], {}, [[2, 7]]],
    [
      'Pack',
      [
        [2, 3],
        [2, 3],
      ],
      { axis: { int: -1 } },
      [[2, 3, 2]],
    ],
    ['Unpack', [[2, 3]], { axis: { int: 1 }, num: { int: 3 } }, [[2], [2], [2]]],
    [
      'Split',
      [constant(1), [null, 6]],
      { num_split: { int: 2 } },
      [
        [null, 3],
        [null, 3],
      ],
    ],
    [
      'SplitV',
      [[null, 6], constant([1, -1]), constant(1)],
      { num_split: { int: 2 } },
      [
        [null, 1],
        [null, 5],
      ],
    ],
    ['Pad', [[null, 4], constant([0, 0, 1, 2], [2, 2])], {}, [[null, 7]]],
    ['Tile', [[2, 3], constant([3, 1])], {}, [[6, 3]]],
    ['SpaceToDepth', [[null, 8, 4, 3]], { block_size: { int: 2 } }, [[null, 4, 2, 12]]],
    ['DepthToSpace', [[null, 8, 4, 8]], { block_size: { int: 2 } }, [[null, 16, 8, 2]]],
    ['SpaceToBatchND', [[2, 9, 9, 3], constant([2, 2]), constant([0, 1, 1, 0], [2, 2])], {}, [[8, 5, 5, 3]]],
    ['BatchToSpaceND', [[8, 5, 5, 3], constant([2, 2]), constant([0, 1, 1, 0], [2, 2])], {}, [[2, 9, 9, 3]]],
    // selection
    ['Slice', [[5, 6], constant([1, 2]), constant([-1, 3])], {}, [[4, 3]]],
    ['GatherV2', [[5, 6, 7], [2, null], constant(1)], {}, [[5, 2, null, 7]]],
    ['GatherV2', [[2, 6, 7], [2, 4], constant(1)], { batch_dims: { int: 1 } }, [[2, 4, 7]]],
    [
      'GatherNd',
      [
        [5, 6, 7],
        [3, 2],
      ],
      {},
      [[3, 7]],
    ],
    ['OneHot', [[null, 4], constant(7), [], []], { axis: { int: 0 } }, [[7, null, 4]]],
    [
      'TopKV2',
      [[2, 9], constant(3)],
      {},
      [
        [2, 3],
        [2, 3],
      ],
    ],
    ['Where', [[3, 4]], {}, [[null, 2]]],
    ['Unique', [[6]], {}, [[null], [6]]],
    ['NonMaxSuppressionV3', [[null, 4], [null], constant(5), [], []], {}, [[null]]],
    // images
    ['ResizeBilinear', [[null, 5, 5, 3], constant([9, 4])], {}, [[null, 9, 4, 3]]],
    ['CropAndResize', [[1, 8, 8, 3], [6, 4], [null], constant([3, 4])], {}, [[6, 3, 4, 3]]],
    ['DecodeJpeg', [[]], { channels: { int: 3 } }, [[null, null, 3]]],
    // sources
    ['Fill', [constant([2, 3]), []], {}, [[2, 3]]],
    ['Range', [constant(0), constant(10), constant(3)], {}, [[4]]],
    ['Shape', [[null, 3]], {}, [[2]]],
    // what is not known
    ['MyCustomOp', [[2]], {}, [null]],
    ['Split', [constant(0), [3]], { num_split: { int: 2 } }, [[null], [null]]],
    [
      'Conv2D',
      [
        [1, 9],
        [3, 3, 3, 7],
      ],
      SAME,
      [null],
    ],
  ])('%s %j %j is %j', (op, operands, attrs, shapes) => {
    expect(shapesOf(op, operands, attrs)).toEqual(shapes)
  })
})

describe('strided slices', () => {
  const slice = (
    shape: PartialShape,
    begin: number[],
    end: number[],
    strides: number[],
    masks: Record<string, number> = {},
  ) =>
    shapesOf(
      'StridedSlice',
      [shape, constant(begin), constant(end), constant(strides)],
      Object.fromEntries(Object.entries(masks).map(([name, int]) => [`${name}_mask`, { int }])),
    )[0]

  it.each<[string, PartialShape, number[], number[], number[], Record<string, number>, PartialShape]>([
    ['x[1:3]', [5, 6], [1], [3], [1], {}, [2, 6]],
    ['x[-2:]', [5, 6], [-2], [0], [1], { end: 1 }, [2, 6]],
    ['x[::2, 1]', [5, 6], [0, 1], [0, 2], [2, 1], { begin: 1, end: 1, shrink_axis: 2 }, [3]],
    ['x[::-1]', [5, 6], [0], [0], [-1], { begin: 1, end: 1 }, [5, 6]],
    ['x[4:0:-2]', [5], [4], [0], [-2], {}, [2]],
    ['x[9:]', [5], [9], [0], [1], { end: 1 }, [0]],
    ['x[..., 0]', [null, 4, 3], [0, 0], [0, 1], [1, 1], { ellipsis: 1, shrink_axis: 2 }, [null, 4]],
    ['x[:, newaxis, 1:]', [5, 6], [0, 0, 1], [0, 0, 0], [1, 1, 1], { begin: 3, end: 7, new_axis: 2 }, [5, 1, 5]],
    ['x[0:2] of open length', [null, 6], [0], [2], [1], {}, [null, 6]],
    ['x[0] of open length', [null, 6], [0], [1], [1], { shrink_axis: 1 }, [6]],
  ])('%s', (_, shape, begin, end, strides, masks, result) => {
    expect(slice(shape, begin, end, strides, masks)).toEqual(result)
  })
})
