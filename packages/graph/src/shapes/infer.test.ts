import { describe, expect, it } from 'vitest'
import {
  float32,
  graphBytes,
  int32,
  placeholder,
  type TestAttr,
  type TestNode,
} from '../../test/support/graph-bytes.js'
import type { DType } from '../dtype.js'
import { readGraph } from '../graphdef/read.js'
import { inferShapes } from './infer.js'

type Attrs = Readonly<Record<string, TestAttr>>

describe('inferShapes', () => {
  const node = (
    name: string,
    op: string,
    inputs: readonly string[],
    attrs: Attrs = {},
    T: DType = 'float32',
  ): TestNode => ({
    name,
    op,
    inputs,
    attrs: { T: { type: T }, ...attrs },
  })
  const mask = (name: string): Attrs => ({ [`${name}_mask`]: { int: 1 } })

  /** Flattening as Keras and slim write it: reshape to [shape(x)[0], -1]. */
  const flatten = readGraph(
    graphBytes({
      nodes: [
        placeholder('x', [null, 4, 5]),
        node('shape', 'Shape', ['x']),
        int32('zeros', [0]),
        int32('ones', [1]),
        int32('minus', -1),
        node('batch', 'StridedSlice', ['shape', 'zeros', 'ones', 'ones'], mask('shrink_axis'), 'int32'),
        node('target', 'Pack', ['batch', 'minus'], { N: { int: 2 } }, 'int32'),
        node('flat', 'Reshape', ['x', 'target']),
      ],
    }),
  )

  it('follows the integers that shapes are computed from', () => {
    expect(inferShapes(flatten).get('target')).toEqual({ dtype: 'int32', shape: [2], value: [null, -1] })
    expect(inferShapes(flatten).get('flat')!.shape).toEqual([null, null])
    const fed = inferShapes(flatten, new Map([['x', { shape: [2, 4, 5] }]]))
    expect(fed.get('flat')).toEqual({ dtype: 'float32', shape: [2, 20] })
  })

  it('takes fed inner tensors as they are fed', () => {
    const facts = inferShapes(flatten, new Map([['batch', { shape: [], dtype: 'int32' }]]))
    expect(facts.get('batch')).toEqual({ dtype: 'int32', shape: [] })
    expect(facts.get('flat')!.shape).toEqual([null, null])
  })

  it('does not follow floats, whose rounding is the engine’s', () => {
    const graph = readGraph(
      graphBytes({
        nodes: [
          int32('seven', 7),
          node('float', 'Cast', ['seven'], { DstT: { type: 'float32' } }),
          node('int', 'Cast', ['float'], { DstT: { type: 'int32' } }),
          node('dims', 'Pack', ['int'], {}, 'int32'),
          float32('zero', []),
          node('y', 'Fill', ['dims', 'zero']),
        ],
      }),
    )
    expect(inferShapes(graph).get('y')!.shape).toEqual([null])
  })

  it('says nothing of what may change from turn to turn of a loop', () => {
    const graph = readGraph(
      graphBytes({
        nodes: [
          placeholder('x', [2]),
          node('enter', 'Enter', ['x']),
          node('merge', 'Merge', ['enter', 'next']),
          node('grown', 'ConcatV2', ['merge', 'merge', 'axis']),
          int32('axis', 0),
          node('next', 'NextIteration', ['grown']),
          node('exit', 'Exit', ['merge']),
        ],
      }),
    )
    const facts = inferShapes(graph)
    expect(facts.get('enter')!.shape).toEqual([2])
    expect(facts.get('merge')!.shape).toBeNull()
    expect(facts.get('exit')!.shape).toBeNull()
  })

  it('keeps what both branches have in common', () => {
    const graph = readGraph(
      graphBytes({
        nodes: [placeholder('a', [2, 3]), placeholder('b', [4, 3]), node('merge', 'Merge', ['a', 'b'])],
      }),
    )
    expect(inferShapes(graph).get('merge')!.shape).toEqual([null, 3])
    expect(inferShapes(graph).get('merge:1')).toEqual({ dtype: 'int32', shape: [] })
  })

  it('believes shapes left in the file where it cannot tell, unless others are fed', () => {
    const nodes = [placeholder('x', [2]), node('y', 'MyCustomOp', ['x'], { _output_shapes: { shapes: [[7]] } })]
    const graph = readGraph(graphBytes({ nodes }))
    expect(inferShapes(graph).get('y')!.shape).toEqual([7])
    expect(inferShapes(graph, new Map([['x', { shape: [3] }]])).get('y')!.shape).toBeNull()
  })
})
