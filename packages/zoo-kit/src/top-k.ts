import { check, isCountOrZero, verify } from '@zoo/core/options'

const isArray = check('an array of numbers', (value) => Array.isArray(value) || ArrayBuffer.isView(value))

/**
 * Indices of the `k` largest values, largest first, the lower index first among equals, as TensorFlow's TopK has it.
 * NaN is never chosen, so fewer than `k` come back where there are not enough numbers.
 * @param values any numeric array; only `values[start]` to `values[end - 1]` are looked at, and indices count from `start`
 * @throws ArgumentError (ERR_ARGUMENT) when `values` is not an array, or `k` not a whole number from 0 up
 */
export function topK(values: ArrayLike<number>, k: number, start = 0, end = values.length): number[] {
  verify('values', values, isArray)
  verify('k', k, isCountOrZero)
  // A short list kept in order beats sorting a thousand classes to read five.
  const best: number[] = []
  const last = Math.min(end, values.length)
  for (let i = Math.max(start, 0); i < last; i++) {
    const value = values[i]!
    if (Number.isNaN(value)) continue
    if (best.length >= k && !(value > values[start + best[best.length - 1]!]!)) continue
    let at = best.length
    while (at > 0 && value > values[start + best[at - 1]!]!) at--
    best.splice(at, 0, i - start)
    if (best.length > k) best.pop()
  }
  return best
}
