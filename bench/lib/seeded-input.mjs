/** xorshift32 from the same seed as c/loop.h, so that a bare loop and an engine see the same bytes. */
const randomBits = (seed) => {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

/** Numbers from -1 to 1, one a call. */
export const randomNumbers = (seed) => {
  const next = randomBits(seed)
  return () => (next() >>> 8) / 8388608 - 1
}

/** float32, -1..1 */
export const seededFloats = (count, seed = 1) => Float32Array.from({ length: count }, randomNumbers(seed))

/** uint8, 0..255 */
export const seededBytes = (count, seed = 1) => {
  const next = randomBits(seed)
  return Uint8Array.from({ length: count }, () => next() >>> 24)
}
