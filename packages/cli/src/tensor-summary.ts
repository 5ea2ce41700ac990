import { fromFloat16, sizeOf, type Tensor } from '@zoo/core'
import { printable } from './terminal.js'

/** Elements of a larger tensor that are shown. */
const SHOWN = 8

/** `float32 [1, 1001]`. */
export const form = ({ dtype, shape }: Pick<Tensor, 'dtype' | 'shape'>): string => `${dtype} [${shape.join(', ')}]`

/** A tensor's first elements, and the range and mean of one with more than are shown. */
export function summarize(tensor: Tensor): string {
  const size = sizeOf(tensor.shape)
  if (size === 0) return '(empty)'
  const first = Array.from({ length: Math.min(size, SHOWN) }, (_, index) => elementText(tensor, index)).join('  ')
  if (size <= SHOWN) return first
  const values = numbersOf(tensor)
  return `${first}  … ${size - SHOWN} more${values ? `\n${statistics(values)}` : ''}`
}

function elementText({ dtype, data }: Tensor, index: number): string {
  switch (dtype) {
    case 'bool':
      return data[index] ? 'true' : 'false'
    case 'string':
      return JSON.stringify(printable(Buffer.from((data as Uint8Array[])[index]!).toString()))
    case 'float16':
      return numberText(fromFloat16((data as Uint16Array)[index]!))
    case 'complex64': {
      const [real, imaginary] = (data as Float32Array).subarray(2 * index) as unknown as [number, number]
      return `${numberText(real)}${imaginary < 0 ? '-' : '+'}${numberText(Math.abs(imaginary))}i`
    }
    default:
      return numberText((data as ArrayLike<number | bigint>)[index]!)
  }
}

/** Six digits tell float32 values apart as far as a reader cares. */
const numberText = (value: number | bigint): string =>
  typeof value === 'bigint' || Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))

/** The elements of a dtype that has an order and a mean. */
function numbersOf({ dtype, data }: Tensor): Iterable<number | bigint> | undefined {
  if (dtype === 'bool' || dtype === 'string' || dtype === 'complex64') return undefined
  if (dtype === 'float16') return Array.from(data as Uint16Array, (bits) => fromFloat16(bits))
  return data as Iterable<number | bigint>
}

function statistics(values: Iterable<number | bigint>): string {
  let min = Infinity
  let max = -Infinity
  let sum = 0
  let count = 0
  let argmax = 0
  for (const element of values) {
    const value = Number(element)
    if (Number.isNaN(value)) return 'holds NaN'
    if (value < min) min = value
    if (value > max) {
      max = value
      argmax = count
    }
    sum += value
    count++
  }
  return `min ${numberText(min)}  max ${numberText(max)} at ${argmax}  mean ${numberText(sum / count)}`
}
