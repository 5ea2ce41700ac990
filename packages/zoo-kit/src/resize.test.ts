import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { openImage } from './image.js'
import { planResize, type Resize } from './resize.js'

const resize = (fit: Resize['fit'], crop = 1): Resize => ({ width: 100, height: 100, filter: 'bilinear', fit, crop })
const none = { left: 0, top: 0, right: 0, bottom: 0 }

describe('planResize', () => {
  it('stretches the whole image to fill', () => {
    expect(planResize({ width: 400, height: 200 }, resize('fill'))).toEqual({
      crop: { left: 0, top: 0, width: 400, height: 200 },
      size: { width: 100, height: 100 },
      pad: none,
    })
  })

  it('cuts the centre to cover', () => {
    expect(planResize({ width: 400, height: 200 }, resize('cover'))).toMatchObject({
      crop: { left: 100, top: 0, width: 200, height: 200 },
      pad: none,
    })
  })

  it('pads to contain', () => {
    expect(planResize({ width: 400, height: 200 }, resize('contain'))).toMatchObject({
      size: { width: 100, height: 50 },
      pad: { left: 0, top: 25, right: 0, bottom: 25 },
    })
  })

  it('keeps a central part', () => {
    expect(planResize({ width: 400, height: 200 }, resize('fill', 0.875)).crop).toEqual({
      left: 25,
      top: 12,
      width: 350,
      height: 175,
    })
  })

  it('has at least one pixel of the thinnest image', () => {
    for (const fit of ['fill', 'cover', 'contain'] as const) {
      for (const image of [
        { width: 1, height: 5000 },
        { width: 5000, height: 1 },
        { width: 1, height: 1 },
      ]) {
        const { crop, size, pad } = planResize(image, resize(fit, 0.1))
        expect(Math.min(crop.width, crop.height, size.width, size.height)).toBeGreaterThanOrEqual(1)
        expect(crop.left + crop.width).toBeLessThanOrEqual(image.width)
        expect(size.width + pad.left + pad.right).toBe(100)
        expect(size.height + pad.top + pad.bottom).toBe(100)
      }
    }
  })
})

/** Bilinear with pixel centres on pixel centres: what Pillow's BILINEAR and TensorFlow 2's resize give when enlarging. */
function reference(row: readonly number[], width: number): number[] {
  return Array.from({ length: width }, (_, x) => {
    const at = Math.min(Math.max(((x + 0.5) * row.length) / width - 0.5, 0), row.length - 1)
    const left = Math.floor(at)
    return row[left]! + (row[Math.min(left + 1, row.length - 1)]! - row[left]!) * (at - left)
  })
}

describe('resizing pixels', () => {
  const row = [10, 200, 40, 90, 250, 0, 30]
  const image = (height: number) => ({
    data: Uint8Array.from({ length: row.length * height }, (_, i) => row[i % row.length]!),
    width: row.length,
    height,
    channels: 1 as const,
  })

  for (const width of [8, 11, 14, 29, 224]) {
    it(`enlarges ${row.length} pixels to ${width} without shifting them`, async () => {
      const open = await openImage(image(5))
      const target: Resize = { width, height: 9, filter: 'bilinear', fit: 'fill', crop: 1 }
      const { data } = await open.pixels('grey', target)
      expect(data).toHaveLength(width * 9)
      const expected = reference(row, width)
      data.forEach((value, i) => {
        expect(Math.abs(value - expected[i % width]!)).toBeLessThanOrEqual(1)
      })
      expect((await open.pixels('rgb', target)).data).toHaveLength(width * 9 * 3)
    })
  }

  it('averages what it shrinks', async () => {
    const stripes = Uint8Array.from({ length: 400 * 20 }, (_, i) => (i % 2) * 255)
    const open = await openImage({ data: stripes, width: 400, height: 20, channels: 1 })
    const { data } = await open.pixels('grey', { width: 20, height: 20, filter: 'bilinear', fit: 'fill', crop: 1 })
    data.forEach((value) => {
      expect(Math.abs(value - 127.5)).toBeLessThan(12)
    })
  })

  it('shrinks one axis while it enlarges the other, and letterboxes in white', async () => {
    const open = await openImage(
      await sharp({ create: { width: 300, height: 10, channels: 3, background: '#204060' } })
        .png()
        .toBuffer(),
    )
    for (const filter of ['nearest', 'bilinear', 'bicubic', 'lanczos3'] as const) {
      const filled = await open.pixels('rgb', { width: 60, height: 60, filter, fit: 'fill', crop: 1 })
      expect([...new Set(filled.data)]).toEqual([0x20, 0x40, 0x60])
      const { data } = await open.pixels('rgb', { width: 60, height: 60, filter, fit: 'contain', crop: 1 })
      expect([...data.subarray(0, 3)]).toEqual([255, 255, 255])
      expect([...data.subarray((30 * 60 + 30) * 3, (30 * 60 + 30) * 3 + 3)]).toEqual([0x20, 0x40, 0x60])
    }
  })
})
