/** Inputs of which kernels read elements without a look at how many there are: `operators: input×elements`. */
const READ = `
  ARG_MAX ARG_MIN CUMSUM EXPAND_DIMS FILL HASHTABLE_FIND MULTINOMIAL REDUCE_WINDOW REVERSE_V2 STABLEHLO_PAD TOPK_V2: 1×1
  IF SPLIT STABLEHLO_CASE: 0×1
  DILATE PADV2 SPLIT_V UNSORTED_SEGMENT_MAX UNSORTED_SEGMENT_MIN UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_SUM: 2×1
  SPARSE_TO_DENSE: 3×1
  ONE_HOT: 1×1 2×1 3×1
  RANGE: 0×1 1×1 2×1
  NON_MAX_SUPPRESSION_V4: 2×1 3×1 4×1
  NON_MAX_SUPPRESSION_V5: 2×1 3×1 4×1 5×1
  RESIZE_BILINEAR RESIZE_NEAREST_NEIGHBOR RFFT2D: 1×2
  TRANSPOSE_CONV: 0×4
  CONV_3D_TRANSPOSE: 0×5
`

/**
 * For builtin operators the inputs that must hold elements, and how many at least.
 * @source tflite/kernels of google-ai-edge/LiteRT, every read of GetTensorData at a fixed place
 */
export const LEAST_ELEMENTS: ReadonlyMap<string, readonly (readonly [input: number, least: number])[]> = new Map(
  READ.trim()
    .split('\n')
    .flatMap((line) => {
      const [ops = '', reads = ''] = line.trim().split(': ')
      const least = reads.split(' ').map((read): readonly [number, number] => {
        const [input = 0, count = 0] = read.split('×').map(Number)
        return [input, count]
      })
      return ops.split(' ').map((op): [string, typeof least] => [op, least])
    }),
)
