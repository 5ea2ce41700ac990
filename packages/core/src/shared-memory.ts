import { types } from 'node:util'

/** Whether other threads of JavaScript may see and change an array's memory. */
export const isShared = ({ buffer }: ArrayBufferView): boolean =>
  // Nearly every buffer is told by its prototype alone, which is quicker.
  Object.getPrototypeOf(buffer) !== ArrayBuffer.prototype && types.isSharedArrayBuffer(buffer)
