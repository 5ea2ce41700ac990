/**
 * The operations that only compute, which is what graphs for inference are made of: image, text and number work, control
 * flow, tables and variables in memory. An op that is absent may do anything, so the allow-list refuses it.
 *
 * Beside each group stands the dtype of each of its ops' outputs, in order. The name of a dtype stands for itself, any other is
 * the attribute that says it, `=` giving the attribute's default; `num_split*T` is as many outputs as the attribute says, `[Tout]` one
 * for each dtype of a list attribute.
 * @source the op registry of TensorFlow 2.21, which keeps every op since 1.0
 */
export const OPS: readonly (readonly [outputs: string, ops: string])[] = [
  [
    'T',
    `_FusedConv2D _FusedDepthwiseConv2dNative _FusedMatMul Abs AccumulateNV2 Acos Acosh Add AddN AddV2 Asin Asinh
    Assign AssignAdd AssignSub Atan Atan2 Atanh AvgPool AvgPool3D AvgPool3DGrad AvgPoolGrad BandedTriangularSolve
    BatchCholesky BatchCholeskyGrad BatchMatMul BatchMatMulV2 BatchMatrixBandPart BatchMatrixDeterminant
    BatchMatrixDiag BatchMatrixDiagPart BatchMatrixInverse BatchMatrixSetDiag BatchMatrixSolve BatchMatrixSolveLs
    BatchMatrixTriangularSolve BatchNormWithGlobalNormalization BatchSelfAdjointEig BatchToSpace BatchToSpaceND
    BesselI0 BesselI0e BesselI1 BesselI1e BesselJ0 BesselJ1 BesselK0 BesselK0e BesselK1 BesselK1e BesselY0 BesselY1
    Betainc BiasAdd BiasAddGrad BiasAddV1 Bincount BitwiseAnd BitwiseOr BitwiseXor BroadcastTo Ceil CheckNumerics
    CheckNumericsV2 Cholesky CholeskyGrad ClipByValue Concat ConcatV2 ConjugateTranspose Conv2D Conv2DBackpropFilter
    Conv2DBackpropFilterV2 Conv2DBackpropInput Conv2DBackpropInputV2 Conv3D Conv3DBackpropFilter Conv3DBackpropFilterV2
    Conv3DBackpropInput Conv3DBackpropInputV2 Cos Cosh CropAndResizeGradImage Cross Cumprod Cumsum CumulativeLogsumexp
    Dawsn DenseBincount DepthToSpace DepthwiseConv2dNative DepthwiseConv2dNativeBackpropFilter
    DepthwiseConv2dNativeBackpropInput Diag DiagPart Digamma Dilation2D Dilation2DBackpropFilter
    Dilation2DBackpropInput Div DivNoNan DynamicStitch Einsum Elu EluGrad EnsureShape Enter Erf Erfc Erfinv
    EuclideanNorm Exit Exp ExpandDims Expint Expm1 ExtractImagePatches ExtractVolumePatches Fill Floor FloorDiv
    FloorMod FractionalAvgPoolGrad FractionalMaxPoolGrad FresnelCos FresnelSin FusedPadConv2D FusedResizeAndPadConv2D
    GuaranteeConst Identity Igamma Igammac IgammaGradA InplaceAdd InplaceSub InplaceUpdate Inv Invert InvGrad L2Loss
    LeftShift Lgamma LinSpace Log Log1p LogSoftmax MatMul MatrixBandPart MatrixDeterminant MatrixDiag MatrixDiagPart
    MatrixDiagPartV2 MatrixDiagPartV3 MatrixDiagV2 MatrixDiagV3 MatrixExponential MatrixInverse MatrixLogarithm
    MatrixSetDiag MatrixSetDiagV2 MatrixSetDiagV3 MatrixSolve MatrixSolveLs MatrixSquareRoot MatrixTriangularSolve Max
    Maximum MaxPool3D MaxPool3DGradGrad MaxPoolGradGrad MaxPoolGradGradV2 MaxPoolGradGradWithArgmax
    MaxPoolGradWithArgmax Mean Min Minimum MirrorPad MirrorPadGrad Mod Mul MulNoNan Ndtri Neg NextIteration NthElement
    OneHot OnesLike Pack Pad PadV2 ParallelConcat ParallelDynamicStitch Polygamma Pow PreventGradient Print Prod
    QuantizeAndDequantize QuantizeAndDequantizeV2 QuantizeAndDequantizeV3 QuantizeAndDequantizeV4 RaggedBincount
    RaggedTensorToTensor RandomCrop RandomGamma RandomGammaGrad RandomShuffle RealDiv Reciprocal ReciprocalGrad
    RefEnter RefExit RefIdentity RefNextIteration RefSelect Relu Relu6 Relu6Grad ReluGrad Reshape ResizeBicubicGrad
    ResizeBilinearGrad ResizeNearestNeighbor ResizeNearestNeighborGrad Reverse ReverseSequence ReverseV2 RightShift
    Rint Roll Round Rsqrt RsqrtGrad ScaleAndTranslateGrad ScatterAdd ScatterDiv ScatterMax ScatterMin ScatterMul
    ScatterNd ScatterNdAdd ScatterNdMax ScatterNdMin ScatterNdNonAliasingAdd ScatterNdSub ScatterNdUpdate ScatterSub
    ScatterUpdate SegmentMax SegmentMaxV2 SegmentMean SegmentMin SegmentMinV2 SegmentProd SegmentProdV2 SegmentSum
    SegmentSumV2 Select SelectV2 SelfAdjointEig Selu SeluGrad Sigmoid SigmoidGrad Sign Sin Sinh Slice Snapshot Softmax
    Softplus SoftplusGrad Softsign SoftsignGrad SpaceToBatch SpaceToBatchND SpaceToDepth SparseBincount
    SparseDenseCwiseAdd SparseDenseCwiseDiv SparseDenseCwiseMul SparseMatrixMatMul SparseReduceMax SparseReduceSum
    SparseSegmentMean SparseSegmentMeanGrad SparseSegmentMeanWithNumSegments SparseSegmentSqrtN SparseSegmentSqrtNGrad
    SparseSegmentSqrtNWithNumSegments SparseSegmentSum SparseSegmentSumGrad SparseSegmentSumWithNumSegments
    SparseSliceGrad SparseSoftmax SparseTensorDenseAdd SparseTensorDenseMatMul SparseToDense Spence Sqrt SqrtGrad
    Square SquaredDifference Squeeze StackPush StackPushV2 StatelessShuffle StopGradient StridedSlice
    StridedSliceAssign StridedSliceGrad Sub Sum Tan Tanh TanhGrad TensorScatterAdd TensorScatterMax TensorScatterMin
    TensorScatterSub TensorScatterUpdate TensorStridedSliceUpdate Tile TileGrad Transpose TridiagonalMatMul
    TridiagonalSolve TruncateDiv TruncateMod UniformQuantizedAdd UniformQuantizedClipByValue UnsortedSegmentMax
    UnsortedSegmentMin UnsortedSegmentProd UnsortedSegmentSum Xdivy Xlog1py Xlogy ZerosLike Zeta`,
  ],
  [
    'string',
    `AsString AudioSummary AudioSummaryV2 DecodeBase64 DecodeCompressed DecodeJSONExample EncodeBase64 EncodeJpeg
    EncodeJpegVariableQuality EncodePng EncodeWav HashTable HistogramSummary ImageSummary MergeSummary
    MutableDenseHashTable MutableHashTable MutableHashTableOfTensors ReduceJoin RegexReplace ScalarSummary
    SerializeTensor Stack StaticRegexReplace StringFormat StringJoin StringLower StringStrip StringUpper Substr
    TensorArray TensorArrayGrad TensorArrayGradV2 TensorArrayV2 TensorSummary TensorSummaryV2 UnicodeEncode
    UnicodeTranscode UnsortedSegmentJoin`,
  ],
  [
    '',
    `Assert AssignAddVariableOp AssignSubVariableOp AssignVariableOp ControlTrigger InitializeTable InitializeTableV2
    LookupTableImport LookupTableImportV2 LookupTableInsert LookupTableInsertV2 LookupTableRemoveV2 NoOp PrintV2
    ResourceScatterAdd ResourceScatterDiv ResourceScatterMax ResourceScatterMin ResourceScatterMul ResourceScatterNdAdd
    ResourceScatterNdMax ResourceScatterNdMin ResourceScatterNdSub ResourceScatterNdUpdate ResourceScatterSub
    ResourceScatterUpdate ResourceStridedSliceAssign StackClose StackCloseV2 TensorArrayClose TensorArrayCloseV2
    TensorArrayCloseV3`,
  ],
  [
    'dtype',
    `Const Empty FakeParam ImageProjectiveTransformV2 ImageProjectiveTransformV3 ParameterizedTruncatedNormal
    Placeholder PlaceholderV2 PlaceholderWithDefault RandomIndexShuffle RandomPoisson RandomStandardNormal
    RandomUniform ReadVariableOp ResourceGather ResourceGatherNd StatelessParameterizedTruncatedNormal
    StatelessRandomGammaV2 StatelessRandomGammaV3 StatelessRandomPoisson StatelessRandomUniformInt
    StatelessRandomUniformIntV2 TensorArrayGather TensorArrayGatherV2 TensorArrayGatherV3 TensorArrayPack
    TensorArrayRead TensorArrayReadV2 TensorArrayReadV3 TruncatedNormal Variable VariableV2`,
  ],
  [
    'float32',
    `AdjustContrast AudioSpectrogram CropAndResize CropAndResizeGradBoxes EditDistance ExtractGlimpse ExtractGlimpseV2
    FakeQuantWithMinMaxArgs FakeQuantWithMinMaxArgsGradient FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsPerChannel
    Mfcc ResizeArea ResizeBicubic ResizeBilinear ScaleAndTranslate SparseMatMul TensorArrayScatter TensorArrayScatterV2
    TensorArrayScatterV3 TensorArraySplit TensorArraySplitV2 TensorArraySplitV3 TensorArrayUnpack TensorArrayWrite
    TensorArrayWriteV2 TensorArrayWriteV3`,
  ],
  [
    'variant',
    `DenseToCSRSparseMatrix EmptyTensorList EmptyTensorMap RaggedTensorToVariant SparseMatrixAdd SparseMatrixMul
    SparseMatrixSoftmax SparseMatrixSoftmaxGrad SparseMatrixSparseCholesky SparseMatrixSparseMatMul
    SparseMatrixTranspose SparseMatrixZeros SparseTensorToCSRSparseMatrix TensorListConcatLists TensorListFromTensor
    TensorListPushBack TensorListPushBackBatch TensorListReserve TensorListResize TensorListScatter
    TensorListScatterIntoExistingList TensorListScatterV2 TensorListSetItem TensorListSplit TensorMapErase
    TensorMapInsert`,
  ],
  [
    'bool',
    `All Any ApproximateEqual Equal Greater GreaterEqual InTopK InTopKV2 IsFinite IsInf IsNan IsVariableInitialized
    Less LessEqual LogicalAnd LogicalNot LogicalOr LoopCond NotEqual RegexFullMatch StaticRegexFullMatch
    TensorMapHasKey ToBool VarIsInitializedOp`,
  ],
  [
    'T=float32',
    `AdjustContrastv2 AdjustHue AdjustSaturation DrawBoundingBoxes DrawBoundingBoxesV2 HSVToRGB LeakyRelu LeakyReluGrad
    LRN LRNGrad MaxPool MaxPool3DGrad MaxPoolGrad MaxPoolGradV2 MaxPoolV2 NextAfter RGBToHSV`,
  ],
  [
    'int32',
    `Bucketize NonMaxSuppression NonMaxSuppressionV2 NonMaxSuppressionV3 NonMaxSuppressionWithOverlaps Rank SetSize
    SparseMatrixNNZ SparseMatrixOrderingAMD StatelessRandomGetAlg StringLength TensorArraySize TensorArraySizeV2
    TensorArraySizeV3 TensorListLength TensorMapSize UnicodeScript`,
  ],
  [
    'dtype=float32',
    `Dequantize SobolSample StatefulStandardNormal StatefulStandardNormalV2 StatefulTruncatedNormal StatefulUniform
    StatelessRandomNormal StatelessRandomNormalV2 StatelessRandomUniform StatelessRandomUniformV2
    StatelessTruncatedNormal StatelessTruncatedNormalV2`,
  ],
  ['Tcomplex=complex64', `FFT FFT2D FFT3D FFTND IFFT IFFT2D IFFT3D IFFTND RFFT RFFT2D RFFT3D RFFTND`],
  [
    'Tout',
    `BatchMatMulV3 LookupTableFind LookupTableFindV2 RandomUniformInt UniformDequantize UniformQuantize
    UniformQuantizedConvolution UniformQuantizedConvolutionHybrid UniformQuantizedDot UniformQuantizedDotHybrid
    UniformRequantize`,
  ],
  [
    'resource',
    `AnonymousHashTable AnonymousMutableDenseHashTable AnonymousMutableHashTable AnonymousMutableHashTableOfTensors
    HashTableV2 MutableDenseHashTableV2 MutableHashTableOfTensorsV2 MutableHashTableV2 StackV2 VarHandleOp`,
  ],
  ['complex64', `BatchFFT BatchFFT2D BatchFFT3D BatchIFFT BatchIFFT2D BatchIFFT3D`],
  ['[Tout]', `Case If PartitionedCall StatefulPartitionedCall StatelessCase StatelessIf`],
  ['uint8', `DecodeAndCropJpeg DecodeBmp DecodeGif DecodeJpeg Fingerprint PopulationCount`],
  [
    'int64',
    `LookupTableSize LookupTableSizeV2 StringToHashBucket StringToHashBucketFast StringToHashBucketStrong Where`,
  ],
  ['out_type=int32', `LowerBound Shape Size UpperBound VariableShape`],
  [
    'dtype=int64',
    `NonDeterministicInts RandomPoissonV2 StatefulRandomBinomial StatefulUniformInt StatelessRandomBinomial`,
  ],
  ['Tout=float32', `Angle ComplexAbs Imag Real`],
  ['T=int32', `BroadcastArgs DataFormatDimMap DataFormatVecPermute InvertPermutation`],
  ['dtype=uint8', `DecodeImage DecodeJxl DecodePng DecodeWebP`],
  ['[T]', `For IdentityN StatelessWhile While`],
  ['Treal=float32', `IRFFT IRFFT2D IRFFT3D IRFFTND`],
  ['out_type', `DecodePaddedRaw DecodeRaw ParseTensor`],
  ['Tparams', `Gather GatherNd GatherV2`],
  ['dtype=uint64', `StatefulUniformFullInt StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2`],
  ['element_dtype', `TensorListGather TensorListGetItem TensorListStack`],
  ['output_type=int64', `ArgMax ArgMin`],
  ['type', `Bitcast CSRSparseMatrixToDense`],
  ['output_dtype=int64', `Multinomial StatelessMultinomial`],
  ['Tidx=int32', `Range UnravelIndex`],
  ['out_type=string', `SerializeManySparse SerializeSparse`],
  ['num_split*T', `Split SplitV`],
  ['num_outs*T', `_SwitchN`],
  ['elem_type', `StackPop StackPopV2`],
  ['out_type=uint16', `AudioMicrofrontend`],
  ['DstT', `Cast`],
  ['Tout=complex64', `Complex`],
  ['N*shape_type=int32', `ConcatOffset`],
  ['T=complex64', `Conj`],
  ['[OUT_TYPE]', `DecodeCSV`],
  ['num_partitions*T', `DynamicPartition`],
  ['output_type=int32', `ExtractJpegShape`],
  ['dtype=int32', `HistogramFixedWidth`],
  ['Toutput', `QuantizedMatMulWithBiasAndDequantize`],
  ['Tvalues', `RaggedTensorToVariantGradient`],
  ['N*out_type=int32', `ShapeN`],
  ['out_type=float32', `StringToNumber`],
  ['shape_type', `TensorListElementShape`],
  ['value_dtype', `TensorMapLookup`],
  ['key_dtype', `TensorMapStackKeys`],
  ['float64', `Timestamp`],
  ['num*T', `Unpack`],
  [
    'out_type=qint32, float32, float32',
    `QuantizedConv2D QuantizedConv2DAndRelu QuantizedConv2DPerChannel QuantizedConv2DWithBias
    QuantizedConv2DWithBiasAndRelu QuantizedConv2DWithBiasSumAndRelu QuantizedDepthwiseConv2D
    QuantizedDepthwiseConv2DWithBias QuantizedDepthwiseConv2DWithBiasAndRelu`,
  ],
  [
    'out_type=quint8, float32, float32',
    `QuantizedConv2DAndReluAndRequantize QuantizedConv2DWithBiasAndReluAndRequantize
    QuantizedConv2DWithBiasSignedSumAndReluAndRequantize QuantizedConv2DWithBiasSumAndReluAndRequantize
    QuantizedDepthwiseConv2DWithBiasAndReluAndRequantize QuantizedRelu QuantizedRelu6 QuantizedReluX
    RequantizePerChannel`,
  ],
  [
    'T, float32, float32',
    `QuantizedAvgPool QuantizedConcat QuantizedConcatV2 QuantizedInstanceNorm QuantizedMaxPool QuantizedReshape
    QuantizedResizeBilinear QuantizeV2`,
  ],
  [
    'int64, T, int64',
    `DenseToDenseSetOperation DenseToSparseSetOperation RaggedTensorToSparse SparseAdd SparseConcat
    SparseReduceMaxSparse SparseReduceSumSparse SparseSlice SparseToSparseSetOperation`,
  ],
  ['T, T, T, T, T, T, T', `BlockLSTM BlockLSTMV2 LSTMBlockCell`],
  ['int64, output_type, int64', `DenseCountSparseOutput RaggedCountSparseOutput SparseCountSparseOutput`],
  [
    'Toutput=qint32, float32, float32',
    `QuantizedAdd QuantizedMatMul QuantizedMatMulWithBias QuantizedMatMulWithBiasAndRelu QuantizedMul`,
  ],
  ['T, T, float32', `SampleDistortedBoundingBox SampleDistortedBoundingBoxV2 StatelessSampleDistortedBoundingBox`],
  ['int64, T', `SparseReorder SparseSparseMaximum SparseSparseMinimum`],
  ['T, Tidx=int32', `SparseSegmentMeanGradV2 SparseSegmentSqrtNGradV2 SparseSegmentSumGradV2`],
  ['dtype, int64', `TensorArrayConcat TensorArrayConcatV2 TensorArrayConcatV3`],
  ['T, int32', `ApproxTopK Merge RefMerge TopK`],
  [
    'T, T',
    `BatchSelfAdjointEigV2 LogMatrixDeterminant Qr RaggedFillEmptyRowsGrad RefSwitch SelfAdjointEigV2
    SoftmaxCrossEntropyWithLogits SparseAddGrad SparseFillEmptyRowsGrad SparseSoftmaxCrossEntropyWithLogits Switch`,
  ],
  ['T, T, T', `BatchSvd QuantizeAndDequantizeV4Grad Svd`],
  ['T, T, T, T, T, T, T, T', `BlockLSTMGrad BlockLSTMGradV2`],
  ['int64, dtype, int64', `DeserializeManySparse DeserializeSparse`],
  ['float32, float32, float32', `FakeQuantWithMinMaxVarsGradient FakeQuantWithMinMaxVarsPerChannelGradient`],
  ['T, int64, int64', `FractionalAvgPool FractionalMaxPool`],
  ['Tkeys, Tvalues', `LookupTableExport LookupTableExportV2`],
  [
    'out_type, float32, float32',
    `QuantizedBatchNormWithGlobalNormalization QuantizedBiasAdd QuantizeDownAndShrinkRange Requantize`,
  ],
  ['out_type=qint8, float32, float32', `QuantizedConv2DAndRequantize QuantizedConv2DWithBiasAndRequantize`],
  [
    'Toutput=quint8, float32, float32',
    `QuantizedMatMulWithBiasAndReluAndRequantize QuantizedMatMulWithBiasAndRequantize`,
  ],
  ['float32, float32', `CTCLossV2 GenerateBoundingBoxProposals RequantizationRange RequantizationRangePerChannel`],
  ['int64, string, int64', `SparseCrossV2 StringSplit StringSplitV2`],
  ['resource, float32', `TensorArrayGradV3 TensorArrayGradWithShape TensorArrayV3`],
  ['element_dtype, int64', `TensorListConcat TensorListConcatV2`],
  ['T, out_idx=int32', `ListDiff Unique UniqueV2`],
  ['T, out_idx=int32, out_idx=int32', `UniqueWithCounts UniqueWithCountsV2`],
  ['T, T, T, T, T', `BatchNormWithGlobalNormalizationGrad FusedBatchNorm FusedBatchNormGrad LSTMBlockCellGrad`],
  ['T=int32, T=int32', `BroadcastGradientArgs`],
  ['int32, int32, type', `CSRSparseMatrixComponents`],
  ['int64, type, int64', `CSRSparseMatrixToSparseTensor`],
  ['top_paths*int64, top_paths*int64, top_paths*int64, T=float32', `CTCBeamSearchDecoder`],
  ['int64, int64, int64, T=float32', `CTCGreedyDecoder`],
  ['T=float32, T=float32', `CTCLoss`],
  ['float32, float32, float32, int32', `CombinedNonMaxSuppression`],
  ['float32, int32', `DecodeWav`],
  ['Tout, Tout', `Eig`],
  ['T, U, U, U, U', `FusedBatchNormGradV2 FusedBatchNormGradV3 FusedBatchNormV2`],
  ['T, U, U, U, U, U', `FusedBatchNormV3`],
  ['T, T, T, T', `GRUBlockCell GRUBlockCellGrad`],
  ['output_dtype=float32, int32', `IsotonicRegression`],
  ['T, output_idx_type=int32', `Lu`],
  ['T, Targmax=int64', `MaxPoolWithArgmax`],
  ['int32, int32', `NonMaxSuppressionV4`],
  ['int32, T=float32, int32', `NonMaxSuppressionV5`],
  ['Nsparse*int64, [sparse_types], Nsparse*int64, [Tdense]', `ParseExample`],
  [
    'num_sparse*int64, [sparse_types], num_sparse*int64, [Tdense], [ragged_value_types], [ragged_split_types]',
    `ParseExampleV2`,
  ],
  [
    'Ncontext_sparse*int64, [context_sparse_types], Ncontext_sparse*int64, [Tcontext_dense], Nfeature_list_sparse*int64, [feature_list_sparse_types], Nfeature_list_sparse*int64, [feature_list_dense_types], Nfeature_list_dense*int64',
    `ParseSequenceExample`,
  ],
  [
    'Ncontext_sparse*int64, [context_sparse_types], Ncontext_sparse*int64, [Tcontext_dense], [context_ragged_value_types], [context_ragged_split_types], Nfeature_list_sparse*int64, [feature_list_sparse_types], Nfeature_list_sparse*int64, [feature_list_dense_types], Nfeature_list_dense*int64, [feature_list_ragged_value_types], [feature_list_ragged_split_types], [feature_list_ragged_split_types]',
    `ParseSequenceExampleV2`,
  ],
  ['num_sparse*int64, [sparse_types], num_sparse*int64, [Tdense]', `ParseSingleExample`],
  [
    'Ncontext_sparse*int64, [context_sparse_types], Ncontext_sparse*int64, [Tcontext_dense], Nfeature_list_sparse*int64, [feature_list_sparse_types], Nfeature_list_sparse*int64, [feature_list_dense_types]',
    `ParseSingleSequenceExample`,
  ],
  ['out_values_type, out_row_splits_type', `RaggedCross`],
  ['int64, T, bool, int64', `RaggedFillEmptyRows SparseFillEmptyRows`],
  ['OUTPUT_RAGGED_RANK*Tsplits=int64, Tvalues', `RaggedGather`],
  ['Tsplits=int64, T=int32', `RaggedRange`],
  ['output_ragged_rank*Tsplits=int64, Tvalues', `RaggedTensorFromVariant`],
  ['int64, out_type, int64', `SparseCross`],
  ['int64, int64, int64', `SparseCrossHashed`],
  ['int64, int64', `SparseReshape`],
  ['num_split*int64, num_split*T, num_split*int64', `SparseSplit`],
  ['uint64, uint64', `StatelessRandomGetKeyCounter`],
  ['uint64, uint64, int32', `StatelessRandomGetKeyCounterAlg`],
  ['string, Tsplits=int64', `StringNGrams`],
  ['variant, element_dtype', `TensorListPopBack`],
  ['T, index_type=int32', `TopKV2`],
  ['Tsplits=int64, int32', `UnicodeDecode`],
  ['Tsplits=int64, int32, int64', `UnicodeDecodeWithOffsets`],
]
