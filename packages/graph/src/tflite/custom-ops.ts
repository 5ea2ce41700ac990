/**
 * Custom operations that come with LiteRT, and do nothing but compute: each with whether the shapes of its outputs follow from the
 * shapes of its inputs and from its options.
 * @source tensorflow/lite/core/kernels/register.cc; tensorflow/lite/delegates/xnnpack/xnnpack_delegate.cc, for those of MediaPipe
 */
export const RUNTIME_CUSTOM_OPS: ReadonlyMap<string, { readonly isForeseen: boolean }> = new Map([
  ['AudioSpectrogram', { isForeseen: false }],
  ['Mfcc', { isForeseen: false }],
  ['NumericVerify', { isForeseen: false }],
  ['TFLite_Detection_PostProcess', { isForeseen: true }],
  ['Convolution2DTransposeBias', { isForeseen: true }],
  ['MaxPoolingWithArgmax2D', { isForeseen: true }],
  ['MaxUnpooling2D', { isForeseen: true }],
])
