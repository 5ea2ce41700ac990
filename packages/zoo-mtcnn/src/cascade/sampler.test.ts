import { describe, expect, it } from 'vitest'
import { pyramid } from './pyramid.js'
import { type Photo, Sampler } from './sampler.js'
import { packTiles } from './tiles.js'

const photoOf = (width: number, height: number, value: (x: number, y: number, channel: number) => number): Photo => {
  const data = new Uint8Array(width * height * 3)
  data.forEach((_, i) => {
    data[i] = value(Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3)
  })
  return { data, width, height }
}

const scaled = (value: number) => Math.fround((value - 127.5) / 128)

describe('Sampler', () => {
  it('writes blue, green, red, scaled', () => {
    const input = new Float32Array(2 * 2 * 3)
    new Sampler(2).fillCrops(
      photoOf(4, 4, (_x, _y, channel) => [10, 20, 30][channel]!),
      [{ xMin: 0, yMin: 0, xMax: 4, yMax: 4 }],
      input,
    )
    expect([...input]).toEqual([30, 20, 10, 30, 20, 10, 30, 20, 10, 30, 20, 10].map(scaled))
  })

  it('mixes the four pixels around a sample', () => {
    const input = new Float32Array(3 * 3 * 3)
    const photo = photoOf(2, 2, (x, y) => 100 * x + 40 * y)
    new Sampler(3).fillCrops(photo, [{ xMin: 0, yMin: 0, xMax: 2, yMax: 2 }], input)
    const grey = [...input].filter((_, i) => i % 3 === 0)
    expect(grey).toEqual([0, 50, 100, 20, 70, 120, 40, 90, 140].map(scaled))
  })

  it('writes 0 outside of the image, over what was there', () => {
    const input = new Float32Array(2 * 2 * 2 * 3).fill(9)
    const photo = photoOf(10, 10, () => 255)
    const boxes = [
      { xMin: -10, yMin: 0, xMax: 5, yMax: 5 },
      { xMin: 0, yMin: 20, xMax: 5, yMax: 30 },
    ]
    new Sampler(2).fillCrops(photo, boxes, input)
    const white = scaled(255)
    expect([...input].filter((_, i) => i % 3 === 0)).toEqual([0, white, 0, white, 0, 0, 0, 0])
  })

  it('writes a level the same whether it is cut into tiles or not', () => {
    const photo = photoOf(90, 70, (x, y, channel) => (x * 7 + y * 13 + channel * 50) % 256)
    const [level] = pyramid(90, 70, 20, 0.1)
    const read = (side: number) => {
      const sampler = new Sampler(side)
      const pixels = new Float32Array(level!.width * level!.height)
      for (const tile of packTiles([level!], side)) {
        const input = new Float32Array(side * side * 3).fill(Number.NaN)
        sampler.fillTile(photo, tile, input)
        for (const { column, row, columns, rows, left, top } of tile) {
          for (let y = 0; y < rows * 2 + 10; y++) {
            for (let x = 0; x < columns * 2 + 10; x++) {
              pixels[(row * 2 + y) * level!.width + column * 2 + x] = input[((top * 2 + y) * side + left * 2 + x) * 3]!
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
