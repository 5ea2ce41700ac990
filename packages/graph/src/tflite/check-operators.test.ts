import { describe, expect, it } from 'vitest'
import {
  fileOf as fileWith,
  HOSTILE_OPS,
  hostileOperators,
  sampleOf,
} from '../../../../test/support/hostile-tflite.mjs'
import { ModelLoadError } from '../errors.js'
import { readTflite } from './read.js'

const fileOf = (name: string): Uint8Array => {
  const op = name.split(' ')[0]!
  for (const file of hostileOperators(op)) if (file.name === name) return file.bytes
  throw new Error(`no file ${name}`)
}
const errorOf = (name: string): ModelLoadError => {
  try {
    readTflite(fileOf(name))
  } catch (error) {
    if (error instanceof ModelLoadError) return error
    throw error
  }
  throw new Error(`${name} was read`)
}

describe('readTflite refuses an operator', () => {
  it.each<[string, string, string]>([
    ['SPLIT 1 more outputs', '2 outputs by its options', '3 outputs'],
    ['SPLIT output 1 missing', '2 outputs by its options', '1 output'],
    ['SPLIT option 0 2147483647', '2147483647 outputs by its options', '2 outputs'],
    ['SPLIT_V 1 more outputs', '2 outputs by its options', '3 outputs'],
    ['UNPACK no outputs', 'at least 1 outputs', '0 outputs'],
    ['PACK input 0 missing', '2 inputs by its options', '1 input'],
    ['ELU input 0 left out', 'an input 0', 'none there'],
    ['ELU no inputs', '1 input', '0 inputs'],
    ['ADD input 1 missing', '2 inputs', '1 input'],
    ['CONCATENATION input 1 left out', 'an input 1', 'none there'],
    ['TOPK_V2 output 1 missing', '2 outputs', '1 output'],
    ['RELU output 0 left out', 'an output 0', 'none there'],
    ['UNIDIRECTIONAL_SEQUENCE_LSTM 1 more inputs', '20 or 24 inputs', '21 inputs'],
    ['BIDIRECTIONAL_SEQUENCE_RNN output 1 missing', '2 outputs by its options', '1 output'],
    ['SPLIT options of type 93', 'options of type 35', 'options of type 93'],
    ['DILATE options of type 1', '', ''],
  ])('%s', (name, expected, actual) => {
    if (expected === '') return expect(() => readTflite(fileOf(name))).not.toThrow()
    const error = errorOf(name)
    const op = name.split(' ')[0]!
    expect(error.code).toBe('ERR_MODEL_LOAD')
    expect(error.message).toContain(`operator 0 of graph 0, ${op}, should have ${expected} and has ${actual}`)
    expect([error.expected, error.actual]).toEqual([`${op} with ${expected}`, actual])
  })

  it('of any builtin, when it has more outputs than its kernel gives', () => {
    for (const op of HOSTILE_OPS) {
      const sample = sampleOf(op)
      const outputs = [...sample.outputs, ...Array.from({ length: 3 }, () => ({ type: 0, shape: [1] }))]
      expect(() => readTflite(fileWith({ ...sample, outputs })), op).toThrow(ModelLoadError)
    }
  })
})
