import type { TfliteOperator } from './model.js'

/**
 * Custom operations that come with LiteRT. They do nothing but compute, and the shapes of their outputs follow from those of their inputs
 * and from their options.
 * @source tensorflow/lite/core/kernels/register.cc; tensorflow/lite/delegates/xnnpack/xnnpack_delegate.cc, for those of MediaPipe
 */
const RUNTIME_CUSTOM_OPS: ReadonlySet<string> = new Set([
  'AudioSpectrogram',
  'Convolution2DTransposeBias',
  'MaxPoolingWithArgmax2D',
  'MaxUnpooling2D',
  'Mfcc',
  'NumericVerify',
  'TFLite_Detection_PostProcess',
])

/** Whether an operation is a custom one that LiteRT does not have. */
export const isForeign = ({ op, custom }: Pick<TfliteOperator, 'op' | 'custom'>): boolean =>
  custom && !RUNTIME_CUSTOM_OPS.has(op)
