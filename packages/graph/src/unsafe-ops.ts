const GRADIENT =
  'computes gradients for training, and ends the process in libtensorflow over operands it does not expect'
const VARIABLE =
  'changes variables, which a frozen graph has none of, and ends the process in libtensorflow over another dtype'
const QUANTISED = 'ends the process in libtensorflow over operands of another rank'
const FUSED = "is written by TensorFlow's own optimiser and ends the process in libtensorflow when a file holds it"
/** An op that samples by rejection: a rate or bound that is NaN, or far out, keeps it drawing for ever. */
const ENDLESS = 'may not end: it draws until a sample fits, which for some values is never'
const RANK = 'ends the process in libtensorflow over operands of another rank or dtype'

const GROUPS: readonly (readonly [reason: string, ops: string])[] = [
  [
    GRADIENT,
    `AvgPool3DGrad AvgPoolGrad BatchNormWithGlobalNormalizationGrad BlockLSTMGrad BlockLSTMGradV2 Conv2DBackpropFilter
    Conv2DBackpropFilterV2 Conv2DBackpropInputV2 Conv3DBackpropFilter Conv3DBackpropFilterV2 Conv3DBackpropInput
    CropAndResizeGradBoxes CropAndResizeGradImage DepthwiseConv2dNativeBackpropFilter DepthwiseConv2dNativeBackpropInput
    Dilation2DBackpropFilter Dilation2DBackpropInput FakeQuantWithMinMaxVarsGradient
    FakeQuantWithMinMaxVarsPerChannelGradient FractionalAvgPoolGrad FractionalMaxPoolGrad FusedBatchNormGrad
    FusedBatchNormGradV2 FusedBatchNormGradV3 GRUBlockCellGrad LRNGrad LSTMBlockCellGrad MaxPool3DGrad MaxPool3DGradGrad
    MaxPoolGrad MaxPoolGradGrad MaxPoolGradGradV2 MaxPoolGradGradWithArgmax MaxPoolGradV2 MaxPoolGradWithArgmax
    MirrorPadGrad QuantizeAndDequantizeV4Grad RaggedTensorToVariantGradient ResizeBicubicGrad ResizeBilinearGrad
    ResizeNearestNeighborGrad ScaleAndTranslateGrad SparseMatrixSoftmaxGrad
    SparseSegmentMeanGrad SparseSegmentMeanGradV2 SparseSegmentSqrtNGrad SparseSegmentSqrtNGradV2 SparseSegmentSumGrad
    SparseSegmentSumGradV2`,
  ],
  [
    VARIABLE,
    `ResourceScatterAdd ResourceScatterDiv ResourceScatterMax ResourceScatterMin ResourceScatterMul ResourceScatterNdAdd
    ResourceScatterNdMax ResourceScatterNdMin ResourceScatterNdSub ResourceScatterNdUpdate ResourceScatterSub
    ResourceScatterUpdate ResourceStridedSliceAssign ScatterAdd ScatterDiv ScatterMax ScatterMin ScatterMul ScatterNdAdd
    ScatterNdMax ScatterNdMin ScatterNdSub ScatterNdUpdate ScatterSub ScatterUpdate StridedSliceAssign`,
  ],
  [
    QUANTISED,
    `QuantizedConv2DAndRelu QuantizedConv2DAndReluAndRequantize QuantizedConv2DAndRequantize QuantizedConv2DPerChannel
    QuantizedConv2DWithBias QuantizedConv2DWithBiasAndRelu QuantizedConv2DWithBiasAndReluAndRequantize
    QuantizedConv2DWithBiasAndRequantize QuantizedConv2DWithBiasSignedSumAndReluAndRequantize
    QuantizedConv2DWithBiasSumAndRelu QuantizedConv2DWithBiasSumAndReluAndRequantize QuantizedDepthwiseConv2D
    QuantizedDepthwiseConv2DWithBias QuantizedDepthwiseConv2DWithBiasAndRelu
    QuantizedDepthwiseConv2DWithBiasAndReluAndRequantize QuantizedInstanceNorm QuantizedMatMulWithBias
    QuantizedMatMulWithBiasAndDequantize QuantizedMatMulWithBiasAndRelu QuantizedMatMulWithBiasAndReluAndRequantize
    QuantizedMatMulWithBiasAndRequantize RequantizationRangePerChannel RequantizePerChannel`,
  ],
  [FUSED, '_FusedConv2D _FusedDepthwiseConv2dNative _FusedMatMul'],
  [
    ENDLESS,
    `ParameterizedTruncatedNormal RandomGamma RandomPoisson RandomPoissonV2 StatefulRandomBinomial
    StatelessParameterizedTruncatedNormal StatelessRandomBinomial StatelessRandomGammaV2 StatelessRandomGammaV3
    StatelessRandomPoisson`,
  ],
  ['never ends in libtensorflow for a large delta', 'AdjustHue'],
  ['ends the process in libtensorflow over an empty image', 'EncodePng'],
  [RANK, `BlockLSTM BlockLSTMV2 GRUBlockCell LSTMBlockCell RaggedGather`],
]

/**
 * Ops that do nothing but compute, yet end or hold the process in libtensorflow 2.21 when their operands are not as they expect,
 * and that graphs for inference do without: refused unless the model is trusted. By name, with the reason as words that follow the
 * op's name.
 * @source found by test/slow/wrong-operands.test.ts
 */
export const UNSAFE_OPS: ReadonlyMap<string, string> = new Map(
  GROUPS.flatMap(([reason, ops]) => ops.split(/\s+/).map((op) => [op, reason] as const)),
)
