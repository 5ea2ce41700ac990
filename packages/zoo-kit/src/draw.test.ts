import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { draw, overlaySvg } from './draw.js'

const grey = { data: new Uint8Array(200 * 120 * 3).fill(128), width: 200, height: 120 }
const box = { xMin: 20, yMin: 30, xMax: 100, yMax: 100 }

async function drawn(...args: Parameters<typeof draw>) {
  const png = await draw(...args)
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)]
  return { at, width: info.width, height: info.height, channels: info.channels }
}

const GREY = [128, 128, 128]

describe('draw', () => {
  it('draws the frame of each box and its points, and leaves the rest as it was', async () => {
    const point = { x: 60, y: 60 }
    const { at, width, height, channels } = await drawn(grey, [{ box, points: [point] }])
    expect([width, height, channels]).toEqual([200, 120, 3])
    for (const [x, y] of [
      [20, 60],
      [100, 60],
      [60, 30],
      [60, 100],
      [60, 60],
    ] as const) {
      expect(at(x, y)).not.toEqual(GREY)
    }
    expect(at(40, 80)).toEqual(GREY)
    expect(at(150, 60)).toEqual(GREY)
  })

  it('gives groups colours of their own, and lines the width asked for', async () => {
    const one = await drawn(grey, [{ box, group: 0 }], { lineWidth: 10 })
    const other = await drawn(grey, [{ box, group: 1 }], { lineWidth: 10 })
    expect(one.at(20, 60)).not.toEqual(other.at(20, 60))
    expect(one.at(24, 60)).toEqual(one.at(20, 60))
  })

  it('cuts boxes at the edge of the image', async () => {
    const { at } = await drawn(grey, [{ box: { xMin: -50, yMin: -50, xMax: 500, yMax: 500 } }], { lineWidth: 4 })
    expect(at(0, 60)).not.toEqual(GREY)
    expect(at(100, 60)).toEqual(GREY)
  })

  it('draws any label text, whatever it has of XML', async () => {
    const label = `<b a="1">&amp;'\u0000\u0008\uD800 犬 🐕</b>`
    expect((await drawn(grey, [{ box, label }])).width).toBe(200)
    const svg = overlaySvg({ width: 200, height: 120 }, [{ box, label }])
    expect(svg).toContain('&lt;b a=&quot;1&quot;&gt;&amp;amp;&apos;\uFFFD\uFFFD\uFFFD')
  })

  it('puts the label above its box, or inside where there is no room', () => {
    const top = (yMin: number) => {
      const svg = overlaySvg({ width: 1000, height: 700 }, [
        { box: { xMin: 100, yMin, xMax: 300, yMax: 400 }, label: 'cat' },
      ])
      return Number(/<rect[^>]* y="([\d.]+)"[^>]*fill-opacity/.exec(svg)?.[1])
    }
    expect(top(200)).toBeLessThan(200)
    expect(top(2)).toBe(2)
  })

  it('leaves out a label nobody could read', () => {
    const tiny = { xMin: 10, yMin: 10, xMax: 22, yMax: 26 }
    expect(overlaySvg({ width: 1000, height: 700 }, [{ box: tiny, label: 'face 0.98' }])).not.toContain('<text')
  })

  it('rejects what it cannot use', async () => {
    await expect(draw('/no/such.jpg', [])).rejects.toMatchObject({ code: 'ERR_IMAGE' })
    await expect(draw(grey, [], { lineWidth: -1 })).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'lineWidth' })
    for (const drawings of [
      null,
      [null],
      [{}],
      [{ box: { ...box, xMin: '2' } }],
      [{ box, points: [{ x: 1 }] }],
      [{ box, label: 5 }],
    ])
      await expect(draw(grey, drawings as never)).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'drawings' })
    await expect(draw(grey, [], { colour: 'red' } as never)).rejects.toMatchObject({ option: 'colour' })
  })
})
