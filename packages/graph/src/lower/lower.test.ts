import { describe, expect, it } from 'vitest'
import { float32, graphBytes, int32, placeholder, type TestNode } from '../../test/support/graph-bytes.js'
import { conv2d, float, lowerNodes, operatorsOf } from '../../test/support/lowering.js'
import type { UnsupportedGraphError } from '../errors.js'
import { readGraph } from '../graphdef/read.js'
import type { PartialShape } from '../spec.js'
import { readTflite } from '../tflite/read.js'
import { lower } from './lower.js'

const x = placeholder('x', [null, 4, 4, 3])
const run = (fetches: readonly string[], shape: PartialShape = [null, 4, 4, 3]) => ({ feeds: { x: shape }, fetches })
const net = [x, float32('filter', [3, 3, 3, 2]), conv2d('conv', 'x', 'filter'), float('y', 'Relu', ['conv'])]

const refusals = (nodes: readonly TestNode[], request: ReturnType<typeof run>) => {
  try {
    lowerNodes(nodes, request)
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_UNSUPPORTED_GRAPH' })
    return (error as UnsupportedGraphError).nodes.map(({ node, reason }) => `${node}: ${reason}`)
  }
  return []
}

describe('lower', () => {
  it('gives the same bytes for the same graph and request', () => {
    expect(lowerNodes(net, run(['y'])).bytes).toEqual(lowerNodes(net, run(['y'])).bytes)
  })

  it('leaves open what the feeds leave open', () => {
    const [main] = readTflite(lowerNodes(net, run(['y'])).bytes!).subgraphs
    expect(main!.tensors[main!.outputs[0]!]!.declaredShape).toEqual([null, 4, 4, 2])
  })

  it('names every node that cannot be lowered', () => {
    const nodes = [x, float('a', 'Digamma', ['x']), float('b', 'Lgamma', ['x']), float('y', 'AddV2', ['a', 'b'])]
    expect(refusals(nodes, run(['y'])).map((text) => text.split(':')[0])).toEqual(['a', 'b'])
  })

  it('computes a tensor once that is fetched twice, and hands out constants and feeds', () => {
    const nodes = [...net, float32('c', [2])]
    const { outputs } = lowerNodes(nodes, run(['y', 'c', 'x']))
    expect(outputs.get('y')).toBe(0)
    expect(outputs.get('c')).toMatchObject({ shape: [2] })
    expect(outputs.get('x')).toBe(1)
    expect(operatorsOf(nodes, run(['y', 'x']))).toEqual(['CONV_2D', 'RESHAPE'])
  })

  it('lowers to no model where everything fetched is constant', () => {
    expect(lowerNodes([x, float32('c', [2])], run(['c'])).bytes).toBeUndefined()
  })

  it('refuses a tensor without elements, an unknown rank and an op it does not know', () => {
    expect(refusals(net, run(['y'], [0, 4, 4, 3]))).toContain('x: x has no elements')
    expect(refusals(net, run(['y'], null))).toContain('x: the rank of x is not known before the run')
    expect(refusals([x, float('y', 'Frobnicate', ['x'])], run(['y']))).toEqual([
      'y: there is no counterpart of the op that we know',
    ])
  })

  it.each(['constructor', 'toString', '__proto__'])('refuses to call a function of the graph named %s', (name) => {
    const body = { name, args: { a: 'float32' }, results: { b: ['float32', 'a'] }, nodes: [] } as const
    const graph = readGraph(graphBytes({ nodes: [...net.slice(0, 3), float('y', name, ['conv'])], functions: [body] }))
    expect(() => lower(graph, { feeds: new Map([['x', { shape: [1, 4, 4, 3] }]]), fetches: ['y'] })).toThrow(
      expect.objectContaining({ code: 'ERR_UNSUPPORTED_GRAPH' }),
    )
  })
})

describe('a refusal', () => {
  const open = (nodes: readonly TestNode[], shape?: PartialShape) => {
    try {
      lowerNodes(nodes, run(['y'], shape))
    } catch (error) {
      return (error as UnsupportedGraphError).nodes.map((node) => [node.node, node.open ?? false])
    }
    return []
  }
  const paddings = int32('paddings', [0, 1], [1, 2])
  const flat = [x, float('s', 'Squeeze', ['x']), float('y', 'Pad', ['s', 'paddings']), paddings]

  it('for open shapes alone says so, and no longer once they are known', () => {
    expect(open(flat)).toEqual([['s', true]])
    expect(open(flat, [2, 1, 1, 1])).toEqual([])
    expect(open(flat, null)).toEqual([['x', true]])
  })

  it('for anything else does not', () => {
    expect(open([x, float('y', 'Digamma', ['x'])])).toEqual([['y', false]])
    expect(open([x, float('y', 'Merge', ['x', 'x'])])).toEqual([['y', false]])
    expect(open([x, float32('w', [5, 2]), float('y', 'MatMul', ['x', 'w'])], [2, 3])).toEqual([['y', false]])
  })
})

describe('ops whose result depends on open dimensions', () => {
  const sliced = (end: number, mask: number) => [
    x,
    int32('begin', [0]),
    int32('end', [end]),
    int32('strides', [1]),
    {
      name: 'y',
      op: 'StridedSlice',
      inputs: ['x', 'begin', 'end', 'strides'],
      attrs: { T: { type: 'float32' }, Index: { type: 'int32' }, shrink_axis_mask: { int: mask } },
    } satisfies TestNode,
  ]

  it('refuses a part of an open axis, which may be empty, and takes it once the size is known', () => {
    expect(refusals(sliced(2, 0), run(['y']))).toEqual(['y: it takes a part of an open dimension'])
    expect(operatorsOf(sliced(2, 0), run(['y'], [3, 4, 4, 3]))).toEqual(['STRIDED_SLICE'])
  })

  it('takes one element of an open axis, but not where it cannot say what is left', () => {
    expect(operatorsOf(sliced(1, 1), run(['y']))).toEqual(['STRIDED_SLICE', 'RESHAPE'])
    expect(refusals(sliced(1, 1), run(['y'], [null, null, null, 3]))).toEqual([
      'y: more than one dimension of its result is open',
    ])
  })

  it('refuses to pick the largest of a tensor with an open axis', () => {
    const nodes = [
      x,
      int32('k', 2),
      { name: 'top', op: 'TopKV2', inputs: ['x', 'k'], attrs: { T: { type: 'float32' } } } satisfies TestNode,
    ]
    expect(refusals(nodes, run(['top']))).toEqual(['top: it picks from a tensor with an open dimension'])
    expect(operatorsOf(nodes, run(['top:1'], [1, 4, 4, 3]))).toEqual(['TOPK_V2'])
  })
})

describe('operators that differ from their namesakes', () => {
  it('divides by a root in place of RSQRT, and rounds down a quotient in place of FLOOR_DIV', () => {
    expect(operatorsOf([x, float('y', 'Rsqrt', ['x'])], run(['y']))).toEqual(['RESHAPE', 'SQRT', 'RESHAPE', 'DIV'])
    expect(operatorsOf([x, float('y', 'FloorDiv', ['x', 'x'])], run(['y']))).toEqual(['DIV', 'FLOOR'])
  })

  it('casts floats to bytes by way of int32, so that they wrap around', () => {
    const cast: TestNode = {
      name: 'y',
      op: 'Cast',
      inputs: ['x'],
      attrs: { SrcT: { type: 'float32' }, DstT: { type: 'uint8' } },
    }
    expect(operatorsOf([x, cast], run(['y']))).toEqual(['CAST', 'CAST'])
  })

  it('asks for the version of BROADCAST_TO that there is', () => {
    const nodes = [placeholder('x', [3]), int32('shape', [2, 3]), float('y', 'BroadcastTo', ['x', 'shape'])]
    const { bytes } = lowerNodes(nodes, run(['y'], [3]))
    expect(readTflite(bytes!).subgraphs[0]!.operators).toMatchObject([{ op: 'BROADCAST_TO', version: 2 }])
  })
})
