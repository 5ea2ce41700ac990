import type { Box } from '@zoo/kit'
import type { Offsets } from './proposals.js'

/** A box with its edges moved as a net says. `@source mtcnn.pb: pnet/add, rnet/cond/add, onet/cond/add_1` */
export function calibrate({ xMin, yMin, xMax, yMax }: Box, [top, left, bottom, right]: Offsets): Box {
  const width = xMax - xMin
  const height = yMax - yMin
  return {
    xMin: xMin + width * left,
    yMin: yMin + height * top,
    xMax: xMax + width * right,
    yMax: yMax + height * bottom,
  }
}

/** The square with a box's middle and its longer side. `@source mtcnn.pb: pnet/add_2, rnet/cond/add_2` */
export function squareOf({ xMin, yMin, xMax, yMax }: Box): Box {
  const width = xMax - xMin
  const height = yMax - yMin
  const wider = Math.max(0, height - width) / 2
  const higher = Math.max(0, width - height) / 2
  return { xMin: xMin - wider, yMin: yMin - higher, xMax: xMax + wider, yMax: yMax + higher }
}
