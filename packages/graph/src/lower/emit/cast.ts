import { TFLITE_DTYPE } from '../../dtype.js'
import type { Value } from '../value.js'
import type { Emitter } from './emitter.js'
import { options } from './options.js'

/** `from` in the dtype of `to`. */
export const emitCast = (emitter: Emitter, from: Value, to: Value): Value => {
  emitter.add('CAST', [from], [to], options('Cast', { in: TFLITE_DTYPE[from.dtype], out: TFLITE_DTYPE[to.dtype] }))
  return to
}
