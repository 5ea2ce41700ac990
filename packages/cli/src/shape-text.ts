import type { PartialShape } from '@zoo/graph'

/** `[?, 224, 224, 3]`; `any shape` where the rank is open too. */
export const shapeText = (shape: PartialShape): string =>
  shape ? `[${shape.map((size) => size ?? '?').join(', ')}]` : 'any shape'
