/**
 * The operations that only compute, which is what graphs for inference are made of: image, text and number work, control
 * flow, tables and variables in memory. An op that is absent may do anything, so the allow-list refuses it.
 *
 * Beside each group stands what its ops put out, in order: `name:dtype`, the name left out where there is one output.
 * The name of a dtype stands for itself, any other is the attribute that says it, `=` giving the attribute's default;
 * `num_split*T` is as many outputs as the attribute says, `[Tout]` one for each dtype of a list attribute.
 * @source the op registry of TensorFlow 2.21, which keeps every op since 1.0
 */
export const OPS: readonly (readonly [outputs: string, ops: string])[] = [
  [
    'T',
    `Abs AccumulateNV2 Acos Acosh Add AddN AddV2 Asin Asinh Assign AssignAdd AssignSub Atan Atan2 Atanh AvgPool
    AvgPool3D AvgPool3DGrad AvgPoolGrad BandedTriangularSolve BatchCholesky BatchCholeskyGrad BatchMatMul
    BatchMatMulV2 BatchMatrixBandPart BatchMatrixDeterminant BatchMatrixDiag BatchMatrixDiagPart BatchMatrixInverse
    BatchMatrixSetDiag BatchMatrixSolve BatchMatrixSolveLs BatchMatrixTriangularSolve
    BatchNormWithGlobalNormalization BatchSelfAdjointEig BatchToSpace BatchToSpaceND BesselI0 BesselI0e BesselI1
    BesselI1e BesselJ0 BesselJ1 BesselK0 BesselK0e BesselK1 BesselK1e BesselY0 BesselY1 Betainc BiasAdd BiasAddGrad
    BiasAddV1 Bincount BitwiseAnd BitwiseOr BitwiseXor BroadcastTo Ceil CheckNumerics CheckNumericsV2 Cholesky
    CholeskyGrad ClipByValue Concat ConcatV2 ConjugateTranspose Conv2D Conv2DBackpropFilter Conv2DBackpropFilterV2
    Conv2DBackpropInput Conv2DBackpropInputV2 Conv3D Conv3DBackpropFilter Conv3DBackpropFilterV2 Conv3DBackpropInput
    Conv3DBackpropInputV2 Cos Cosh CropAndResizeGradImage Cross Cumprod Cumsum CumulativeLogsumexp Dawsn
    DenseBincount DepthToSpace DepthwiseConv2dNative DepthwiseConv2dNativeBackpropFilter
    DepthwiseConv2dNativeBackpropInput Diag DiagPart Digamma Dilation2D Dilation2DBackpropFilter
    Dilation2DBackpropInput Div DivNoNan DynamicStitch Einsum Elu EluGrad EnsureShape Enter Erf Erfc Erfinv
    EuclideanNorm Exit Exp ExpandDims Expint Expm1 ExtractImagePatches ExtractVolumePatches Fill Floor FloorDiv
    FloorMod FractionalAvgPoolGrad FractionalMaxPoolGrad FresnelCos FresnelSin FusedPadConv2D
    FusedResizeAndPadConv2D GuaranteeConst Identity Igamma Igammac IgammaGradA InplaceAdd InplaceSub InplaceUpdate
    Inv Invert InvGrad L2Loss LeftShift Lgamma LinSpace Log Log1p LogSoftmax MatMul MatrixBandPart MatrixDeterminant
    MatrixDiag MatrixDiagPart MatrixDiagPartV2 MatrixDiagPartV3 MatrixDiagV2 MatrixDiagV3 MatrixExponential
    MatrixInverse MatrixLogarithm MatrixSetDiag MatrixSetDiagV2 MatrixSetDiagV3 MatrixSolve MatrixSolveLs
    MatrixSquareRoot MatrixTriangularSolve Max Maximum MaxPool3D MaxPool3DGradGrad MaxPoolGradGrad MaxPoolGradGradV2
    MaxPoolGradGradWithArgmax MaxPoolGradWithArgmax Mean Min Minimum MirrorPad MirrorPadGrad Mod Mul MulNoNan Ndtri
    Neg NextIteration NthElement OneHot OnesLike Pack Pad PadV2 ParallelConcat ParallelDynamicStitch Polygamma Pow
    PreventGradient Print Prod QuantizeAndDequantize QuantizeAndDequantizeV2 QuantizeAndDequantizeV3
    QuantizeAndDequantizeV4 RaggedBincount RaggedTensorToTensor RandomCrop RandomGamma RandomGammaGrad RandomShuffle
    RealDiv Reciprocal ReciprocalGrad RefEnter RefExit RefIdentity RefNextIteration RefSelect Relu Relu6 Relu6Grad
    ReluGrad Reshape ResizeBicubicGrad ResizeBilinearGrad ResizeNearestNeighbor ResizeNearestNeighborGrad Reverse
    ReverseSequence ReverseV2 RightShift Rint Roll Round Rsqrt RsqrtGrad ScaleAndTranslateGrad ScatterAdd ScatterDiv
    ScatterMax ScatterMin ScatterMul ScatterNd ScatterNdAdd ScatterNdMax ScatterNdMin ScatterNdNonAliasingAdd
    ScatterNdSub ScatterNdUpdate ScatterSub ScatterUpdate SegmentMax SegmentMaxV2 SegmentMean SegmentMin
    SegmentMinV2 SegmentProd SegmentProdV2 SegmentSum SegmentSumV2 Select SelectV2 SelfAdjointEig Selu SeluGrad
    Sigmoid SigmoidGrad Sign Sin Sinh Slice Snapshot Softmax Softplus SoftplusGrad Softsign SoftsignGrad
    SpaceToBatch SpaceToBatchND SpaceToDepth SparseBincount SparseDenseCwiseAdd SparseDenseCwiseDiv
    SparseDenseCwiseMul SparseMatrixMatMul SparseReduceMax SparseReduceSum SparseSegmentMean SparseSegmentMeanGrad
    SparseSegmentMeanWithNumSegments SparseSegmentSqrtN SparseSegmentSqrtNGrad SparseSegmentSqrtNWithNumSegments
    SparseSegmentSum SparseSegmentSumGrad SparseSegmentSumWithNumSegments SparseSliceGrad SparseSoftmax
    SparseTensorDenseAdd SparseTensorDenseMatMul SparseToDense Spence Sqrt SqrtGrad Square SquaredDifference Squeeze
    StackPush StackPushV2 StatelessShuffle StopGradient StridedSlice StridedSliceAssign StridedSliceGrad Sub Sum Tan
    Tanh TanhGrad TensorScatterAdd TensorScatterMax TensorScatterMin TensorScatterSub TensorScatterUpdate
    TensorStridedSliceUpdate Tile TileGrad Transpose TridiagonalMatMul TridiagonalSolve TruncateDiv TruncateMod
    UniformQuantizedAdd UniformQuantizedClipByValue UnsortedSegmentMax UnsortedSegmentMin UnsortedSegmentProd
    UnsortedSegmentSum Xdivy Xlog1py Xlogy ZerosLike Zeta _FusedConv2D _FusedDepthwiseConv2dNative _FusedMatMul`,
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
    ResourceScatterAdd ResourceScatterDiv ResourceScatterMax ResourceScatterMin ResourceScatterMul
    ResourceScatterNdAdd ResourceScatterNdMax ResourceScatterNdMin ResourceScatterNdSub ResourceScatterNdUpdate
    ResourceScatterSub ResourceScatterUpdate ResourceStridedSliceAssign StackClose StackCloseV2 TensorArrayClose
    TensorArrayCloseV2 TensorArrayCloseV3`,
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
    `AdjustContrast AudioSpectrogram CropAndResize CropAndResizeGradBoxes EditDistance ExtractGlimpse
    ExtractGlimpseV2 FakeQuantWithMinMaxArgs FakeQuantWithMinMaxArgsGradient FakeQuantWithMinMaxVars
    FakeQuantWithMinMaxVarsPerChannel Mfcc ResizeArea ResizeBicubic ResizeBilinear ScaleAndTranslate SparseMatMul
    TensorArrayScatter TensorArrayScatterV2 TensorArrayScatterV3 TensorArraySplit TensorArraySplitV2
    TensorArraySplitV3 TensorArrayUnpack TensorArrayWrite TensorArrayWriteV2 TensorArrayWriteV3`,
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
    `AdjustContrastv2 AdjustHue AdjustSaturation DrawBoundingBoxes DrawBoundingBoxesV2 HSVToRGB LeakyRelu
    LeakyReluGrad LRN LRNGrad MaxPool MaxPool3DGrad MaxPoolGrad MaxPoolGradV2 MaxPoolV2 NextAfter RGBToHSV`,
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
  ['Tcomplex=complex64', 'FFT FFT2D FFT3D FFTND IFFT IFFT2D IFFT3D IFFTND RFFT RFFT2D RFFT3D RFFTND'],
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
  ['complex64', 'BatchFFT BatchFFT2D BatchFFT3D BatchIFFT BatchIFFT2D BatchIFFT3D'],
  ['[Tout]', 'Case If PartitionedCall StatefulPartitionedCall StatelessCase StatelessIf'],
  ['uint8', 'DecodeAndCropJpeg DecodeBmp DecodeGif DecodeJpeg Fingerprint PopulationCount'],
  [
    'int64',
    `LookupTableSize LookupTableSizeV2 StringToHashBucket StringToHashBucketFast StringToHashBucketStrong Where`,
  ],
  ['out_type=int32', 'LowerBound Shape Size UpperBound VariableShape'],
  [
    'dtype=int64',
    `NonDeterministicInts RandomPoissonV2 StatefulRandomBinomial StatefulUniformInt StatelessRandomBinomial`,
  ],
  ['Tout=float32', 'Angle ComplexAbs Imag Real'],
  ['T=int32', 'BroadcastArgs DataFormatDimMap DataFormatVecPermute InvertPermutation'],
  ['dtype=uint8', 'DecodeImage DecodeJxl DecodePng DecodeWebP'],
  ['[T]', 'For IdentityN StatelessWhile While'],
  ['Treal=float32', 'IRFFT IRFFT2D IRFFT3D IRFFTND'],
  ['out_type', 'DecodePaddedRaw DecodeRaw ParseTensor'],
  ['Tparams', 'Gather GatherNd GatherV2'],
  ['dtype=uint64', 'StatefulUniformFullInt StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2'],
  ['element_dtype', 'TensorListGather TensorListGetItem TensorListStack'],
  ['output_type=int64', 'ArgMax ArgMin'],
  ['type', 'Bitcast CSRSparseMatrixToDense'],
  ['output_dtype=int64', 'Multinomial StatelessMultinomial'],
  ['Tidx=int32', 'Range UnravelIndex'],
  ['out_type=string', 'SerializeManySparse SerializeSparse'],
  ['num_split*T', 'Split SplitV'],
  ['num_outs*T', '_SwitchN'],
  ['elem_type', 'StackPop StackPopV2'],
  ['out_type=uint16', 'AudioMicrofrontend'],
  ['DstT', 'Cast'],
  ['Tout=complex64', 'Complex'],
  ['N*shape_type=int32', 'ConcatOffset'],
  ['T=complex64', 'Conj'],
  ['[OUT_TYPE]', 'DecodeCSV'],
  ['num_partitions*T', 'DynamicPartition'],
  ['output_type=int32', 'ExtractJpegShape'],
  ['dtype=int32', 'HistogramFixedWidth'],
  ['Toutput', 'QuantizedMatMulWithBiasAndDequantize'],
  ['Tvalues', 'RaggedTensorToVariantGradient'],
  ['N*out_type=int32', 'ShapeN'],
  ['out_type=float32', 'StringToNumber'],
  ['shape_type', 'TensorListElementShape'],
  ['value_dtype', 'TensorMapLookup'],
  ['key_dtype', 'TensorMapStackKeys'],
  ['float64', 'Timestamp'],
  ['num*T', 'Unpack'],
  [
    'output:out_type=qint32, min_output:float32, max_output:float32',
    `QuantizedConv2D QuantizedConv2DAndRelu QuantizedConv2DPerChannel QuantizedConv2DWithBias
    QuantizedConv2DWithBiasAndRelu QuantizedConv2DWithBiasSumAndRelu QuantizedDepthwiseConv2D
    QuantizedDepthwiseConv2DWithBias QuantizedDepthwiseConv2DWithBiasAndRelu`,
  ],
  [
    'output:out_type=quint8, min_output:float32, max_output:float32',
    `QuantizedConv2DAndReluAndRequantize QuantizedConv2DWithBiasAndReluAndRequantize
    QuantizedConv2DWithBiasSignedSumAndReluAndRequantize QuantizedConv2DWithBiasSumAndReluAndRequantize
    QuantizedDepthwiseConv2DWithBiasAndReluAndRequantize`,
  ],
  ['output:T, output_min:float32, output_max:float32', `QuantizedConcat QuantizedConcatV2 QuantizedReshape QuantizeV2`],
  [
    'output_indices:int64, output_values:T, output_shape:int64',
    `SparseConcat SparseReduceMaxSparse SparseReduceSumSparse SparseSlice`,
  ],
  ['i:T, cs:T, f:T, o:T, ci:T, co:T, h:T', 'BlockLSTM BlockLSTMV2 LSTMBlockCell'],
  [
    'output_indices:int64, output_values:output_type, output_dense_shape:int64',
    `DenseCountSparseOutput RaggedCountSparseOutput SparseCountSparseOutput`,
  ],
  [
    'result_indices:int64, result_values:T, result_shape:int64',
    `DenseToDenseSetOperation DenseToSparseSetOperation SparseToSparseSetOperation`,
  ],
  [
    'out:Toutput=qint32, min_out:float32, max_out:float32',
    `QuantizedMatMul QuantizedMatMulWithBias QuantizedMatMulWithBiasAndRelu`,
  ],
  [
    'activations:out_type=quint8, min_activations:float32, max_activations:float32',
    `QuantizedRelu QuantizedRelu6 QuantizedReluX`,
  ],
  [
    'begin:T, size:T, bboxes:float32',
    `SampleDistortedBoundingBox SampleDistortedBoundingBoxV2 StatelessSampleDistortedBoundingBox`,
  ],
  ['output_indices:int64, output_values:T', 'SparseReorder SparseSparseMaximum SparseSparseMinimum'],
  [
    'output:T, sorted_unique_indices:Tidx=int32',
    `SparseSegmentMeanGradV2 SparseSegmentSqrtNGradV2 SparseSegmentSumGradV2`,
  ],
  ['value:dtype, lengths:int64', 'TensorArrayConcat TensorArrayConcatV2 TensorArrayConcatV3'],
  ['values:T, indices:int32', 'ApproxTopK TopK'],
  ['e:T, v:T', 'BatchSelfAdjointEigV2 SelfAdjointEigV2'],
  ['s:T, u:T, v:T', 'BatchSvd Svd'],
  [
    'x_grad:T, cs_prev_grad:T, h_prev_grad:T, w_grad:T, wci_grad:T, wcf_grad:T, wco_grad:T, b_grad:T',
    `BlockLSTMGrad BlockLSTMGradV2`,
  ],
  ['sparse_indices:int64, sparse_values:dtype, sparse_shape:int64', 'DeserializeManySparse DeserializeSparse'],
  [
    'backprops_wrt_input:float32, backprop_wrt_min:float32, backprop_wrt_max:float32',
    `FakeQuantWithMinMaxVarsGradient FakeQuantWithMinMaxVarsPerChannelGradient`,
  ],
  ['output:T, row_pooling_sequence:int64, col_pooling_sequence:int64', 'FractionalAvgPool FractionalMaxPool'],
  ['keys:Tkeys, values:Tvalues', 'LookupTableExport LookupTableExportV2'],
  ['output:T, value_index:int32', 'Merge RefMerge'],
  ['output:out_type, output_min:float32, output_max:float32', 'QuantizeDownAndShrinkRange Requantize'],
  ['z:Toutput=qint32, min_z:float32, max_z:float32', 'QuantizedAdd QuantizedMul'],
  ['output:T, min_output:float32, max_output:float32', 'QuantizedAvgPool QuantizedMaxPool'],
  [
    'output:out_type=qint8, min_output:float32, max_output:float32',
    `QuantizedConv2DAndRequantize QuantizedConv2DWithBiasAndRequantize`,
  ],
  [
    'out:Toutput=quint8, min_out:float32, max_out:float32',
    `QuantizedMatMulWithBiasAndReluAndRequantize QuantizedMatMulWithBiasAndRequantize`,
  ],
  ['d_values:T, d_default_value:T', 'RaggedFillEmptyRowsGrad SparseFillEmptyRowsGrad'],
  ['output_false:T, output_true:T', 'RefSwitch Switch'],
  ['output_min:float32, output_max:float32', 'RequantizationRange RequantizationRangePerChannel'],
  ['loss:T, backprop:T', 'SoftmaxCrossEntropyWithLogits SparseSoftmaxCrossEntropyWithLogits'],
  ['indices:int64, values:string, shape:int64', 'StringSplit StringSplitV2'],
  ['grad_handle:resource, flow_out:float32', 'TensorArrayGradV3 TensorArrayGradWithShape'],
  ['tensor:element_dtype, lengths:int64', 'TensorListConcat TensorListConcatV2'],
  ['y:T, idx:out_idx=int32', 'Unique UniqueV2'],
  ['y:T, idx:out_idx=int32, count:out_idx=int32', 'UniqueWithCounts UniqueWithCountsV2'],
  ['dx:T, dm:T, dv:T, db:T, dg:T', 'BatchNormWithGlobalNormalizationGrad'],
  ['r0:T=int32, r1:T=int32', 'BroadcastGradientArgs'],
  ['row_ptrs:int32, col_inds:int32, values:type', 'CSRSparseMatrixComponents'],
  ['indices:int64, values:type, dense_shape:int64', 'CSRSparseMatrixToSparseTensor'],
  [
    'decoded_indices:top_paths*int64, decoded_values:top_paths*int64, decoded_shape:top_paths*int64, log_probability:T=float32',
    `CTCBeamSearchDecoder`,
  ],
  ['decoded_indices:int64, decoded_values:int64, decoded_shape:int64, log_probability:T=float32', `CTCGreedyDecoder`],
  ['loss:T=float32, gradient:T=float32', 'CTCLoss'],
  ['loss:float32, gradient:float32', 'CTCLossV2'],
  [
    'nmsed_boxes:float32, nmsed_scores:float32, nmsed_classes:float32, valid_detections:int32',
    `CombinedNonMaxSuppression`,
  ],
  ['audio:float32, sample_rate:int32', 'DecodeWav'],
  ['e:Tout, v:Tout', 'Eig'],
  ['y:T, batch_mean:T, batch_variance:T, reserve_space_1:T, reserve_space_2:T', 'FusedBatchNorm'],
  ['x_backprop:T, scale_backprop:T, offset_backprop:T, reserve_space_3:T, reserve_space_4:T', 'FusedBatchNormGrad'],
  ['x_backprop:T, scale_backprop:U, offset_backprop:U, reserve_space_3:U, reserve_space_4:U', `FusedBatchNormGradV2`],
  ['x_backprop:T, scale_backprop:U, offset_backprop:U, reserve_space_4:U, reserve_space_5:U', `FusedBatchNormGradV3`],
  ['y:T, batch_mean:U, batch_variance:U, reserve_space_1:U, reserve_space_2:U', 'FusedBatchNormV2'],
  ['y:T, batch_mean:U, batch_variance:U, reserve_space_1:U, reserve_space_2:U, reserve_space_3:U', `FusedBatchNormV3`],
  ['r:T, u:T, c:T, h:T', 'GRUBlockCell'],
  ['d_x:T, d_h_prev:T, d_c_bar:T, d_r_bar_u_bar:T', 'GRUBlockCellGrad'],
  ['rois:float32, roi_probabilities:float32', 'GenerateBoundingBoxProposals'],
  ['output:output_dtype=float32, segments:int32', 'IsotonicRegression'],
  ['cs_prev_grad:T, dicfo:T, wci_grad:T, wcf_grad:T, wco_grad:T', 'LSTMBlockCellGrad'],
  ['out:T, idx:out_idx=int32', 'ListDiff'],
  ['sign:T, log_abs_determinant:T', 'LogMatrixDeterminant'],
  ['lu:T, p:output_idx_type=int32', 'Lu'],
  ['output:T, argmax:Targmax=int64', 'MaxPoolWithArgmax'],
  ['selected_indices:int32, valid_outputs:int32', 'NonMaxSuppressionV4'],
  ['selected_indices:int32, selected_scores:T=float32, valid_outputs:int32', 'NonMaxSuppressionV5'],
  [
    'sparse_indices:Nsparse*int64, sparse_values:[sparse_types], sparse_shapes:Nsparse*int64, dense_values:[Tdense]',
    `ParseExample`,
  ],
  [
    'sparse_indices:num_sparse*int64, sparse_values:[sparse_types], sparse_shapes:num_sparse*int64, dense_values:[Tdense], ragged_values:[ragged_value_types], ragged_row_splits:[ragged_split_types]',
    `ParseExampleV2`,
  ],
  [
    'context_sparse_indices:Ncontext_sparse*int64, context_sparse_values:[context_sparse_types], context_sparse_shapes:Ncontext_sparse*int64, context_dense_values:[Tcontext_dense], feature_list_sparse_indices:Nfeature_list_sparse*int64, feature_list_sparse_values:[feature_list_sparse_types], feature_list_sparse_shapes:Nfeature_list_sparse*int64, feature_list_dense_values:[feature_list_dense_types], feature_list_dense_lengths:Nfeature_list_dense*int64',
    `ParseSequenceExample`,
  ],
  [
    'context_sparse_indices:Ncontext_sparse*int64, context_sparse_values:[context_sparse_types], context_sparse_shapes:Ncontext_sparse*int64, context_dense_values:[Tcontext_dense], context_ragged_values:[context_ragged_value_types], context_ragged_row_splits:[context_ragged_split_types], feature_list_sparse_indices:Nfeature_list_sparse*int64, feature_list_sparse_values:[feature_list_sparse_types], feature_list_sparse_shapes:Nfeature_list_sparse*int64, feature_list_dense_values:[feature_list_dense_types], feature_list_dense_lengths:Nfeature_list_dense*int64, feature_list_ragged_values:[feature_list_ragged_value_types], feature_list_ragged_outer_splits:[feature_list_ragged_split_types], feature_list_ragged_inner_splits:[feature_list_ragged_split_types]',
    `ParseSequenceExampleV2`,
  ],
  [
    'sparse_indices:num_sparse*int64, sparse_values:[sparse_types], sparse_shapes:num_sparse*int64, dense_values:[Tdense]',
    `ParseSingleExample`,
  ],
  [
    'context_sparse_indices:Ncontext_sparse*int64, context_sparse_values:[context_sparse_types], context_sparse_shapes:Ncontext_sparse*int64, context_dense_values:[Tcontext_dense], feature_list_sparse_indices:Nfeature_list_sparse*int64, feature_list_sparse_values:[feature_list_sparse_types], feature_list_sparse_shapes:Nfeature_list_sparse*int64, feature_list_dense_values:[feature_list_dense_types]',
    `ParseSingleSequenceExample`,
  ],
  ['q:T, r:T', 'Qr'],
  ['input_backprop:T, input_min_backprop:T, input_max_backprop:T', 'QuantizeAndDequantizeV4Grad'],
  ['result:out_type, result_min:float32, result_max:float32', 'QuantizedBatchNormWithGlobalNormalization'],
  ['output:out_type, min_out:float32, max_out:float32', 'QuantizedBiasAdd'],
  ['y:T, y_min:float32, y_max:float32', 'QuantizedInstanceNorm'],
  ['resized_images:T, out_min:float32, out_max:float32', 'QuantizedResizeBilinear'],
  ['output_values:out_values_type, output_row_splits:out_row_splits_type', 'RaggedCross'],
  [
    'output_value_rowids:int64, output_values:T, empty_row_indicator:bool, reverse_index_map:int64',
    `RaggedFillEmptyRows`,
  ],
  ['output_nested_splits:OUTPUT_RAGGED_RANK*Tsplits=int64, output_dense_values:Tvalues', 'RaggedGather'],
  ['rt_nested_splits:Tsplits=int64, rt_dense_values:T=int32', 'RaggedRange'],
  ['output_nested_splits:output_ragged_rank*Tsplits=int64, output_dense_values:Tvalues', 'RaggedTensorFromVariant'],
  ['sparse_indices:int64, sparse_values:T, sparse_dense_shape:int64', 'RaggedTensorToSparse'],
  ['output:out_type=quint8, output_min:float32, output_max:float32', 'RequantizePerChannel'],
  ['sum_indices:int64, sum_values:T, sum_shape:int64', 'SparseAdd'],
  ['a_val_grad:T, b_val_grad:T', 'SparseAddGrad'],
  ['output_indices:int64, output_values:out_type, output_shape:int64', 'SparseCross'],
  ['output_indices:int64, output_values:int64, output_shape:int64', 'SparseCrossHashed'],
  ['output_indices:int64, output_values:string, output_shape:int64', 'SparseCrossV2'],
  ['output_indices:int64, output_values:T, empty_row_indicator:bool, reverse_index_map:int64', `SparseFillEmptyRows`],
  ['output_indices:int64, output_shape:int64', 'SparseReshape'],
  ['output_indices:num_split*int64, output_values:num_split*T, output_shape:num_split*int64', 'SparseSplit'],
  ['key:uint64, counter:uint64', 'StatelessRandomGetKeyCounter'],
  ['key:uint64, counter:uint64, alg:int32', 'StatelessRandomGetKeyCounterAlg'],
  ['ngrams:string, ngrams_splits:Tsplits=int64', 'StringNGrams'],
  ['handle:resource, flow:float32', 'TensorArrayV3'],
  ['output_handle:variant, tensor:element_dtype', 'TensorListPopBack'],
  ['values:T, indices:index_type=int32', 'TopKV2'],
  ['row_splits:Tsplits=int64, char_values:int32', 'UnicodeDecode'],
  ['row_splits:Tsplits=int64, char_values:int32, char_to_byte_starts:int64', 'UnicodeDecodeWithOffsets'],
]
