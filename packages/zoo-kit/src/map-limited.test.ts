import { describe, expect, it } from 'vitest'
import { mapLimited } from './map-limited.js'

const turn = () => new Promise(setImmediate)

describe('mapLimited', () => {
  it('keeps the order of the items, with so many under way at once', async () => {
    let underWay = 0
    let most = 0
    const results = await mapLimited([5, 1, 4, 2, 3], 2, async (item) => {
      most = Math.max(most, ++underWay)
      for (let i = 0; i < item; i++) await turn()
      underWay--
      return item * 10
    })
    expect(results).toEqual([50, 10, 40, 20, 30])
    expect(most).toBe(2)
    expect(await mapLimited([], 2, async () => 1)).toEqual([])
  })

  it('begins nothing more after a failure', async () => {
    const begun: number[] = []
    const call = mapLimited([0, 1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item)
      await turn()
      if (item === 1) throw new Error('item 1')
    })
    await expect(call).rejects.toThrow('item 1')
    await turn()
    expect(begun.length).toBeLessThan(5)
  })
})
