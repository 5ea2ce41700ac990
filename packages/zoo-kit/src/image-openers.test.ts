import { describe, expect, it } from 'vitest'
import { imageOpeners } from './image-openers.js'

describe('images opened one after the other', () => {
  it('may have their raw pixels overwritten as soon as the call is made', async () => {
    const data = new Uint8Array(12).fill(200)
    const [open] = imageOpeners([{ data, width: 2, height: 2 }], {})
    data.fill(0)
    expect([...(await (await open!()).pixels('rgb')).data]).toEqual(new Array(12).fill(200))
  })

  it('hold their raw pixels in memory once more, not twice', async () => {
    const [width, height] = [4000, 4000]
    const data = new Uint8Array(width * height * 3)
    const before = process.memoryUsage().arrayBuffers
    const [open] = imageOpeners([{ data, width, height }], {})
    await (await open!()).pixels('rgb')
    // Garbage collection can only make it less.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1.5 * data.length)
  })

  it('say what is wrong with raw pixels when they are opened', async () => {
    const small = { data: new Uint8Array(5), width: 2, height: 2 }
    const [first, second] = imageOpeners(['missing.jpg', small], {})
    await expect(first!()).rejects.toMatchObject({ code: 'ERR_IMAGE' })
    await expect(second!()).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
  })
})
