import { describe, expect, it } from 'vitest'
import { float32, graphBytes, placeholder } from '../../test/support/graph-bytes.js'
import { float } from '../../test/support/lowering.js'
import type { UnsupportedGraphError } from '../errors.js'
import { readGraph } from '../graphdef/read.js'
import { checkFit } from './fit.js'

const graph = readGraph(
  graphBytes({
    nodes: [
      placeholder('x', [null, null, null, 3]),
      float('pool', 'MaxPool', ['x'], {
        ksize: { ints: [1, 3, 3, 1] },
        strides: { ints: [1, 2, 2, 1] },
        padding: { string: 'VALID' },
      }),
      float('y', 'Relu', ['pool']),
      placeholder('m', [null, null]),
      float32('weights', [4, 2]),
      float('product', 'MatMul', ['m', 'weights']),
      float('mean', 'Mean', ['m', 'axes']),
      { name: 'axes', op: 'Where', inputs: ['m'], attrs: { T: { type: 'float32' } } },
    ],
  }),
)

const misfits = (feed: string, shape: readonly number[], fetch: string) => {
  try {
    checkFit(graph, { feeds: new Map([[feed, { shape }]]), fetches: [fetch] })
    return []
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_UNSUPPORTED_GRAPH', message: expect.stringContaining('in these shapes') })
    return (error as UnsupportedGraphError).nodes.map(({ node, reason }) => `${node}: ${reason}`)
  }
}

describe('the shapes of a run', () => {
  it('fit where every tensor comes out with elements', () => {
    expect(misfits('x', [2, 7, 7, 3], 'y')).toEqual([])
    expect(misfits('m', [5, 4], 'product')).toEqual([])
  })

  it('do not fit where a tensor is fed empty, or comes out so', () => {
    expect(misfits('x', [0, 7, 7, 3], 'y')).toEqual(['x: x has no elements'])
    expect(misfits('x', [1, 7, 2, 3], 'y')).toEqual(['pool: pool has no elements', 'y: y has no elements'])
  })

  it('do not fit where operands do not go together', () => {
    expect(misfits('m', [4, 5], 'product')).toEqual(['product: matrices of [4, 5] and [4, 2] have no product'])
  })

  it('do not fit where the values fed decide a shape', () => {
    expect(misfits('m', [2, 2], 'mean')).toContain(
      'axes: the shape of axes does not follow from the shapes that are fed',
    )
  })
})
