import { describe, expect, it } from 'vitest'
import { KnownRuns, namesKey } from './known-runs.js'
import { Tensor } from './tensor.js'

const feed = (name: string, shape: readonly number[], dtype: 'float32' | 'int32' = 'float32') => {
  const size = shape.reduce((product, dimension) => product * dimension, 1)
  const data = dtype === 'float32' ? new Float32Array(size) : new Int32Array(size)
  return { name, tensor: new Tensor<'float32' | 'int32'>(dtype, shape, data) }
}

describe('what is known of a run', () => {
  it('holds for the next of the same names, dtypes and shapes, and for no other', () => {
    const known = new KnownRuns<string>()
    known.set([feed('x', [1, 2])], ['y'], 'one')
    known.set([feed('x', [2, 1])], ['y'], 'other')
    for (let i = 0; i < 2; i++) {
      expect(known.get([feed('x', [1, 2])], ['y'])).toBe('one')
      expect(known.get([feed('x', [2, 1])], ['y'])).toBe('other')
      for (const [feeds, fetches] of [
        [[feed('x', [1, 2], 'int32')], ['y']],
        [[feed('x', [1, 2, 1])], ['y']],
        [[feed('x', [1])], ['y']],
        [[feed('z', [1, 2])], ['y']],
        [[feed('x', [1, 2]), feed('z', [])], ['y']],
        [[], ['y']],
        [[feed('x', [1, 2])], ['y', 'z']],
        [[feed('x', [1, 2])], []],
      ] as const) {
        expect(known.get(feeds, fetches)).toBeUndefined()
      }
    }
  })

  it('stays as it was when a caller changes the arrays', () => {
    const known = new KnownRuns<string>()
    const fetches = ['y']
    const x = feed('x', [1])
    known.set([x], fetches, 'one')
    fetches[0] = 'z'
    ;(x.tensor.shape as number[])[0] = 2
    expect(known.get([x], fetches)).toBeUndefined()
    expect(known.get([feed('x', [1])], ['y'])).toBe('one')
  })

  it('is not mixed up by names that look like several', () => {
    const known = new KnownRuns<string>()
    known.set([feed('a', []), feed('b', [])], ['y'], 'two')
    expect(known.get([feed('a 0 float32 \n1 b', [])], ['y'])).toBeUndefined()
    const keys = [['a', 'b'], ['a b'], ['a 1 b'], ['a', 'b', ''], ['b', 'a']].map(namesKey)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('is forgotten, the oldest first, before a program that never runs the same twice fills its memory with it', () => {
    const known = new KnownRuns<number>()
    for (let i = 0; i < 10_000; i++) known.set([feed('x', [i])], ['y'], i)
    expect(known.get([feed('x', [0])], ['y'])).toBeUndefined()
    expect(known.get([feed('x', [9_990])], ['y'])).toBe(9_990)
  })
})
