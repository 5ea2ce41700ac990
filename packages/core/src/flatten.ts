import { MAX_RANK } from '@zoo/graph/base'
import { sizeOf } from './dtype.js'

/** More elements than this no JavaScript array holds. */
const MAX_SIZE = 2 ** 32 - 1

/** Nested arrays laid out in row-major order. */
export interface Flat {
  readonly values: readonly unknown[]
  readonly shape: readonly number[]
}

/** Lays out nested arrays, or says in words why they have no shape. An array of values is laid out already. */
export function flatten(nested: readonly unknown[]): Flat | string {
  const shape: number[] = []
  for (let inner: unknown = nested; Array.isArray(inner); inner = inner[0]) {
    shape.push(inner.length)
    // As an array does that contains itself.
    if (shape.length > MAX_RANK) return `its arrays are nested more than ${MAX_RANK} deep`
  }
  if (shape.length === 1) {
    const array = nested.findIndex(Array.isArray)
    return array < 0 ? { values: nested, shape } : `it mixes arrays and values: element ${array} is an array`
  }
  if (sizeOf(shape) > MAX_SIZE) return `it has more than ${MAX_SIZE} elements`
  const values: unknown[] = []
  const problem = append(nested, shape, 0, values, '')
  return problem ?? { values, shape }
}

function append(
  array: readonly unknown[],
  shape: readonly number[],
  axis: number,
  values: unknown[],
  at: string,
): string | undefined {
  const innermost = axis === shape.length - 1
  for (let i = 0; i < array.length; i++) {
    const item = array[i]
    const here = `${at}[${i}]`
    if (innermost) {
      if (Array.isArray(item)) return `it mixes arrays and values: element ${here} is an array`
      values.push(item)
    } else {
      if (!Array.isArray(item)) return `it mixes arrays and values: element ${here} is no array`
      if (item.length !== shape[axis + 1]) {
        return `its rows differ in length: ${here} has ${item.length} and the first has ${shape[axis + 1]}`
      }
      const problem = append(item, shape, axis + 1, values, here)
      if (problem !== undefined) return problem
    }
  }
  return undefined
}
