import { describe, expect, it } from 'vitest'
import { earlyOutputs, unforeseenShapes } from './foresight.js'
import type { OperatorOptions, TfliteModel, TfliteOperator, TfliteSubgraph, TfliteTensor } from './model.js'

const tensor = (name: string, declaredShape: readonly (number | null)[] = [4], data?: Uint8Array): TfliteTensor => ({
  name,
  dtype: 'float32',
  type: 0,
  shape: declaredShape.map((dimension) => dimension ?? 1),
  declaredShape,
  data,
  quantization: undefined,
  isVariable: false,
})
const constant = (name: string) => tensor(name, [2], new Uint8Array(8))

const operator = (op: string, inputs: readonly number[], outputs: readonly number[], more = {}): TfliteOperator => ({
  op,
  custom: false,
  version: 1,
  inputs,
  outputs,
  options: undefined,
  optionsType: 0,
  options2: undefined,
  options2Type: 0,
  customOptions: undefined,
  ...more,
})

const graph = (tensors: readonly TfliteTensor[], operators: readonly TfliteOperator[], outputs: readonly number[]) => ({
  name: '',
  tensors,
  operators,
  inputs: [0],
  outputs,
})
const modelOf = (...subgraphs: readonly TfliteSubgraph[]): TfliteModel => ({
  description: '',
  subgraphs,
  signatures: [],
})
const opsOf = (model: TfliteModel) => unforeseenShapes(model).map(({ op }) => op)

describe('unforeseenShapes', () => {
  const x = tensor('x')

  it('is empty where shapes stand in the file', () => {
    const tensors = [x, constant('shape'), tensor('y'), tensor('z')]
    const operators = [operator('RESHAPE', [0, 1], [2]), operator('ADD', [2, 0], [3])]
    expect(unforeseenShapes(modelOf(graph(tensors, operators, [3])))).toEqual([])
  })

  it('names the operator that takes its shape from what is fed', () => {
    const tensors = [x, tensor('fed'), tensor('y'), tensor('z')]
    const operators = [operator('RESHAPE', [0, 1], [2]), operator('ADD', [2, 0], [3])]
    expect(unforeseenShapes(modelOf(graph(tensors, operators, [3])))).toEqual([
      { node: 'y', op: 'RESHAPE', reason: expect.stringContaining('shape') },
    ])
  })

  it('lets pass what no output depends on', () => {
    const tensors = [x, tensor('found'), tensor('z')]
    expect(opsOf(modelOf(graph(tensors, [operator('WHERE', [0], [1]), operator('ADD', [0, 0], [2])], [2])))).toEqual([])
  })

  it('follows shape arithmetic as far as the runtime does it before the run', () => {
    const tensors = [x, tensor('shape'), constant('rest'), tensor('first'), tensor('whole'), tensor('y')]
    const start = [operator('SHAPE', [0], [1]), operator('STRIDED_SLICE', [1, 2, 2, 2], [3])]
    const reshape = operator('RESHAPE', [0, 4], [5])
    const early = [...start, operator('CONCATENATION', [3, 2], [4]), reshape]
    const late = [...start, operator('PACK', [3, 2], [4]), reshape]
    expect(opsOf(modelOf(graph(tensors, early, [5])))).toEqual([])
    expect(opsOf(modelOf(graph(tensors, late, [5])))).toEqual(['RESHAPE'])
  })

  it('takes what has no elements and is made by nobody for a constant', () => {
    const none = tensor('none', [0])
    expect(opsOf(modelOf(graph([x, none, tensor('y')], [operator('TILE', [0, 1], [2])], [2])))).toEqual([])
    const tensors = [x, tensor('made', [0]), tensor('y')]
    const made = [operator('WHERE', [0], [1]), operator('TILE', [0, 1], [2])]
    expect(opsOf(modelOf(graph(tensors, made, [2])))).toEqual(['TILE'])
  })

  it('takes custom operators for unforeseen, but those of LiteRT', () => {
    const of = (op: string) => modelOf(graph([x, tensor('y')], [operator(op, [0], [1], { custom: true })], [1]))
    expect(opsOf(of('Mystery'))).toEqual(['Mystery'])
    for (const op of ['TFLite_Detection_PostProcess', 'MaxUnpooling2D', 'Mfcc']) expect(opsOf(of(op))).toEqual([])
  })

  describe('in control flow', () => {
    const branch = (shape: readonly (number | null)[], op = 'ADD') =>
      graph([tensor('a'), tensor('b', shape)], [operator(op, [0, 0], [1])], [1])
    const options = { int32: (slot: number) => slot + 1 } as OperatorOptions
    const flow = (op: string, first: TfliteSubgraph, second: TfliteSubgraph) =>
      opsOf(modelOf(graph([x, tensor('y')], [operator(op, [0], [1], { options })], [1]), first, second))

    it('asks that all ways lead to one shape', () => {
      expect(flow('IF', branch([4]), branch([4]))).toEqual([])
      expect(flow('IF', branch([4]), branch([2]))).toEqual(['IF'])
      expect(flow('IF', branch([null]), branch([null]))).toEqual(['IF'])
      expect(flow('IF', branch([4]), branch([4], 'WHERE'))).toEqual(['IF'])
    })

    it('asks that a loop keeps its shapes', () => {
      expect(flow('WHILE', branch([]), branch([4]))).toEqual([])
      expect(flow('WHILE', branch([]), branch([8]))).toEqual(['WHILE'])
    })

    it('does not follow graphs that run themselves', () => {
      const again = graph([tensor('a'), tensor('b')], [operator('WHILE', [0], [1], { options })], [1])
      expect(flow('WHILE', branch([]), again)).toEqual(['WHILE'])
    })
  })
})

describe('earlyOutputs', () => {
  it('names what gives an output before the run, and no constants', () => {
    const tensors = [tensor('x'), tensor('shape'), constant('two'), tensor('whole'), tensor('sum')]
    const operators = [
      operator('SHAPE', [0], [1]),
      operator('CONCATENATION', [1, 2], [3]),
      operator('ADD', [1, 2], [4]),
    ]
    const opsOf = (...outputs: number[]) =>
      earlyOutputs(modelOf(graph(tensors, operators, outputs))).map(({ node, op }) => [node, op])
    expect(opsOf(1, 3)).toEqual([
      ['shape', 'SHAPE'],
      ['whole', 'CONCATENATION'],
    ])
    expect(opsOf(2, 4)).toEqual([])
  })
})
