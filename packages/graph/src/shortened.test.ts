import { describe, expect, it } from 'vitest'
import { InferenceError, ModelLoadError } from './errors.js'
import { shortened, shortMessage } from './shortened.js'

describe('shortened', () => {
  it('leaves short texts alone', () => expect(shortened('abc', 3)).toBe('abc'))

  it('keeps the beginning and the end of long ones', () => {
    expect(shortened(`start${'x'.repeat(10_000)}end`, 100)).toMatch(/^startx+… \(9908 more characters\) …x+end$/)
  })
})

describe('the message of an error', () => {
  it('does not repeat long names, wherever they come from', () => {
    const { message } = new ModelLoadError(`The node "${'n'.repeat(2 ** 20)}" is bad; remove it.`)
    expect(message.length).toBeLessThan(500)
    expect(message).toMatch(/^The node "nnn.*" is bad; remove it\.$/)
  })

  it('is bounded whatever it is made of', () => {
    for (const part of ['a b ', 'x'.repeat(299).concat(' '), '\n', 'y'.repeat(301).concat(' ')]) {
      expect(shortMessage(part.repeat(2 ** 22 / part.length)).length).toBeLessThan(11_000)
    }
  })

  it('is kept as it is up to its bounds', () => {
    const message = 'word '.repeat(1000)
    expect(new InferenceError('ERR_X', message).message).toBe(message)
  })
})
