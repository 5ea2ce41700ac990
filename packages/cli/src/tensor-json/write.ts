import type { Tensor } from '@zoo/core'
import { writeElements } from './elements.js'

/** A tensor as `{ dtype, shape, data }`: one line of JSON that `readFeeds` reads back to the same bits. */
export const writeTensor = ({ dtype, shape, data }: Tensor): string =>
  `{"dtype": "${dtype}", "shape": [${shape.join(', ')}], "data": [${writeElements(dtype, data).join(', ')}]}`

/** Tensors by name, one a line. */
export function writeTensors(tensors: Iterable<readonly [string, Tensor]>): string {
  const lines = Array.from(tensors, ([name, tensor]) => `${JSON.stringify(name)}: ${writeTensor(tensor)}`)
  return `{\n${lines.join(',\n')}\n}\n`
}
