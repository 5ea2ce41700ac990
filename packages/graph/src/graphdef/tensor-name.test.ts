import { describe, expect, it } from 'vitest'
import { parseInput, parseTensorName, tensorName } from './tensor-name.js'

describe('parseTensorName', () => {
  it.each([
    ['x', { node: 'x', output: 0 }],
    ['x:0', { node: 'x', output: 0 }],
    ['a/b_1:12', { node: 'a/b_1', output: 12 }],
  ])('takes %s apart', (name, parsed) => {
    expect(parseTensorName(name)).toEqual(parsed)
  })

  it.each(['', '^x', 'x:', ':0', 'x:-1', 'x:01', 'x:1.5', 'x:one', 'x:99999999999'])(
    'knows that "%s" is none',
    (name) => {
      expect(parseTensorName(name)).toBeUndefined()
    },
  )

  it('is undone by tensorName, which leaves out the 0', () => {
    expect(tensorName('x', 0)).toBe('x')
    expect(tensorName('x', 3)).toBe('x:3')
  })
})

describe('parseInput', () => {
  it.each([
    ['x', { node: 'x', output: 0, control: false }],
    ['x:2', { node: 'x', output: 2, control: false }],
    ['^x', { node: 'x', output: 0, control: true }],
    ['split:output:1', { node: 'split', port: 'output', output: 1, control: false }],
  ])('takes %s apart', (text, parsed) => {
    expect(parseInput(text)).toEqual(parsed)
  })

  it.each(['', '^', 'x:y'])('knows that "%s" is none', (text) => {
    expect(parseInput(text)).toBeUndefined()
  })
})
