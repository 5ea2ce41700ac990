import type { DType } from './dtype.js'

/** TensorFlow allows no tensor more axes. @source tensorflow/core/framework/tensor_shape.h, TensorShape::MaxDimensions */
export const MAX_RANK = 254

/** A tensor's shape as a graph declares it: null where a dimension may be anything, null as a whole where the rank may. */
export type PartialShape = readonly (number | null)[] | null

/**
 * How a quantised tensor stores real numbers: `real = scale * (stored - zeroPoint)`.
 * Per-tensor when `scales` has one entry, else per channel along `axis`.
 */
export interface Quantization {
  readonly scales: readonly number[]
  readonly zeroPoints: readonly number[]
  /** The dimension the channels lie along; 0 for per-tensor quantisation. */
  readonly axis: number
}

/** What is known of a tensor before it has data. */
export interface TensorSpec {
  /** As TensorFlow writes it: `node`, or `node:1` for an output other than the first. */
  readonly name: string
  /** null where the file does not say (an inner tensor of an op whose types it leaves to TensorFlow). */
  readonly dtype: DType | null
  readonly shape: PartialShape
  /** Only on quantised TensorFlow Lite tensors. */
  readonly quantization?: Quantization
}

/** The spec, which no caller can change for the others who have it: a model is shared. */
export const frozenSpec = (spec: TensorSpec): TensorSpec => {
  const { shape, quantization } = spec
  Object.freeze(shape)
  if (quantization) for (const part of [quantization, quantization.scales, quantization.zeroPoints]) Object.freeze(part)
  return Object.freeze(spec)
}
