import { describe, expect, it } from 'vitest'
import { table } from './table.js'

describe('table', () => {
  it('aligns columns and leaves no trailing spaces', () => {
    const rows = [
      ['a', '1', 'x'],
      ['long', '1000', 'longer'],
    ]
    expect(table(rows, ['left', 'right'])).toBe('a        1  x\nlong  1000  longer')
  })

  it('paints cells after padding them', () => {
    expect(
      table(
        [
          ['a', 'b'],
          ['long', 'c'],
        ],
        [],
        (cell) => `<${cell}>`,
      ),
    ).toBe('<a   >  <b>\n<long>  <c>')
  })

  it('is empty without rows', () => {
    expect(table([])).toBe('')
  })
})
