/**
 * Operations of libtensorflow 2.21 whose kernels end the process when an operand has another rank than they expect, with the
 * ranks they expect: one entry an input, in order. `4:T` is a rank of 4 and the attribute that names the operand's dtype
 * (`=` gives the attribute's default, a plain dtype stands for itself), `_` any rank; `N*` before it means as many as the
 * attribute says. A rank of `D` is the number of axes that the node's `data_format` names.
 * @source found by test/slow/wrong-operands.test.ts; ranks as in the ops' shape functions
 */
export const OPERAND_RANKS: readonly (readonly [ranks: string, ops: string])[] = [
  ['4:T 4:T', 'Conv2D DepthwiseConv2dNative'],
  ['5:T 5:T', 'Conv3D'],
  ['1:int32 4:T 4:T', 'Conv2DBackpropInput DepthwiseConv2dNativeBackpropInput'],
  ['1:Tshape=int32 5:T 5:T', 'Conv3DBackpropInputV2'],
  ['4:T', 'AvgPool DepthToSpace MaxPoolWithArgmax SpaceToDepth'],
  ['4:T=float32', 'MaxPool LRN'],
  ['4:T=float32 1:int32 1:int32', 'MaxPoolV2'],
  ['5:T', 'AvgPool3D MaxPool3D'],
  ['_ 1:T', 'BiasAdd BiasAddV1'],
  ['D:T 1:T 1:T 1:T 1:T', 'FusedBatchNorm'],
  ['D:T 1:U 1:U 1:U 1:U', 'FusedBatchNormV2 FusedBatchNormV3'],
  ['4:T 1:int32', 'ResizeArea ResizeBicubic ResizeBilinear ResizeNearestNeighbor'],
  ['4:T 2:float32 1:int32 1:int32', 'CropAndResize'],
  ['4:T 1:int32 1:float32 1:float32', 'ScaleAndTranslate'],
  ['2:float32 1:float32 0:int32', 'NonMaxSuppression'],
  ['2:T=float32 1:T=float32 0:int32 0:T_threshold=float32', 'NonMaxSuppressionV2'],
  [
    '2:T=float32 1:T=float32 0:int32 0:T_threshold=float32 0:T_threshold=float32',
    'NonMaxSuppressionV3 NonMaxSuppressionV4',
  ],
  ['2:T=float32 1:T=float32 0:int32 0:T=float32 0:T=float32 0:T=float32', 'NonMaxSuppressionV5'],
  ['2:float32 1:float32 0:int32 0:float32 0:float32', 'NonMaxSuppressionWithOverlaps'],
  ['4:float32 3:float32 0:int32 0:int32 0:float32 0:float32', 'CombinedNonMaxSuppression'],
  ['_ 1:Tlen 0:int32', 'SplitV'],
  ['0:int32 _', 'Split'],
  ['_ 0:float32 0:float32', 'FakeQuantWithMinMaxVars'],
  ['_ 1:float32 1:float32', 'FakeQuantWithMinMaxVarsPerChannel'],
  ['_ _ _ 0:int32', 'QuantizeAndDequantizeV3'],
  ['1:string 1:string Nsparse*0:string Ndense*0:string', 'ParseExample'],
  ['_ _ 1:int64', 'TensorListConcatV2'],
  ['_ 0:int32', 'TensorListGetItem TensorListSetItem'],
]
