import type { Value } from '../value.js'
import type { Emitter } from './emitter.js'

export const TO_CHANNELS_LAST = [0, 2, 3, 1]
const TO_CHANNELS_FIRST = [0, 3, 1, 2]

/** Runs `emit` with the channels of an image last: TensorFlow Lite knows no other order, so with channels first all is transposed. */
export const inChannelsLast = (
  emitter: Emitter,
  x: Value,
  output: Value,
  isFirst: boolean,
  emit: (x: Value, output: Value) => void,
): void => {
  if (!isFirst) {
    emit(x, output)
    return
  }
  const turned = TO_CHANNELS_LAST.map((axis) => output.shape[axis]!)
  const result = emitter.temporary(output, turned)
  emit(emitter.transpose(x, TO_CHANNELS_LAST), result)
  emitter.transpose(result, TO_CHANNELS_FIRST, output)
}
