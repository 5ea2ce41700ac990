import type { OptionField, TfliteOperator } from '../../tflite/writable.js'

/**
 * The options tables of the operators we write: their number in the union BuiltinOptions, and their fields in order.
 * A kind in brackets is a deprecated field that keeps its place.
 * @source tensorflow/compiler/mlir/lite/schema/schema.fbs
 */
const TABLES = {
  Conv2D: [1, 'padding:int8 strideW:int32 strideH:int32 activation:int8 dilationW:int32 dilationH:int32'],
  DepthwiseConv2D: [
    2,
    'padding:int8 strideW:int32 strideH:int32 multiplier:int32 activation:int8 dilationW:int32 dilationH:int32',
  ],
  Pool2D: [5, 'padding:int8 strideW:int32 strideH:int32 filterW:int32 filterH:int32 activation:int8'],
  FullyConnected: [8, 'activation:int8 weightsFormat:int8 keepNumDims:bool'],
  Softmax: [9, 'beta:float32'],
  Concatenation: [10, 'axis:int32 activation:int8'],
  Add: [11, 'activation:int8'],
  LocalResponseNormalization: [13, 'radius:int32 bias:float32 alpha:float32 beta:float32'],
  ResizeBilinear: [15, '- - alignCorners:bool halfPixelCenters:bool'],
  Reshape: [17, 'newShape:int32[]'],
  SpaceToDepth: [19, 'blockSize:int32'],
  Mul: [21, 'activation:int8'],
  Gather: [23, 'axis:int32 batchDims:int32'],
  Reducer: [27, 'keepDims:bool'],
  Sub: [28, 'activation:int8'],
  Div: [29, 'activation:int8'],
  Squeeze: [30, 'squeezeDims:int32[]'],
  StridedSlice: [32, 'beginMask:int32 endMask:int32 ellipsisMask:int32 newAxisMask:int32 shrinkAxisMask:int32'],
  Split: [35, 'numSplits:int32'],
  Cast: [37, 'in:int8 out:int8'],
  ArgMax: [40, 'outputType:int8'],
  TransposeConv: [49, 'padding:int8 strideW:int32 strideH:int32 activation:int8'],
  Shape: [55, 'outType:int8'],
  ArgMin: [57, 'outputType:int8'],
  Pack: [59, 'valuesCount:int32 axis:int32'],
  OneHot: [61, 'axis:int32'],
  Unpack: [64, 'num:int32 axis:int32'],
  ResizeNearestNeighbor: [74, 'alignCorners:bool halfPixelCenters:bool'],
  LeakyRelu: [75, 'alpha:float32'],
  MirrorPad: [77, 'mode:int8'],
  SplitV: [79, 'numSplits:int32'],
  DepthToSpace: [94, 'blockSize:int32'],
  BatchMatMul: [101, 'adjX:bool adjY:bool'],
  Cumsum: [102, 'exclusive:bool reverse:bool'],
} as const satisfies Record<string, readonly [type: number, fields: string]>

export type OptionsTable = keyof typeof TABLES

/** The padding of convolutions and pools. */
export const PADDING = { SAME: 0, VALID: 1 } as const

/** The options of an operator, by the names of the table's fields; a field that is left out keeps the schema's default. */
export const options = (
  table: OptionsTable,
  values: Readonly<Record<string, number | boolean | readonly number[]>>,
): NonNullable<TfliteOperator['options']> => {
  const [type, layout] = TABLES[table]
  const fields: OptionField[] = []
  layout.split(' ').forEach((field, slot) => {
    const [name = '', kind = ''] = field.split(':')
    const value = values[name]
    if (value === undefined) return
    fields.push(
      kind === 'int32[]'
        ? { slot, kind, value: value as readonly number[] }
        : { slot, kind: kind as 'int8' | 'int32' | 'float32' | 'bool', value: Number(value) },
    )
  })
  return { type, fields }
}
