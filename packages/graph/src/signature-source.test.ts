import { describe, expect, it } from 'vitest'
import { float32, graphBytes, placeholder } from '../test/support/graph-bytes.js'
import { inspectModel } from './inspect.js'
import { openModel } from './open.js'
import { toSignatureSource } from './signature-source.js'
import type { TensorSpec } from './spec.js'

describe('toSignatureSource', () => {
  it('declares a signature for the compiler', () => {
    const model = openModel(
      graphBytes({
        nodes: [
          placeholder('image', [null, 2]),
          {
            name: 'scale',
            op: 'PlaceholderWithDefault',
            inputs: ['one'],
            attrs: { dtype: { type: 'float32' }, shape: { shape: [] } },
          },
          float32('one', []),
          { name: 'net/y', op: 'Mul', inputs: ['image', 'scale'], attrs: { T: { type: 'float32' } } },
        ],
      }),
    )
    expect(toSignatureSource({ ...model, ...inspectModel(model) })).toBe(`import type { Signature } from '@zoo/core'

export const signature = {
  inputs: {
    image: { dtype: 'float32', shape: [null, 2] },
    scale: { dtype: 'float32', shape: [], optional: true },
  },
  outputs: {
    'net/y': { dtype: 'float32', shape: [null, 2] },
  },
} as const satisfies Signature
`)
  })

  it('writes any name as a property, and leaves out what has no dtype', () => {
    const spec = (name: string, dtype: TensorSpec['dtype'] = 'int8'): TensorSpec => ({ name, dtype, shape: null })
    const names = ["it's", 'say "a"', 'a\\b', '__proto__', 'a\nb', 'über', 'ok_1', '1st']
    const source = toSignatureSource({ inputs: names.map((name) => spec(name)), outputs: [spec('x\n\u2028y', null)] })
    const value = source.match(/signature = (.*?) as const/s)![1]!
    const { inputs, outputs } = new Function(`return ${value}`)() as { inputs: object; outputs: object }
    expect(Object.keys(inputs)).toEqual(names)
    expect(Object.keys(outputs)).toEqual([])
    expect(source).toContain('// "x\\n\\u2028y" has no dtype')
  })
})
