/**
 * Ops of the allow-list that wrong operands can make end the process, hang or fill the memory in libtensorflow 2.21, and that graphs
 * for inference need: what they take is decided by a run, so no check of the file can tell. `isolate: true` bounds each.
 */
export const REMAINING: ReadonlyMap<string, string> = new Map([
  ['Conv2DBackpropInput', 'ends the process over a negative size that a run computes'],
  ['CropAndResize', 'ends the process over a crop size that is not two numbers, where the graph does not tell'],
  ['FakeQuantWithMinMaxVarsPerChannel', 'ends the process over a scalar whose rank the graph does not tell'],
  ['IRFFT', 'ends the process over a length of 0 that a run computes'],
  ['IRFFT2D', 'ends the process over a length of 0 that a run computes'],
  ['IRFFT3D', 'ends the process over a length of 0 that a run computes'],
  ['RFFT', 'ends the process over a length of 0 that a run computes'],
  ['RFFT2D', 'ends the process over a length of 0 that a run computes'],
  ['RFFT3D', 'ends the process over a length of 0 that a run computes'],
  ['TensorScatterAdd', 'ends the process over indices of a higher rank than the updates where the graph does not tell'],
  ['TensorScatterMax', 'ends the process over indices of a higher rank than the updates where the graph does not tell'],
  ['TensorScatterMin', 'ends the process over indices of a higher rank than the updates where the graph does not tell'],
  ['TensorScatterSub', 'ends the process over indices of a higher rank than the updates where the graph does not tell'],
  [
    'TensorScatterUpdate',
    'ends the process over indices of a higher rank than the updates where the graph does not tell',
  ],
])

/** Ops that fill the memory, or wait 10 s for it, where a run computes the size of their result; all ops of SIZES in check-values.ts. */
export const REMAINING_SIZES = [
  'Fill',
  'Range',
  'RandomUniform',
  'ResizeBilinear',
  'Tile',
  'UnsortedSegmentSum',
] as const
