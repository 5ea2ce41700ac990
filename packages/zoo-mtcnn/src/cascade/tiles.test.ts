import { describe, expect, it } from 'vitest'
import { pixelsOf } from './cells.js'
import { pyramid } from './pyramid.js'
import { packTiles } from './tiles.js'

const SIDE = 64
const CASES = [
  [960, 661, 40],
  [300, 41, 20],
  [41, 900, 12],
  [65, 65, 12],
  [64, 64, 12],
] as const

describe('packTiles', () => {
  it.each(CASES)('gives every cell of every level of %i × %i at %i to one block', (width, height, minFaceSize) => {
    const levels = pyramid(width, height, minFaceSize, 0.709)
    const times = new Map(levels.map((level) => [level, new Uint8Array(level.columns * level.rows)]))
    for (const { level, column, row, columns, rows } of packTiles(levels, SIDE).flat()) {
      for (let y = row; y < row + rows; y++) {
        for (let x = column; x < column + columns; x++) times.get(level)![y * level.columns + x]! += 1
      }
    }
    for (const counts of times.values()) expect(counts.every((count) => count === 1)).toBe(true)
  })

  it.each(CASES)('lays the blocks of %i × %i at %i side by side inside the tiles', (width, height, minFaceSize) => {
    for (const tile of packTiles(pyramid(width, height, minFaceSize, 0.709), SIDE)) {
      const taken = new Uint8Array(SIDE * SIDE)
      for (const { left, top, columns, rows } of tile) {
        expect(left * 2 + pixelsOf(columns)).toBeLessThanOrEqual(SIDE)
        expect(top * 2 + pixelsOf(rows)).toBeLessThanOrEqual(SIDE)
        for (let y = top * 2; y < top * 2 + pixelsOf(rows); y++) {
          for (let x = left * 2; x < left * 2 + pixelsOf(columns); x++) taken[y * SIDE + x]! += 1
        }
      }
      expect(Math.max(...taken)).toBe(1)
    }
  })

  it('wastes little: a photograph takes at most half as many pixels again as its levels have', () => {
    const levels = pyramid(960, 661, 20, 0.709)
    const pixels = levels.reduce((sum, { width, height }) => sum + width * height, 0)
    expect(packTiles(levels, 192).length * 192 * 192).toBeLessThan(pixels * 1.5)
  })

  it('has no tile for no level', () => {
    expect(packTiles([], SIDE)).toEqual([])
  })
})
