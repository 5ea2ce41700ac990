import { type Box, clipBox, type Point } from './boxes.js'
import { openImage } from './image.js'
import type { ImageInput } from './image-input.js'
import { IMAGE_CHECKS, IMAGE_DEFAULTS, type ImageOptions } from './image-options.js'
import { type Checks, check, type Given, resolveOptions, verify } from './options.js'
import type { Size } from './resize.js'

/** What is drawn for one detection. */
export interface Drawing {
  readonly box: Box
  /** Written at the box's top: `person 0.98`. */
  readonly label?: string | undefined
  /** Landmarks or keypoints. */
  readonly points?: readonly Point[] | undefined
  /** Drawings of one group have one colour: the class index of an object detector. Default 0. */
  readonly group?: number | undefined
}

/** How detections are drawn. */
export interface DrawOptions extends ImageOptions {
  /** Line width in pixels; 0 for one that suits the image's size, which is the default. */
  readonly lineWidth: number
}

/** What `draw` uses where it is not told. */
export const DRAW_DEFAULTS: DrawOptions = { ...IMAGE_DEFAULTS, lineWidth: 0 }

const checks: Checks<DrawOptions> = {
  ...IMAGE_CHECKS,
  lineWidth: check('a number from 0 to 200', (value) => typeof value === 'number' && value >= 0 && value <= 200),
}

const areNumbers = (...values: unknown[]) => values.every((value) => Number.isFinite(value))
const isDrawing = ({ box, label = '', points = [], group = 0 }: Drawing) =>
  areNumbers(box?.xMin, box?.yMin, box?.xMax, box?.yMax, group) &&
  typeof label === 'string' &&
  Array.isArray(points) &&
  points.every((point) => areNumbers(point?.x, point?.y))
const isDrawings = check(
  'an array of { box: { xMin, yMin, xMax, yMax }, label, points: [{ x, y }, …], group }, of which only box must be there',
  (value) => Array.isArray(value) && value.every((drawing) => drawing && isDrawing(drawing)),
)

/** Bright hues that tell apart on photographs, most different first. */
const COLOURS = ['#2ee66b', '#ff4d6d', '#38b6ff', '#ffc93c', '#c77dff', '#ff8c42', '#2de2e6', '#f15bb5'] as const

/** A monospaced glyph is so wide, in ems, which is what lets a label's background be sized without measuring text. */
const GLYPH_EMS = 0.602

/**
 * The image as a PNG with boxes, points and labels drawn over it.
 * Labels need a font on the machine; without one the boxes and points are drawn all the same.
 * @throws ArgumentError (ERR_ARGUMENT), ImageError (ERR_IMAGE), AbortError (ERR_ABORTED)
 */
export async function draw(
  image: ImageInput,
  drawings: readonly Drawing[],
  options?: Given<DrawOptions>,
): Promise<Buffer> {
  const { lineWidth, ...imageOptions } = resolveOptions('draw', DRAW_DEFAULTS, checks, options)
  verify('drawings', drawings, isDrawings)
  const open = await openImage(image, imageOptions)
  return open.overlay(overlaySvg(open, drawings, lineWidth))
}

/** The SVG that goes over an image of a size. */
export function overlaySvg(size: Size, drawings: readonly Drawing[], lineWidth = 0): string {
  const widest = Math.max(1, Math.hypot(size.width, size.height) / DIAGONAL_LINES)
  const shapes = drawings.map((drawing) => shape(size, drawing, widest, lineWidth))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">${shapes.join('')}</svg>`
}

/** So many lines side by side make the image's diagonal: a 1000 × 700 photograph gets lines of 3 pixels. */
const DIAGONAL_LINES = 400

/** A line is at most this part of its box, so that the marks on small faces leave something to see. */
const LINE_OF_BOX = 1 / 18

/** Smaller letters than this, in pixels, cannot be read, so the label is left out. */
const SMALLEST_FONT = 7

function shape(size: Size, { box, label, points = [], group = 0 }: Drawing, widest: number, lineWidth: number): string {
  const colour = COLOURS[Math.abs(Math.trunc(group)) % COLOURS.length]!
  const { xMin, yMin, xMax, yMax } = clipBox(box, size.width, size.height)
  const line = lineWidth || Math.max(1, Math.min(widest, Math.min(xMax - xMin, yMax - yMin) * LINE_OF_BOX))
  const rectangle = `x="${px(xMin)}" y="${px(yMin)}" width="${px(xMax - xMin)}" height="${px(yMax - yMin)}" rx="${px(line)}"`
  // A dark line under the bright one keeps both visible on any ground.
  const outline = `<rect ${rectangle} fill="none" stroke="#000" stroke-opacity="0.5" stroke-width="${px(line * 1.8)}"/>`
  const frame = `<rect ${rectangle} fill="none" stroke="${colour}" stroke-width="${px(line)}"/>`
  const dots = points.map(
    ({ x, y }) =>
      `<circle cx="${px(x)}" cy="${px(y)}" r="${px(line * 1.1)}" fill="${colour}" stroke="#000" stroke-opacity="0.6" stroke-width="${px(line * 0.4)}"/>`,
  )
  return (
    outline + frame + dots.join('') + (label ? labelTag(size, { xMin, yMin, xMax, yMax }, label, colour, widest) : '')
  )
}

function labelTag(size: Size, { xMin, yMin, xMax, yMax }: Box, label: string, colour: string, widest: number): string {
  const ems = textColumns(label) * GLYPH_EMS + 0.6
  const font = Math.min(Math.max(widest * 5.5, 10), Math.max((xMax - xMin) / ems, (yMax - yMin) / 4))
  if (font < SMALLEST_FONT) return ''
  const height = font * 1.3
  const width = ems * font
  // Above the box where there is room, else inside it, and never over the image's edge.
  const top = yMin - height >= 0 ? yMin - height : Math.min(yMin, Math.max(yMax - height, 0))
  const left = Math.max(0, Math.min(xMin, size.width - width))
  const at = `x="${px(left + 0.3 * font)}" y="${px(top + font)}"`
  return (
    `<rect x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(height)}" rx="${px(font * 0.2)}" fill="${colour}" fill-opacity="0.9"/>` +
    `<text ${at} font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="${px(font)}" font-weight="bold" fill="#101010" xml:space="preserve">${escapeXml(label)}</text>`
  )
}

/** Columns of a terminal the text would take: two for East Asian letters and emoji. */
const textColumns = (text: string): number =>
  [...text].reduce((columns, letter) => columns + (/[\u1100-\uFFDC\p{Extended_Pictographic}]/u.test(letter) ? 2 : 1), 0)

const px = (value: number): string => value.toFixed(2)

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text as XML has it; characters no XML may hold become U+FFFD. */
const escapeXml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters that must go
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!)
