import { expect, it } from 'vitest'
import { float32, graphBytes, placeholder } from '../../test/support/graph-bytes.js'
import { readGraph } from '../graphdef/read.js'
import { rankConflict } from './rank-conflict.js'

const T = { T: { type: 'float32' } } as const
const graph = readGraph(
  graphBytes({
    nodes: [
      placeholder('x', null),
      float32('filter', [3, 3, 3, 8]),
      { name: 'relu', op: 'Relu', inputs: ['x'], attrs: T },
      {
        name: 'conv',
        op: 'Conv2D',
        inputs: ['relu', 'filter'],
        attrs: { ...T, strides: { ints: [1, 1, 1, 1] }, padding: { string: 'SAME' } },
      },
      { name: 'unknown', op: 'NobodyKnowsThis', inputs: ['x'], attrs: T },
      { name: 'deep', op: 'Conv3D', inputs: ['unknown', 'filter'], attrs: T },
    ],
  }),
)
const conflict = (fetch: string, feeds: Record<string, readonly number[]>) =>
  rankConflict(graph, [fetch], new Map(Object.entries(feeds)))

it('finds the convolution that a tensor reaches in too few or too many axes', () => {
  const found = { node: 'conv', op: 'Conv2D', tensor: 'relu', rank: 4 }
  expect(conflict('conv', { x: [8, 8, 3] })).toEqual({ ...found, shape: [8, 8, 3] })
  expect(conflict('conv', { x: [] })).toEqual({ ...found, shape: [] })
  expect(conflict('conv', { relu: [1, 1, 8, 8, 3] })).toEqual({ ...found, shape: [1, 1, 8, 8, 3] })
})

it('finds nothing where the rank fits, is not known, or the convolution does not run', () => {
  expect(conflict('conv', { x: [1, 8, 8, 3] })).toBeUndefined()
  expect(conflict('relu', { x: [8] })).toBeUndefined()
  expect(conflict('conv', { conv: [8] })).toBeUndefined()
  expect(conflict('deep', { x: [8] })).toBeUndefined()
})
