import { describe, expect, it } from 'vitest'
import { operandObjection } from './check-operands.js'
import { attr, makeNode } from './make.js'

const objection = (op: string, attrs: Parameters<typeof makeNode>[3]) => operandObjection(makeNode('n', op, [], attrs))

describe('operandObjection', () => {
  it.each([
    ['Conv2D', { strides: attr.ints([1, 2 ** 31, 1, 1]) }, 'beyond 32 bits'],
    ['Conv2D', { dilations: attr.ints([1, -(2 ** 40), 1, 1]) }, 'beyond 32 bits'],
    ['MaxPool', { ksize: attr.ints([1, 0, 1, 1]) }, 'at least 1'],
    ['AvgPool', { strides: attr.ints([1, -1, 1, 1]) }, 'at least 1'],
    ['GatherV2', { batch_dims: attr.int(-98) }, 'more dimensions'],
    ['AsString', { width: attr.int(2 ** 31 - 1) }, '1024 characters'],
    ['SplitV', { Tlen: attr.type('int8') }, 'Tlen'],
    ['If', { Tcond: attr.type('float16') }, 'Tcond'],
    ['UnicodeDecodeWithOffsets', { Tsplits: attr.type('int32') }, 'Tsplits'],
  ] as const)('refuses %s with %o', (op, attrs, words) => {
    expect(objection(op, attrs)).toContain(words)
  })

  it.each([
    ['Conv2D', { strides: attr.ints([1, 2, 2, 1]), explicit_paddings: attr.ints([0, 0, 1, 1, 1, 1, 0, 0]) }],
    ['RandomUniform', { seed: attr.int(2 ** 40), seed2: attr.int(-(2 ** 40)) }],
    ['GatherV2', { batch_dims: attr.int(1) }],
    ['If', { Tcond: attr.type('bool') }],
    ['Squeeze', { squeeze_dims: attr.ints([-1, 0]) }],
  ] as const)('takes %s with %o', (op, attrs) => {
    expect(objection(op, attrs)).toBeUndefined()
  })
})
