/** How many tensors an operator takes or gives: each number from `least` to `most` where `counts` is not given. */
export interface TensorCount {
  readonly least: number
  readonly most: number
  /** The only numbers, where not every number between is one. */
  readonly counts?: readonly number[]
}

/** The inputs and outputs of an operator. */
export interface Arity {
  readonly inputs: TensorCount
  readonly outputs: TensorCount
  /** The inputs that may be left out, by an index of -1; the kernel reads all others without a check. */
  readonly mayLack: (input: number) => boolean
}

/**
 * Builtin operators by the tensors that they take and give: `inputs > outputs`, each a number, alternatives or a range, and behind `?` the
 * inputs that may be -1. Counts that options give are checked in check-operators.ts.
 * @source tflite/kernels of google-ai-edge/LiteRT, what Prepare of each kernel requires; for operators without a kernel the StableHLO
 * specification, openxla/stablehlo: docs/spec.md
 */
const FORMS: readonly (readonly [form: string, ops: string])[] = [
  ['0 > 0', 'CALL_ONCE'],
  ['0 > 1', 'HASHTABLE STABLEHLO_IOTA VAR_HANDLE'],
  [
    '1 > 1',
    `ABS AVERAGE_POOL_2D BITCAST BUCKETIZE CAST CEIL COMPLEX_ABS COS DENSIFY DEPTH_TO_SPACE DEQUANTIZE ELU EXP FAKE_QUANT FLOOR GELU
    HARD_SWISH HASHTABLE_SIZE IMAG L2_NORMALIZATION L2_POOL_2D LEAKY_RELU LOCAL_RESPONSE_NORMALIZATION LOG LOGICAL_NOT LOGISTIC
    LOG_SOFTMAX MATRIX_DIAG MAX_POOL_2D NEG QUANTIZE RANDOM_STANDARD_NORMAL RANDOM_UNIFORM RANK READ_VARIABLE REAL RELU RELU6 RELU_0_TO_1
    RELU_N1_TO_1 ROUND RSQRT SHAPE SIGN SIN SKIP_GRAM SOFTMAX SPACE_TO_DEPTH SQRT SQUARE SQUEEZE STABLEHLO_ABS
    STABLEHLO_BROADCAST_IN_DIM STABLEHLO_CBRT STABLEHLO_CONVERT STABLEHLO_COSINE STABLEHLO_EXPONENTIAL STABLEHLO_FLOOR STABLEHLO_LOG
    STABLEHLO_LOGISTIC STABLEHLO_NEGATE STABLEHLO_RESHAPE STABLEHLO_RSQRT STABLEHLO_SLICE STABLEHLO_TANH STABLEHLO_TRANSPOSE TANH WHERE
    ZEROS_LIKE`,
  ],
  ['1 > 2', 'STABLEHLO_RNG_BIT_GENERATOR UNIQUE'],
  ['1 > 1-', 'UNPACK'],
  ['1-2 > 1', 'RESHAPE'],
  ['1- > 1', 'CONCATENATION CONCAT_EMBEDDINGS PACK STABLEHLO_CONCATENATE STABLEHLO_DYNAMIC_SLICE'],
  ['1- > 1-', 'STABLEHLO_SORT'],
  ['2 > 0', 'ASSIGN_VARIABLE'],
  [
    '2 > 1',
    `ADD ARG_MAX ARG_MIN ATAN2 BATCH_MATMUL BITWISE_XOR BROADCAST_ARGS BROADCAST_TO CUMSUM DIV EMBEDDING_LOOKUP EQUAL EXPAND_DIMS FILL
    FLOOR_DIV FLOOR_MOD GATHER GATHER_ND GREATER GREATER_EQUAL LESS LESS_EQUAL LOGICAL_AND LOGICAL_OR MATRIX_SET_DIAG MAXIMUM MEAN
    MINIMUM MIRROR_PAD MUL MULTINOMIAL NOT_EQUAL POW PRELU REDUCE_ALL REDUCE_ANY REDUCE_MAX REDUCE_MIN REDUCE_PROD RESIZE_BILINEAR
    RESIZE_NEAREST_NEIGHBOR REVERSE_SEQUENCE REVERSE_V2 RFFT2D RIGHT_SHIFT SEGMENT_SUM SQUARED_DIFFERENCE STABLEHLO_ADD STABLEHLO_AND
    STABLEHLO_COMPARE STABLEHLO_CONVOLUTION STABLEHLO_DIVIDE STABLEHLO_DOT_GENERAL STABLEHLO_GATHER STABLEHLO_MAXIMUM
    STABLEHLO_MINIMUM STABLEHLO_MULTIPLY STABLEHLO_OR STABLEHLO_PAD STABLEHLO_POWER STABLEHLO_REDUCE_WINDOW STABLEHLO_REMAINDER
    STABLEHLO_SHIFT_LEFT STABLEHLO_SUBTRACT SUB SUM TILE TRANSPOSE`,
  ],
  ['2 > 2', 'TOPK_V2'],
  ['2 > 1-', 'SPLIT'],
  ['2-3 > 1', 'CONV_2D CONV_3D LSH_PROJECTION PAD'],
  ['2-3 > 1 ? 2', 'PADV2'],
  ['2-3 > 1-2 ? 2', 'FULLY_CONNECTED'],
  ['2- > 1', 'ADD_N STABLEHLO_DYNAMIC_UPDATE_SLICE'],
  ['2- > 1-', 'STABLEHLO_REDUCE'],
  ['3 > 0', 'HASHTABLE_IMPORT'],
  [
    '3 > 1',
    `BATCH_TO_SPACE_ND DEPTHWISE_CONV_2D DILATE DYNAMIC_UPDATE_SLICE HASHTABLE_FIND RANGE SCATTER_ND SELECT SELECT_V2 SLICE SPACE_TO_BATCH_ND STABLEHLO_CLAMP
    STABLEHLO_SCATTER STABLEHLO_SELECT UNSORTED_SEGMENT_MAX UNSORTED_SEGMENT_MIN UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_SUM`,
  ],
  ['3 > 2', 'HASHTABLE_LOOKUP'],
  ['3 > 1-', 'SPLIT_V'],
  ['3-4 > 1', 'CONV_3D_TRANSPOSE'],
  ['3-4 > 1 ? 3', 'TRANSPOSE_CONV'],
  ['4 > 1', 'ONE_HOT SPARSE_TO_DENSE STRIDED_SLICE'],
  ['5 > 1', 'EMBEDDING_LOOKUP_SPARSE REDUCE_WINDOW RNN UNIDIRECTIONAL_SEQUENCE_RNN'],
  ['5 > 1 ? 3', 'SVDF'],
  ['5 > 2', 'NON_MAX_SUPPRESSION_V4'],
  ['6 > 3', 'NON_MAX_SUPPRESSION_V5'],
  // The gate of the input, the peepholes, the projection and the layer normalisation.
  ['5|20|24 > 1|4 ? 1,5,9-12,16,17,20-23', 'LSTM'],
  ['20|24 > 1 ? 1,5,9-12,16,17,20-23', 'UNIDIRECTIONAL_SEQUENCE_LSTM'],
  // The same for both directions, and what the second layer of two takes.
  ['48 > 1-2 ? 1,5,9-12,16-18,22,26-29,33,34,39-47', 'BIDIRECTIONAL_SEQUENCE_LSTM'],
  ['12 > 1-2 ? 9-11', 'BIDIRECTIONAL_SEQUENCE_RNN'],
  // Control flow takes what the graphs take that it runs: check-calls.ts.
  ['1- > 0- ? 1-', 'IF STABLEHLO_CASE'],
  ['1- > 1- ? 0-', 'WHILE STABLEHLO_WHILE'],
  ['1- > 0- ? 0-', 'STABLEHLO_COMPOSITE'],
  // LiteRT has no kernels of these, or takes them from elsewhere.
  ['0- > 0- ? 0-', 'CALL CUSTOM DELEGATE PLACEHOLDER_FOR_GREATER_OP_CODES STABLEHLO_CUSTOM_CALL'],
]

/**
 * The custom operators that come with LiteRT.
 * @source tflite/kernels/{audio_spectrogram,detection_postprocess,mfcc,numeric_verify}.cc of google-ai-edge/LiteRT;
 * tflite/delegates/xnnpack/xnnpack_delegate.cc, for those of MediaPipe
 */
const CUSTOM_FORMS: readonly (readonly [form: string, ops: string])[] = [
  ['1 > 1', 'AudioSpectrogram'],
  ['1 > 2', 'MaxPoolingWithArgmax2D'],
  ['2 > 1', 'MaxUnpooling2D Mfcc NumericVerify'],
  ['3 > 1', 'Convolution2DTransposeBias'],
  ['3 > 4', 'TFLite_Detection_PostProcess'],
]

/** `2`, `2-3`, `1-` and so on. */
const range = (text: string): readonly [least: number, most: number] => {
  const [least = '', most = least] = text.split('-')
  return [Number(least), most === '' ? Number.POSITIVE_INFINITY : Number(most)]
}

const tensorCount = (text: string): TensorCount => {
  const counts = text.split('|').map(Number)
  if (counts.length > 1) return { least: Math.min(...counts), most: Math.max(...counts), counts }
  const [least, most] = range(text)
  return { least, most }
}

const arity = (form: string): Arity => {
  const [counts = '', lacking = ''] = form.split(' ? ')
  const [inputs = '', outputs = ''] = counts.split(' > ')
  const ranges = lacking === '' ? [] : lacking.split(',').map(range)
  return {
    inputs: tensorCount(inputs),
    outputs: tensorCount(outputs),
    mayLack: (input) => ranges.some(([first, last]) => input >= first && input <= last),
  }
}

const byName = (forms: typeof FORMS): ReadonlyMap<string, Arity> =>
  new Map(
    forms.flatMap(([form, ops]) =>
      ops
        .trim()
        .split(/\s+/)
        .map((op): [string, Arity] => [op, arity(form)]),
    ),
  )

/** The inputs and outputs of every builtin operator of the schema. */
export const BUILTIN_ARITY: ReadonlyMap<string, Arity> = byName(FORMS)

/** The inputs and outputs of the custom operators that come with LiteRT. */
export const CUSTOM_ARITY: ReadonlyMap<string, Arity> = byName(CUSTOM_FORMS)
