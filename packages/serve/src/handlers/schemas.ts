import type { JsonSchema } from './handler.js'

const number = (description: string): JsonSchema => ({ type: 'number', description })

/** A JSON object all of whose properties are required. */
export const objectOf = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
})

const POINT = objectOf({ x: number('Pixels from the left'), y: number('Pixels from the top') })

/** An image's size. */
export const IMAGE_SIZE = objectOf({
  width: number('Pixels, after the EXIF orientation is applied'),
  height: number('Pixels, after the EXIF orientation is applied'),
})

/** One class of an image. */
export const CLASSIFICATION = objectOf({
  label: { type: 'string' },
  classIndex: { type: 'integer' },
  probability: { type: 'number', minimum: 0, maximum: 1 },
  confidence: { type: 'string', enum: ['very high', 'high', 'medium', 'low'] },
})

/** One detection: a box and its score, and landmarks where the detector has them. */
export const DETECTION: JsonSchema = {
  type: 'object',
  properties: {
    box: objectOf({
      xMin: number('Pixels'),
      yMin: number('Pixels'),
      xMax: number('Pixels'),
      yMax: number('Pixels'),
    }),
    score: { type: 'number', minimum: 0, maximum: 1 },
    landmarks: { type: 'object', additionalProperties: POINT },
  },
  required: ['box', 'score'],
}
