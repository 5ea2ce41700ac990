import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../../test/support/data.js'
import { hostileGraphs, hostileOperators } from '../../../../test/support/hostile-tflite.mjs'
import { ModelLoadError } from '../errors.js'
import { openModel } from '../open.js'

const graphs = new Map([...hostileGraphs()].map(({ name, bytes }) => [name, bytes]))
const openedOf = (names: RegExp): string[] =>
  [...graphs].flatMap(([name, bytes]) => {
    if (!names.test(name)) return []
    try {
      openModel(bytes)
      return [name]
    } catch (error) {
      expect(error, name).toBeInstanceOf(ModelLoadError)
      return []
    }
  })
const open = (name: string) => () => openModel(graphs.get(name)!)

describe('openModel refuses', () => {
  it('graphs that run themselves, deep and exponential calls, and graphs that are not there', () => {
    const kinds = /of its own graph|that runs itself|ring of three|3,000 deep|twice, 40 deep|of graph .* of 2$/
    expect([...graphs.keys()].filter((name) => kinds.test(name)).length).toBeGreaterThan(60)
    expect(openedOf(kinds)).toEqual([])
    expect(open('WHILE of its own graph')).toThrow(/graph 0 runs itself, where engines take no recursion/)
    expect(open('STABLEHLO_COMPOSITE 3,000 deep')).toThrow(
      /nests 65 graphs, where engines take at most 64 nested graphs/,
    )
    expect(open('IF twice, 40 deep')).toThrow(/leads to \d+ calls, where engines take at most 10000 calls/)
    expect(open('IF of graph 7 of 2')).toThrow(
      /operator 0 of graph 0, IF, should have a branch among the model's 2 graphs and has graph 7/,
    )
  })

  it('loops whose graphs do not fit them', () => {
    expect(open('WHILE whose condition gives float32')).toThrow(
      /a condition that gives one bool and has one that gives/,
    )
    expect(open('WHILE whose body gives two')).toThrow(
      /a body of 1 inputs and 1 outputs and has graph 2 of 1 inputs and 2/,
    )
    expect(open('WHILE whose condition is its caller')).toThrow(ModelLoadError)
  })

  it('sizes beyond memory, declared, or made of constants', () => {
    expect(openedOf(/of 100 GB|100 tensors|outputs of 2|inputs of 2/)).toEqual([])
    expect(open('TILE of 100 GB, declared as unknown')).toThrow(/asks for too much memory/)
    expect(open('100 outputs of 268435456')).toThrow(/take 108447924224 bytes at one time/)
  })

  it('takes a large model that is trusted, and one whose tensors are not alive together', () => {
    expect(() => openModel(graphs.get('100 outputs of 268435456')!, { trusted: true })).not.toThrow()
    expect(open('3000 tensors of 16777216 in a row')).not.toThrow()
  })

  it('operators that write what is not theirs', () => {
    expect(openedOf(/that writes (an input|a constant)|two operators write|takes what it makes|wrong order/)).toEqual(
      [],
    )
  })

  it('data in other files and outside of the file', () => {
    expect(openedOf(/^data (of|at)|options at .* of .*/)).toEqual(['data at 2 of 8', 'data at 100 of 8'])
    expect(open('data of another file')).toThrow(/in another file/)
  })

  it('metadata of buffers that are not there', () => {
    expect(openedOf(/metadata.* in buffer (9|-1)$/)).toEqual([])
  })
})

describe('openModel refuses operands', () => {
  const opens = (name: string) => {
    const [op = ''] = name.split(' ')
    const file = [...hostileOperators(op)].find((each) => each.name === name)
    return () => openModel(file!.bytes)
  }
  it.each([
    'ADD of type 9, tensor 0 by 1e+30',
    'ADD of type 9, tensor 2 by 0',
    'SUB of type 3, tensor 1 by NaN',
    'SQUARED_DIFFERENCE of type 9, tensor 0 by 1000000',
    'LESS of type 9, tensor 0 by 1',
    'QUANTIZE output 0 negative scale',
    'CUMSUM output 0 type 13',
    'EMBEDDING_LOOKUP_SPARSE output 0 constant',
    'RANGE output that is its input',
    'LOCAL_RESPONSE_NORMALIZATION option 0 -1',
    'LOG_SOFTMAX input 0 rank 0',
    'BROADCAST_ARGS input 1 values 7',
    'REDUCE_WINDOW input 3 values 0',
    'DILATE input 0 rank 5',
    'REVERSE_V2 input 1 without elements at last',
    'STABLEHLO_GATHER option 3 -1',
    'STABLEHLO_GATHER input 1 rank 7',
    'STABLEHLO_GATHER input 1 ones 1',
    'STABLEHLO_REDUCE_WINDOW option 0 0',
    'STABLEHLO_SCATTER output 0 type 9',
    'HASHTABLE_IMPORT input 2 sparse of nothing',
    'FILL input 1 without elements',
  ])('%s', (name) => {
    expect(opens(name)).toThrow(ModelLoadError)
  })
})

describe.runIf(hasShared)('openModel refuses', () => {
  it.each(hasShared ? readdirSync(shared('hostile')).filter((name) => name.endsWith('.tflite')) : [])('%s', (name) => {
    expect(() => openModel(readFileSync(shared('hostile', name)))).toThrow(ModelLoadError)
  })
})
