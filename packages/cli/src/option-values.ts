import type { Scaling } from '@zoo/mobilenet'
import { InvalidArgumentError } from 'commander'

/** Width and height in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

const WHOLE = /^\d+$/

/** `3`: a whole number of at least 1. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!WHOLE.test(text) || value < 1 || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('It should be a whole number of at least 1.')
  }
  return value
}

/** `0.5`: any number, which the model checks. */
export function number(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It should be a number.')
  return value
}

/** `0.6,0.7,0.7`: numbers with commas between. */
export const numbers = (text: string): number[] => text.split(',').map(number)

/** `960x661`: width, then height. */
export function size(text: string): Size {
  const [width, height, ...rest] = text.split(/[x×]/i)
  if (!width || !height || rest.length > 0) {
    throw new InvalidArgumentError('It should be WIDTHxHEIGHT in pixels, such as 960x661.')
  }
  return { width: wholeNumber(width), height: wholeNumber(height) }
}

/** `boxes.png`: a path to write to. `-` is no standard output, which is for what a command prints. */
export function outputPath(text: string): string {
  if (text === '') throw new InvalidArgumentError('It should be a path.')
  if (text === '-') throw new InvalidArgumentError('It should be a path: standard output is for what is printed.')
  return text
}

/** `224` for a square, or `320x240`: width, then height. */
export function inputSize(text: string): Size {
  if (!WHOLE.test(text)) return size(text)
  const side = wholeNumber(text)
  return { width: side, height: side }
}

/** `image=1,480,640,?`: a tensor's name and its shape, `?` where a size may be anything. */
export function namedShape(text: string): [name: string, shape: (number | null)[]] {
  const [, name, sizes] = /^([^=]+)=\[?([^[\]]*)\]?$/.exec(text) ?? []
  if (!name || sizes === undefined) {
    throw new InvalidArgumentError('It should be NAME=SIZES, such as image=1,480,640,3.')
  }
  const shape = sizes.trim() === '' ? [] : sizes.split(',').map((size) => size.trim())
  return [name, shape.map((size) => (size === '?' ? null : wholeNumber(size)))]
}

/** `[0,1]`, `0,1` (shells read brackets as a pattern), `uint8`, or JSON; the model checks what it says. */
export function scaling(text: string): Scaling {
  if (text.startsWith('{')) {
    try {
      return JSON.parse(text) as Scaling
    } catch (error) {
      throw new InvalidArgumentError(`It is not JSON: ${(error as Error).message}.`)
    }
  }
  const compact = text.replaceAll(' ', '')
  return (/^-?\d+,\d+$/.test(compact) ? `[${compact}]` : compact) as Scaling
}
