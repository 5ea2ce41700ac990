import { nms } from '@zoo/kit'
import { describe, expect, it } from 'vitest'
import { type Proposal, windowOf } from './proposals.js'
import { pyramid } from './pyramid.js'
import { thin } from './thin.js'

const [level] = pyramid(300, 200, 40, 0.709)
const { columns, rows } = level!

/** Proposals at a third of the cells, with many equal scores; the same each time. */
const some = (): Proposal[] => {
  let state = 1
  const next = () => {
    state = (state * 48271) % 2147483647
    return state
  }
  const cells = Array.from({ length: columns * rows }, (_, cell) => cell).filter(() => next() % 3 === 0)
  return cells.map((cell) => ({ cell, score: 0.6 + (next() % 8) / 20, offsets: [0, 0, 0, 0] }))
}

describe('thin', () => {
  it('keeps what non-maximum suppression by an IoU of 0.5 keeps, in its order', () => {
    const proposals = some()
    const kept = nms(
      proposals.map(({ cell }) => windowOf(cell, level!)),
      proposals.map(({ score }) => score),
      { iouThreshold: 0.5 },
    )
    expect(thin(proposals, level!, 1e9)).toEqual(kept.map((index) => proposals[index]))
    expect(kept.length).toBeGreaterThan(100)
  })

  it('does not depend on the order in which the proposals came', () => {
    const proposals = some()
    expect(thin(proposals.toReversed(), level!, 1e9)).toEqual(thin(proposals, level!, 1e9))
  })

  it('does not take the ends of rows that follow each other for neighbours', () => {
    const at = (cell: number): Proposal => ({ cell, score: 0.9, offsets: [0, 0, 0, 0] })
    const ends = [at(columns - 1), at(columns)]
    expect(thin(ends, level!, 10)).toEqual(ends)
  })

  it('keeps at most so many', () => {
    expect(thin(some(), level!, 7)).toEqual(thin(some(), level!, 1e9).slice(0, 7))
  })
})
