import type { PartialShape } from '@zoo/graph/base'

/** Whether a value is a shape, null where it is open. */
export const isPartialShape = (shape: unknown): boolean =>
  shape === null ||
  (Array.isArray(shape) && shape.every((size) => size === null || (Number.isSafeInteger(size) && size >= 0)))

/** Whether some shape fits both. */
export const agree = (one: PartialShape, other: PartialShape): boolean =>
  one === null ||
  other === null ||
  (one.length === other.length && one.every((size, axis) => size === null || (other[axis] ?? size) === size))

/** What fits both, of shapes that agree; an array of its own. */
export const meet = (one: PartialShape, other: PartialShape): PartialShape =>
  one?.map((size, axis) => size ?? other?.[axis] ?? null) ?? (other && [...other])
