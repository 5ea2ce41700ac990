import { types } from 'node:util'

/** Whether other threads of JavaScript may see and change an array's memory. */
export const isShared = ({ buffer }: ArrayBufferView): boolean =>
  // Nearly every buffer is told by its class alone, which is quicker.
  !(buffer instanceof ArrayBuffer) && types.isSharedArrayBuffer(buffer)
