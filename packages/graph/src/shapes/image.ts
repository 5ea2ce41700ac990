import { type Outcome, UNKNOWN } from './facts.js'
import { rulesFor, type ShapeRule, type ShapeRules } from './rule.js'

/** Images [batch, height, width, channels] to the height and width in the second input. */
const resize: ShapeRule = (op): Outcome => {
  const image = op.shape(0)
  const [height = null, width = null] = op.value(1) ?? []
  return image === null || image.length === 4
    ? { shape: [image?.[0] ?? null, height, width, image?.[3] ?? null] }
    : UNKNOWN
}

/** One crop of `crop_size` for each box. */
const cropAndResize: ShapeRule = (op) => {
  const [height = null, width = null] = op.value(3) ?? []
  return { shape: [op.shape(1)?.[0] ?? op.shape(2)?.[0] ?? null, height, width, op.shape(0)?.[3] ?? null] }
}

/** An image of unknown size; its channels where the node asks for so many. */
const decode: ShapeRule = (op) => ({ shape: [null, null, op.int('channels', 0) || null] })

/** Ops on images. */
export const IMAGES: ShapeRules = {
  ...rulesFor('ResizeArea ResizeBicubic ResizeBilinear ResizeNearestNeighbor', resize),
  CropAndResize: cropAndResize,
  ...rulesFor('DecodeBmp DecodeJpeg DecodePng', decode),
  ...rulesFor('EncodeJpeg EncodePng', () => ({ shape: [] })),
}
