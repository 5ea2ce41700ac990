import { Crops } from '@zoo/core/engine'
import { describe, expect, it } from 'vitest'
import { pyramid } from './pyramid.js'
import { boxRegions, tileRegions } from './regions.js'
import { packTiles } from './tiles.js'

const photoOf = (width: number, height: number, value: (x: number, y: number, channel: number) => number) => {
  const data = new Uint8Array(width * height * 3)
  data.forEach((_, i) => {
    data[i] = value(Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3)
  })
  return { data, width, height }
}

const AS_IS = { scale: 1, offset: 0, swapChannels: false } as const

const red = ({ data }: Crops) => [...data].filter((_, i) => i % 3 === 0)

describe('boxRegions', () => {
  const read = (photo: ReturnType<typeof photoOf>, boxes: Parameters<typeof boxRegions>[1], side: number) =>
    red(new Crops(photo, [boxes.length, side, side, 3], boxRegions(photo, boxes, side), { ...AS_IS, outside: 'zero' }))

  it('goes from the first sample on one edge to the last on the other', () => {
    // Edges 0 and 2 of 2 pixels are the first and the last pixel.
    const photo = photoOf(2, 2, (x, y) => 100 * x + 40 * y)
    const whole = { xMin: 0, yMin: 0, xMax: 2, yMax: 2 }
    expect(read(photo, [whole], 3)).toEqual([0, 50, 100, 20, 70, 120, 40, 90, 140])
  })

  it('has 0 for what of a box lies outside of the image', () => {
    const photo = photoOf(10, 10, () => 255)
    const boxes = [
      { xMin: -10, yMin: 0, xMax: 5, yMax: 5 },
      { xMin: 0, yMin: 20, xMax: 5, yMax: 30 },
      { xMin: 0, yMin: 0, xMax: 10.5, yMax: 10 },
    ]
    expect(read(photo, boxes, 2)).toEqual([0, 255, 0, 255, 0, 0, 0, 0, 255, 0, 255, 0])
  })
})

describe('tileRegions', () => {
  const nearest = { ...AS_IS, outside: 'nearest' } as const

  it('resizes from corner to corner, not from middle to middle', () => {
    const photo = photoOf(40, 40, (x) => x)
    const level = { scale: 0.4, width: 16, height: 16, columns: 3, rows: 3 }
    const [tile] = packTiles([level], 16)
    const crops = new Crops(photo, [1, 16, 16, 3], tileRegions(photo, tile!, 16), nearest)
    expect(red(crops).slice(0, 16)).toEqual([
      0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20, 22.5, 25, 27.5, 30, 32.5, 35, 37.5,
    ])
  })

  it('stays inside where nothing is resized', () => {
    const photo = photoOf(16, 16, (x) => x)
    const level = { scale: 1, width: 16, height: 16, columns: 3, rows: 3 }
    const [tile] = packTiles([level], 16)
    const crops = new Crops(photo, [1, 16, 16, 3], tileRegions(photo, tile!, 16), nearest)
    expect(red(crops)[15]).toBe(15)
  })

  it('has the same pixels of a level whether it is cut into tiles or not', () => {
    const photo = photoOf(90, 70, (x, y, channel) => (x * 7 + y * 13 + channel * 50) % 256)
    const [level] = pyramid(90, 70, 20, 0.1)
    const read = (side: number) => {
      const pixels = new Float32Array(level!.width * level!.height).fill(Number.NaN)
      for (const tile of packTiles([level!], side)) {
        const { data } = new Crops(photo, [1, side, side, 3], tileRegions(photo, tile, side), nearest)
        for (const { column, row, columns, rows, left, top } of tile) {
          for (let y = 0; y < rows * 2 + 10; y++) {
            for (let x = 0; x < columns * 2 + 10; x++) {
              pixels[(row * 2 + y) * level!.width + column * 2 + x] = data[((top * 2 + y) * side + left * 2 + x) * 3]!
            }
          }
        }
      }
      return pixels
    }
    expect(read(20)).toEqual(read(100))
    expect(read(20).some(Number.isNaN)).toBe(false)
  })
})
