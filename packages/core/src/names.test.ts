import { openModel } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { sumGraph } from './__fixtures__/graphdef.js'
import { nearestName, resolveName } from './names.js'

describe('nearestName', () => {
  const known = ['input', 'MobilenetV2/Predictions/Softmax', 'MobilenetV2/Logits/output', 'landmarks', 'x:1']

  it.each([
    ['inputs', 'input'],
    ['Input', 'input'],
    ['input:0', 'input'],
    ['imput', 'input'],
    ['softmax', 'MobilenetV2/Predictions/Softmax'],
    ['Predictions/Softmax', 'MobilenetV2/Predictions/Softmax'],
    ['MobilenetV1/Predictions/Softmax', 'MobilenetV2/Predictions/Softmax'],
    ['landmark', 'landmarks'],
    ['x:2', 'x:1'],
  ])('takes %s for %s', (name, nearest) => expect(nearestName(name, known)).toBe(nearest))

  it.each(['', 'boxes', 'q', 'a'.repeat(100_000)])('guesses nothing for %.10s', (name) => {
    expect(nearestName(name, known)).toBeUndefined()
  })

  it('takes the nearest of several', () => {
    expect(nearestName('conv_12', ['conv_3', 'conv_1', 'conv_2'])).toBe('conv_1')
  })
})

describe('resolveName', () => {
  const info = openModel(sumGraph)

  it('finds inputs, outputs and what is between, with or without :0', () => {
    expect(resolveName(info, 'a', 'inputs').name).toBe('a')
    expect(resolveName(info, 'sum:0', 'inputs').name).toBe('sum')
    expect(resolveName(info, 'twice:0', 'outputs').name).toBe('twice')
  })

  it('says what there is, and what may have been meant', () => {
    expect(() => resolveName(info, 'twise', 'outputs')).toThrow(
      expect.objectContaining({
        code: 'ERR_TENSOR_NAME',
        tensor: 'twise',
        known: ['a', 'b', 'sum', 'twice', 'other'],
        message: "The model has no tensor 'twise'; its outputs are 'twice', 'other'. Did you mean 'twice'?",
      }),
    )
    expect(() => resolveName(info, 'sum:1', 'inputs')).toThrow("its inputs are 'a', 'b'. Did you mean 'sum'?")
  })

  it.each([null, undefined, 5, Symbol('a'), ['a']])('refuses %o, which is no name', (name) => {
    expect(() => resolveName(info, name as never, 'inputs')).toThrow(
      expect.objectContaining({ code: 'ERR_ARGUMENT', received: name }),
    )
  })
})
