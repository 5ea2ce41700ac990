import { describe, expect, it } from 'vitest'
import { validModels } from '../../../../test/support/hostile-tflite.mjs'
import { BUILTIN_OPS } from './builtin-ops.js'
import { BUILTIN_ARITY, CUSTOM_ARITY } from './operator-arity.js'
import { OPTIONS_TYPE, OPTIONS2_TYPE } from './options-type.js'
import { readTflite } from './read.js'

describe('BUILTIN_ARITY', () => {
  it('has a record of every builtin operator, and of nothing else', () => {
    expect([...BUILTIN_ARITY.keys()].toSorted()).toEqual(BUILTIN_OPS.toSorted())
  })

  it('has sound numbers', () => {
    for (const [op, { inputs, outputs }] of [...BUILTIN_ARITY, ...CUSTOM_ARITY]) {
      for (const { least, most, counts = [] } of [inputs, outputs]) {
        expect(Number.isInteger(least), op).toBe(true)
        expect(most, op).toBeGreaterThanOrEqual(least)
        for (const count of counts) expect(Number.isInteger(count), op).toBe(true)
      }
    }
  })

  it.each<[string, [number, number], [number, number], number[]]>([
    ['ADD', [2, 2], [1, 1], []],
    ['RESHAPE', [1, 2], [1, 1], []],
    ['CONCATENATION', [1, Number.POSITIVE_INFINITY], [1, 1], []],
    ['FULLY_CONNECTED', [2, 3], [1, 2], [2]],
    ['CALL_ONCE', [0, 0], [0, 0], []],
    ['UNIDIRECTIONAL_SEQUENCE_LSTM', [20, 24], [1, 1], [1, 5, 9, 10, 11, 12, 16, 17, 20, 21, 22, 23]],
  ])('knows what %s takes and gives', (op, inputs, outputs, lacking) => {
    const arity = BUILTIN_ARITY.get(op)!
    expect([arity.inputs.least, arity.inputs.most]).toEqual(inputs)
    expect([arity.outputs.least, arity.outputs.most]).toEqual(outputs)
    expect(Array.from({ length: 30 }, (_, i) => i).filter((input) => arity.mayLack(input))).toEqual(lacking)
  })
})

describe('OPTIONS_TYPE', () => {
  it('numbers the tables of both unions as the schema does', () => {
    const numbers = [...OPTIONS_TYPE.values(), 3]
    expect([Math.min(...numbers), Math.max(...numbers)]).toEqual([1, 126])
    expect(new Set(numbers).size).toBe(126)
    expect([...OPTIONS2_TYPE.values()]).toEqual(Array.from({ length: 23 }, (_, i) => i + 1))
    expect(['CONV_2D', 'RESHAPE', 'SPLIT', 'WHILE', 'RIGHT_SHIFT'].map((op) => OPTIONS_TYPE.get(op))).toEqual([
      1, 17, 35, 93, 126,
    ])
  })

  it('knows no operator that the schema does not', () => {
    for (const op of [...OPTIONS_TYPE.keys(), ...OPTIONS2_TYPE.keys()]) expect(BUILTIN_OPS).toContain(op)
  })
})

describe('readTflite', () => {
  it('takes a valid operator of every builtin that LiteRT has a kernel of', () => {
    const models = [...validModels()]
    expect(models.length).toBeGreaterThan(160)
    for (const { op, bytes } of models) expect(() => readTflite(bytes), op).not.toThrow()
  })
})
