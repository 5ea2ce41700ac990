import type { DType } from '@zoo/graph/base'
import { Crops } from './crops/crops.js'
import { dataLength, heldAs } from './dtype.js'
import type { Feed } from './engine.js'
import { detached, mismatch } from './feed-errors.js'
import { isShared } from './shared-memory.js'
import { isBytes } from './strings.js'
import { checkShape, copyTensor, type Tensor } from './tensor.js'
import { valueInWords } from './wording.js'

/**
 * Feeds that were checked before, ready to be run: their buffers may have been transferred or shrunk meanwhile, and what lies in
 * memory shared with other threads is copied, since engines take none of that.
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH)
 */
export function readyToRun(feeds: readonly Feed[]): readonly Feed[] {
  let shared = false
  for (const { name, tensor } of feeds) {
    if (Crops.isCrops(tensor)) continue
    checkHeld(name, tensor)
    shared ||= isSharedTensor(tensor)
  }
  return shared
    ? feeds.map((feed) => (isSharedTensor(feed.tensor) ? { ...feed, tensor: copyTensor(feed.tensor) } : feed))
    : feeds
}

const isSharedTensor = (tensor: Tensor): boolean =>
  !Crops.isCrops(tensor) && ArrayBuffer.isView(tensor.data) && isShared(tensor.data)

/** Feeds that stay as they are now. Crops do: whoever makes them leaves the image alone until the run is over. */
export const holdFeeds = (feeds: readonly Feed[]): readonly Feed[] =>
  feeds.map((feed) => (Crops.isCrops(feed.tensor) ? feed : { ...feed, tensor: copyTensor(feed.tensor) }))

/**
 * Checks that a tensor is still one: its array may have been transferred or shrunk, and nothing but its types keeps a program from
 * writing to its fields.
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH), ArgumentError (ERR_ARGUMENT) for a shape that is none
 */
export function checkHeld(name: string, { dtype, shape, data }: Tensor): void {
  checkShape(shape)
  if (!holds(dtype, data)) {
    throw mismatch({ name, dtype, shape }, `its data were replaced by ${valueInWords(data)}`, {
      detail: valueInWords(data),
    })
  }
  const length = dataLength(dtype, shape)
  if (data.length === length && length > 0) return
  if (dtype !== 'string' && isDetached(data as ArrayBufferView)) throw detached({ name, dtype, shape })
  if (data.length === length) return
  const received = `it now holds ${data.length} of its ${length} elements`
  throw mismatch({ name, dtype, shape }, received, { dtype, length: data.length })
}

const holds = (dtype: DType, data: unknown): boolean =>
  dtype === 'string'
    ? Array.isArray(data) && data.every(isBytes)
    : ArrayBuffer.isView(data) && heldAs(dtype, data) !== undefined

/** Whether an array's buffer was transferred elsewhere. Only an empty one's can be, and making a view tells. */
export function isDetached(array: ArrayBufferView): boolean {
  if (array.byteLength > 0) return false
  try {
    return new Uint8Array(array.buffer).length < 0
  } catch {
    return true
  }
}
