import { describe, expect, it } from 'vitest'
import { readProposals, windowOf } from './proposals.js'
import { pyramid } from './pyramid.js'

const [level] = pyramid(80, 60, 12, 0.5)

describe('readProposals', () => {
  const columns = 9
  const logits = new Float32Array(columns * columns * 2)
  const offsets = new Float32Array(columns * columns * 4)
  const put = (row: number, column: number, lead: number) => {
    const at = row * columns + column
    logits.set([-lead / 2, lead / 2], at * 2)
    offsets.set([at, at + 0.25, at + 0.5, at + 0.75], at * 4)
  }
  const block = { level: level!, column: 4, row: 2, columns: 3, rows: 2, left: 1, top: 5 }

  it('reads the block’s own cells, with their places in the level', () => {
    logits.fill(0)
    put(5, 1, 3)
    put(6, 3, 2)
    put(5, 4, 9) // right of the block
    put(4, 1, 9) // above it
    put(7, 1, 9) // below it
    const found = readProposals({ logits, offsets, columns }, block, 0.6)
    expect(found.map(({ cell }) => cell)).toEqual([2 * level!.columns + 4, 3 * level!.columns + 6])
    expect(found[0]!.score).toBeCloseTo(1 / (1 + Math.exp(-3)), 6)
    expect(found[1]!.offsets).toEqual([57, 57.25, 57.5, 57.75])
  })

  it('wants more than the threshold', () => {
    logits.fill(0)
    expect(readProposals({ logits, offsets, columns }, block, 0.5)).toEqual([])
    expect(readProposals({ logits, offsets, columns }, block, 0.49)).toHaveLength(6)
    expect(readProposals({ logits, offsets, columns }, block, 0)).toHaveLength(6)
    put(5, 1, 200)
    expect(readProposals({ logits, offsets, columns }, block, 1)).toEqual([])
  })
})

describe('windowOf', () => {
  it('is eleven pixels of the level wide, in pixels of the image', () => {
    const half = { ...level!, scale: 0.5 }
    expect(windowOf(half.columns * 3 + 4, half)).toEqual({ xMin: 18, yMin: 14, xMax: 40, yMax: 36 })
  })
})
