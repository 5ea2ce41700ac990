import { describe, expect, it } from 'vitest'
import { differences } from './differences.js'

const face = { box: { xMin: 1, xMax: 2 }, score: 0.9 }

describe('differences', () => {
  it('are none within the tolerance of the innermost field that has one', () => {
    const near = { box: { xMin: 1.4, xMax: 1.6 }, score: 0.9005, more: 'ignored' }
    expect(differences([near], [face], { box: 0.5, score: 0.001 })).toEqual([])
  })

  it('are named by their place', () => {
    const off = { box: { xMin: 1.6, xMax: 2 }, score: 0.95 }
    expect(differences([off], [face], { box: 0.5, score: 0.001 })).toEqual([
      'answer[0].box.xMin is 1.6, not 1 within 0.5',
      'answer[0].score is 0.95, not 0.9 within 0.001',
    ])
  })

  it('are also of count, kind and text', () => {
    expect(differences([], [face], {})).toEqual(['answer has 0 entries, not 1'])
    expect(differences(undefined, [face], {})).toEqual(['answer is no array'])
    expect(differences({ label: 'cat' }, { label: 'dog' }, {})).toEqual(['answer.label is cat, not dog'])
    expect(differences({ score: Number.NaN }, { score: 1 }, { score: 9 })).toHaveLength(1)
    expect(differences({ score: '1' }, { score: 1 }, { score: 9 })).toHaveLength(1)
  })
})
