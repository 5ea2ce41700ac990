import { describe, expect, it } from 'vitest'
import { graphBytes } from '../../test/support/graph-bytes.js'
import { floats } from '../../test/support/lowering.js'
import { tensorAttr } from '../graphdef/attr.js'
import { readGraph } from '../graphdef/read.js'
import { Constant, floatConstant } from './value.js'

const written = (constant: Constant): number[] => {
  const bytes = new Uint8Array(constant.byteLength)
  constant.writeTo(bytes)
  return [...new Float32Array(bytes.buffer)]
}

/** Both ways to get at the elements, which must agree. */
const elements = (constant: Constant): number[] => {
  const fromFile = written(constant)
  expect([...(constant.data as Float32Array)]).toEqual(fromFile)
  expect(written(constant)).toEqual(fromFile)
  return fromFile
}

describe('a constant', () => {
  it('is read from wherever it lies in the file, aligned or not', () => {
    for (const name of ['c', 'co', 'con', 'cons']) {
      const graph = readGraph(graphBytes({ nodes: [floats(name, [1.5, -2, 3])] }))
      const stored = Constant.stored(name, 'float32', tensorAttr(graph.node(name)!, 'value')!)
      expect(elements(stored)).toEqual([1.5, -2, 3])
    }
  })

  it('is scaled by factors in turn, each for as many elements as said', () => {
    const c = floatConstant('c', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6))
    expect(elements(c.scaled(Float32Array.of(1, 10, 100), 1))).toEqual([1, 20, 300, 4, 50, 600])
    expect(elements(c.scaled(Float32Array.of(1, 10), 3))).toEqual([1, 2, 3, 40, 50, 60])
    expect(elements(c)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('is scaled and turned, and turned and scaled, whatever its number of rows', () => {
    for (const rows of [1, 15, 16, 17, 40]) {
      const columns = 3
      const c = floatConstant(
        'c',
        [rows, columns],
        Float32Array.from({ length: rows * columns }, (_, i) => i),
      )
      const factors = Float32Array.of(1, 10, 100)
      const scaled = Array.from({ length: rows * columns }, (_, i) => (i % rows) * columns + Math.floor(i / rows)).map(
        (i) => i * factors[i % columns]!,
      )
      const turned = c.scaled(factors, 1).turned(1)
      expect(turned.shape).toEqual([columns, rows])
      expect(elements(turned)).toEqual(scaled)
      expect(elements(c.turned(1).scaled(factors, rows))).toEqual(scaled)
      expect(elements(c.turned(1).turned(1))).toEqual([...(c.data as Float32Array)])
    }
  })

  it('keeps its elements in another shape', () => {
    const c = floatConstant('c', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)).reshaped([3, 2])
    expect(c.shape).toEqual([3, 2])
    expect(elements(c)).toEqual([1, 2, 3, 4, 5, 6])
  })
})
