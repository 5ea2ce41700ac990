import type { Random } from '../random.js'

/** How an operand of an op usually looks: its shape, and the value of every element where it is a number. */
export interface Usual {
  readonly shape: readonly number[]
  readonly values?: readonly number[]
}

const scalar = (value: number): Usual => ({ shape: [], values: [value] })
const vector = (...values: number[]): Usual => ({ shape: [values.length], values })
const of = (...shape: number[]): Usual => ({ shape })

/** By the name of an argument; the first that fits. Ops are hundreds, names of arguments few. */
const BY_NAME: readonly (readonly [name: RegExp, usual: (is3d: boolean, op: string) => Usual])[] = [
  [
    /^(axis|dim|dimension|split_dim|concat_dim|reduction_indices|axes|reduction_axes|shift|batch_dims)$/,
    () => scalar(0),
  ],
  [/^(k|n|depth|num_\w+|nrows|nbins|max_\w*size\w*|max_\w+|limit|sample_rate|size_splits|nrows|num)$/, () => scalar(2)],
  [/^(start|skip|index|i|cond|branch_index|value_rowids|alg|algorithm)$/, () => scalar(1)],
  [/^(delta|lower|upper|stddev|on_value|off_value|factor|scale|lr)$/, () => scalar(1)],
  [/^(min\w*|.*_min|minval|low)$/, () => scalar(-1)],
  [/^(max\w*|.*_max|maxval|high|thresh\w*|\w*_threshold|score_threshold|iou_threshold)$/, () => scalar(1)],
  [/^(seed|counter)$/, () => vector(1, 2)],
  [/^key$/, (_, op) => (/^Stateless/.test(op) ? vector(1) : scalar(1))],
  [/^(size|crop_size|output_size)$/, (_is3d, op) => (/Array|List|Crop$/.test(op) ? scalar(3) : vector(2, 2))],
  [/^fft_length$/, (_, op) => (/3D/.test(op) ? vector(2, 2, 2) : /2D/.test(op) ? vector(2, 2) : vector(2))],
  [/^(paddings|crops)$/, () => ({ shape: [2, 2], values: [1, 1, 0, 0] })],
  [/^(block_shape|multiples)$/, () => vector(1, 2)],
  [/^(perm|permutation)$/, () => vector(1, 0)],
  [/^(filter_sizes)$/, (is3d) => (is3d ? vector(1, 2, 2, 2, 2) : vector(2, 2, 2, 2))],
  [
    /^(input_sizes|orig_input_shape|image_size|input_shape)$/,
    (is3d) => (is3d ? vector(1, 3, 3, 3, 2) : vector(1, 4, 4, 2)),
  ],
  [/^(begin|end|strides|ksize|sizes)$/, (_is3d, op) => (/Pool/.test(op) ? vector(1, 2, 2, 1) : vector(1, 1))],
  [
    /^(sp_)?(input_|output_|sparse_|a_|b_|set\d_|truth_|hypothesis_|labels_)?shapes?$|^(dense_shape|new_shape|\w*_dims|dims|dense_values_shape|element_shape)$/,
    () => vector(2, 2),
  ],
  [/^(sp_|sparse_|a_|b_|set\d_|truth_|hypothesis_|labels_)indices$/, () => ({ shape: [2, 2], values: [0, 0, 1, 1] })],
  [
    /^(sp_)?(segment_ids|indices|input_indices|output_indices|labels|targets|reverse_index_map|partitions|sequence_length|seq_lengths)$/,
    () => vector(0, 1),
  ],
  [/^(\w*splits|row_splits|rt_nested_splits)$/, () => vector(0, 1, 2)],
  [
    /^(values|sp_values|sparse_values|\w+_values|bias|mean|variance|scale|offset|beta|gamma|b|wci|wcf|wco|v|m)$/,
    () => of(2),
  ],
  [/^filter$/, (is3d) => (is3d ? of(2, 2, 2, 2, 2) : of(2, 2, 2, 2))],
  [/^boxes$/, () => of(2, 4)],
  [/^(scores|box_ind\w*)$/, () => vector(0, 1)],
]

const RANK4 =
  /Conv2D|Conv2d|Pool|BatchNorm|Resize|Image|SpaceToDepth|DepthToSpace|^LRN|Dilation2D|Crop|BoundingBox|Adjust|HSV|RGB|Glimpse|Gif|ScaleAndTranslate|SpaceToBatch|BatchToSpace/
const RANK5 = /3D|Volume/
const RANK2 = /^(Batch)?(Matrix|Cholesky|SelfAdjoint|Svd|Qr|Lu|LogMatrix|Eig|MatMul|Tridiagonal)|LSTM|GRU|MatMul/

/** The usual operand of an op's argument. */
export const usualOperand = (op: string, name: string, random: Random): Usual => {
  const is3d = RANK5.test(op)
  for (const [pattern, usual] of BY_NAME) if (pattern.test(name)) return usual(is3d, op)
  if (is3d && !/FFT/.test(op)) return of(1, 3, 3, 3, 2)
  if (RANK4.test(op)) return of(1, 4, 4, 2)
  if (RANK2.test(op)) return of(2, 2)
  return [of(2, 2), of(2, 2), of(2), of(), of(2, 2, 2)][random(5)]!
}

/** A shape of the wrong kind: another rank, or with empty or large dimensions. */
export const wrongShape = (usual: readonly number[], random: Random): readonly number[] => {
  switch (random(5)) {
    case 0:
      return Array.from({ length: random(6) }, () => 1 + random(3))
    case 1:
      return usual.map((size) => (random(2) ? 0 : size))
    case 2:
      return usual.map((size) => size + random(4))
    case 3:
      return random(2) ? usual.slice(1) : [...usual, 1 + random(2)]
    default:
      return Array.from({ length: random(4) }, () => random(3))
  }
}
