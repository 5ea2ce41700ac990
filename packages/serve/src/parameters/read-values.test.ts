import { describe, expect, it } from 'vitest'
import { readValues } from './read-values.js'

const SCHEMAS = {
  count: { type: 'integer', minimum: 1, maximum: 10, default: 5, description: '' },
  ratio: { type: 'number', exclusiveMinimum: 0, description: '' },
  mode: { type: 'string', enum: ['a', 'b'], default: 'a', description: '' },
  hash: { type: 'string', pattern: '^[0-9a-f]{4}$', description: '' },
  flag: { type: 'boolean', default: false, description: '' },
} as const

const read = (fields: Record<string, unknown>) => readValues(SCHEMAS, new Map(Object.entries(fields)))

describe('readValues', () => {
  it('takes texts and JSON, and defaults for what is left out', () => {
    expect({ ...read({}) }).toEqual({ count: 5, ratio: undefined, mode: 'a', hash: undefined, flag: false })
    const given = { count: 3, ratio: 0.5, mode: 'b', hash: '00ff', flag: true }
    expect({ ...read(given) }).toEqual(given)
    expect({ ...read({ count: '3', ratio: '.5', mode: 'b', hash: '00ff', flag: 'true' }) }).toEqual(given)
    expect(read({ ratio: '1e-3' }).ratio).toBe(0.001)
  })

  it.each([
    ['count', ['0', '11', '2.5', '', ' 3', '0x3', '1e400', 'Infinity', null, true, [3], { valueOf: 3 }, Number.NaN]],
    ['ratio', ['0', '-1', '1'.repeat(50), '1,5', '٣']],
    ['mode', ['c', 1, null, 'toString', ['a']]],
    ['hash', ['00FF', '00ff\n', '../../', 'x00ff']],
    ['flag', ['1', 'yes', '', 0, 'TRUE']],
  ])('refuses values that do not fit %s', (name, values) => {
    for (const value of values) {
      expect(() => read({ [name]: value }), String(value)).toThrow(
        expect.objectContaining({ code: 'ERR_PARAMETER', parameter: name, expected: expect.any(String) }),
      )
    }
  })

  it('refuses unknown names, those of prototypes too', () => {
    for (const name of ['other', 'toString', 'constructor', 'constructor[prototype]']) {
      expect(() => read({ [name]: '1' })).toThrow(expect.objectContaining({ code: 'ERR_PARAMETER' }))
    }
    expect(() => readValues(SCHEMAS, new Map([['__proto__', '1']]))).toThrow(
      expect.objectContaining({ code: 'ERR_PARAMETER' }),
    )
  })
})
