import { isNumbers, verify } from './options.js'

/** 2 ** (exponent - 24) for the ten bits below each half-precision exponent, biased, so that index 0 and 1 are the same. */
const UNIT = Float64Array.from({ length: 31 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 25))

/** A double, and its upper word: sign, 11 bits of exponent, 20 of mantissa. */
const scratch = new Float64Array(1)
const upper = new DataView(scratch.buffer)
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** Half-way between the largest half, 65504, and the next there would be: from here on it is infinity. */
const OVERFLOW = 65520

function bitsOf(value: number): number {
  scratch[0] = value
  const word = upper.getUint32(LITTLE_ENDIAN ? 4 : 0, LITTLE_ENDIAN)
  const sign = (word >>> 16) & 0x8000
  const magnitude = Math.abs(value)
  if (Number.isNaN(value)) return 0x7e00
  if (magnitude >= OVERFLOW) return sign | 0x7c00
  // Subnormals share the unit of the smallest normals, exponent -14.
  const exponent = Math.max(((word >>> 20) & 0x7ff) - 1023, -14) + 15
  // Adding and taking away 2^52 rounds to whole, ties to even. A carry out of the ten bits goes into the exponent, as it should.
  const units = magnitude / UNIT[exponent]! + 2 ** 52 - 2 ** 52
  return sign | ((exponent - 1) * 1024 + units)
}

function numberOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (exponent === 0 ? fraction : 1024 + fraction) * UNIT[exponent]!
}

/**
 * IEEE 754 half-precision bits of one number, or a Uint16Array of them for many: what a float16 tensor holds.
 * Rounded once, to the nearest, ties to even; subnormals are kept, from 65520 up it is infinity, NaN is 0x7e00.
 * @throws ArgumentError (ERR_ARGUMENT) for anything but numbers
 * @source IEEE 754-2019, 3.4 (binary16) and 4.3.1
 */
export function toFloat16(value: number): number
export function toFloat16(values: ArrayLike<number>): Uint16Array
export function toFloat16(values: number | ArrayLike<number>): number | Uint16Array {
  if (typeof values === 'number') return bitsOf(values)
  verify('values', values, isNumbers)
  const bits = new Uint16Array(values.length)
  for (let i = 0; i < bits.length; i++) bits[i] = bitsOf(values[i]!)
  return bits
}

/**
 * The number that half-precision bits stand for, or a Float32Array of them for many. Exact: every half is a float32.
 * @param bits 0..65535, as a float16 tensor holds them
 * @throws ArgumentError (ERR_ARGUMENT) for anything but numbers
 * @source IEEE 754-2019, 3.4 (binary16)
 */
export function fromFloat16(bits: number): number
export function fromFloat16(bits: ArrayLike<number>): Float32Array
export function fromFloat16(bits: number | ArrayLike<number>): number | Float32Array {
  if (typeof bits === 'number') return numberOf(bits)
  verify('bits', bits, isNumbers)
  const values = new Float32Array(bits.length)
  for (let i = 0; i < values.length; i++) values[i] = numberOf(bits[i]!)
  return values
}
