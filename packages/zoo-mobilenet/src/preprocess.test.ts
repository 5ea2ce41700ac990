import { describe, expect, it } from 'vitest'
import { LOAD_DEFAULTS } from './options.js'
import { chooseEncoding, chooseTensor } from './preprocess.js'

const input = { name: 'input', dtype: 'float32', shape: [null, 224, 192, 3] } as const

describe('chooseTensor', () => {
  const inner = { name: 'inner', dtype: null, shape: null } as const
  const model = { inputs: [input], outputs: [input, { ...input, name: 'b' }], tensor: () => inner }

  it('takes the only tensor, or the one named, an inner one being read as floats', () => {
    expect(chooseTensor('input', model, undefined)).toBe(input)
    expect(chooseTensor('output', model, 'inner')).toBe(inner)
    expect(chooseTensor('input', model, 'inner')).toEqual({ ...inner, dtype: 'float32' })
  })

  it('asks which one, where there are several', () => {
    expect(() => chooseTensor('output', model, undefined)).toThrow(
      expect.objectContaining({ code: 'ERR_ARGUMENT', option: 'output', expected: "'input', 'b'" }),
    )
  })
})

describe('chooseEncoding', () => {
  it('reads size, channels and scaling off the input', () => {
    expect(chooseEncoding(input, undefined, LOAD_DEFAULTS)).toEqual({
      channelOrder: 'rgb',
      scaling: '[-1,1]',
      resize: { width: 192, height: 224, filter: 'bilinear', fit: 'fill', crop: 1 },
    })
    const grey = { name: 'x', dtype: 'int8', shape: [1, 28, 28, 1] } as const
    expect(chooseEncoding(grey, undefined, LOAD_DEFAULTS)).toMatchObject({ channelOrder: 'grey', scaling: 'uint8' })
  })

  it('follows the options where they say otherwise', () => {
    const options = { ...LOAD_DEFAULTS, width: 99, scaling: '[0,1]', fit: 'cover', crop: 0.5 } as const
    expect(chooseEncoding({ ...input, shape: null }, undefined, { ...options, height: 98 })).toMatchObject({
      scaling: '[0,1]',
      resize: { width: 99, height: 98, fit: 'cover', crop: 0.5 },
    })
    expect(() => chooseEncoding({ ...input, shape: null }, undefined, options)).toThrow(
      expect.objectContaining({ code: 'ERR_ARGUMENT', option: 'height' }),
    )
  })
})
