/** A rectangle in pixels of the original image, origin top-left; edges lie between pixels, so `xMax - xMin` is its width. */
export interface Box {
  readonly xMin: number
  readonly yMin: number
  readonly xMax: number
  readonly yMax: number
}

/** A point in pixels of the original image, origin top-left. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** The part of a box inside an image of `width` × `height` pixels; a box wholly outside comes back with no area, on the edge. */
export function clipBox(box: Box, width: number, height: number): Box {
  const clip = (value: number, limit: number) => Math.min(Math.max(value, 0), limit)
  return {
    xMin: clip(box.xMin, width),
    yMin: clip(box.yMin, height),
    xMax: clip(box.xMax, width),
    yMax: clip(box.yMax, height),
  }
}

/** A box of one image in the pixels of another that is `scaleX` times as wide and `scaleY` times as high. */
export const scaleBox = (box: Box, scaleX: number, scaleY: number): Box => ({
  xMin: box.xMin * scaleX,
  yMin: box.yMin * scaleY,
  xMax: box.xMax * scaleX,
  yMax: box.yMax * scaleY,
})

/** A box's area in square pixels; 0 when it is turned inside out. */
export const area = (box: Box): number => Math.max(0, box.xMax - box.xMin) * Math.max(0, box.yMax - box.yMin)

/** How far two boxes are the same: area of their intersection over area of their union, 0..1; 0 when both are empty. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a.xMax, b.xMax) - Math.max(a.xMin, b.xMin)
  const height = Math.min(a.yMax, b.yMax) - Math.max(a.yMin, b.yMin)
  if (width <= 0 || height <= 0) return 0
  const intersection = width * height
  return intersection / (area(a) + area(b) - intersection)
}
