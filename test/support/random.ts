/** Numbers that look random and are the same every time: whole ones from 0 to below `limit`. */
export type Random = (limit: number) => number

/** @source Tommy Ettinger's mulberry32, public domain */
export const randomNumbers = (seed: number): Random => {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit)
  }
}
