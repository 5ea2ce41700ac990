import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromFloat16, toFloat16 } from './float16.js'

/** IEEE 754 binary16, from its tables: bits and the number they stand for. */
const KNOWN: readonly (readonly [bits: number, value: number])[] = [
  [0x0000, 0],
  [0x8000, -0],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x3555, 0.333251953125],
  [0x3bff, 0.99951171875],
  [0x3c00, 1],
  [0x3c01, 1.0009765625],
  [0xc000, -2],
  [0x7bff, 65504],
  [0xfbff, -65504],
  [0x7c00, Infinity],
  [0xfc00, -Infinity],
]

describe('half precision', () => {
  it.each(KNOWN)('%i is %d', (bits, value) => {
    expect(fromFloat16(bits)).toBe(value)
    expect(toFloat16(value)).toBe(bits)
  })

  it('keeps NaN', () => {
    expect(toFloat16(NaN)).toBe(0x7e00)
    expect(fromFloat16(0x7e00)).toBeNaN()
    expect(fromFloat16(0xfc01)).toBeNaN()
  })

  it('takes every one of the 65536 there and back', () => {
    const bits = Uint16Array.from({ length: 65536 }, (_, i) => i)
    const values = fromFloat16(bits)
    const back = toFloat16(values)
    for (let i = 0; i < 65536; i++) expect(back[i]).toBe(Number.isNaN(values[i]) ? 0x7e00 : i)
  })

  it.each([
    ['a tie between odd and even', 1 + 2 ** -11, 0x3c00],
    ['just above it', 1 + 2 ** -11 + 2 ** -40, 0x3c01],
    ['a tie below an even one', 1 + 3 * 2 ** -11, 0x3c02],
    ['half of the smallest', 2 ** -25, 0],
    ['just above that', 2 ** -25 + 2 ** -60, 1],
    ['the tie below the smallest normal', 2 ** -14 - 2 ** -25, 0x0400],
    ['the last that is not infinite', 65519.999, 0x7bff],
    ['the first that is', 65520, 0x7c00],
    ['a double far below', 5e-324, 0],
    ['a double far above', 1e300, 0x7c00],
    // Rounding to float32 first would make a tie of it, and round up.
    ['one that must be rounded once', 1 + 2 ** -11 - 2 ** -30, 0x3c00],
  ])('rounds %s', (_, value, bits) => {
    expect(toFloat16(value)).toBe(bits)
    expect(toFloat16(-value)).toBe(bits | 0x8000)
  })

  it('rounds to the nearest, ties to even', () => {
    fc.assert(
      fc.property(fc.double({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const bits = toFloat16(value)
        const error = Math.abs(fromFloat16(bits) - value)
        for (const neighbour of [bits - 1, bits + 1]) {
          const other = fromFloat16(neighbour & 0xffff)
          if (!Number.isFinite(other) || Math.sign(other) === -Math.sign(value)) continue
          expect(error < Math.abs(other - value) || (error === Math.abs(other - value) && bits % 2 === 0)).toBe(true)
        }
      }),
    )
  })
})
