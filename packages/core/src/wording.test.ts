import { expect, it } from 'vitest'
import { valueInWords } from './wording.js'

it.each([
  ['0.7', "'0.7'"],
  [2n, '2n'],
  [[2, 2, 'a', null], "[2, 2, 'a', null]"],
  [[], 'an array of length 0'],
  [[[1]], 'an array of length 1'],
  [new Array(9).fill(1), 'an array of length 9'],
  [new Float64Array(3), 'a Float64Array of length 3'],
  [new Int8Array(3), 'an Int8Array of length 3'],
  [new Uint8Array(3), 'a Uint8Array of length 3'],
  [new ArrayBuffer(3), 'an ArrayBuffer'],
  [new Map(), 'a Map'],
  [{}, 'an object'],
])('%o in words', (value, words) => {
  expect(valueInWords(value)).toBe(words)
})
