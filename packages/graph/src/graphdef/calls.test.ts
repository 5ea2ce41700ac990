import { describe, expect, it } from 'vitest'
import { graphBytes, placeholder, type TestFunction } from '../../test/support/graph-bytes.js'
import { ModelLoadError } from '../errors.js'
import { checkCalls } from './calls.js'
import { readGraph } from './read.js'

/** A function that calls others one after the other. */
const fn = (name: string, ...callees: readonly string[]): TestFunction => ({
  name,
  args: {},
  results: {},
  nodes: callees.map((op, i) => ({ name: `c${i}`, op })),
})

const check = (...functions: readonly TestFunction[]) =>
  checkCalls(readGraph(graphBytes({ nodes: [placeholder('x', []), { name: 'y', op: 'f0' }], functions })))

const chain = (length: number) =>
  Array.from({ length }, (_, i) => (i + 1 < length ? fn(`f${i}`, `f${i + 1}`) : fn(`f${i}`)))

const tower = (height: number, calls: number) =>
  Array.from({ length: height }, (_, i) => fn(`f${i}`, ...new Array<string>(calls).fill(`f${i + 1}`))).concat(
    fn(`f${height}`, 'NoOp'),
  )

describe('checkCalls', () => {
  it('accepts calls up to 100 deep and 100,000 nodes', () => {
    expect(() => check(...chain(100))).not.toThrow()
    expect(() => check(...tower(4, 14))).not.toThrow()
    expect(() => check(fn('f0', 'f1', 'f1'), fn('f1', 'f2'), fn('f2'))).not.toThrow()
  })

  it.each([
    ['a chain of 101', chain(101), /more than 100 deep/],
    ['a chain of 20,000', chain(20_000), /more than 100 deep/],
    ['exponential calls', tower(90, 2), /come to .* nodes, more than 100000/],
    ['exponential calls beyond a double', tower(90, 2_000), /come to (Infinity|.*e\+\d+) nodes/],
    ['calls of 18 in each of four', tower(4, 18), /come to 216126 nodes/],
    ['a function that calls itself', [fn('f0', 'f0')], /"f0" calls itself/],
    ['two that call each other', [fn('f0', 'f1'), fn('f1', 'f0')], /calls itself/],
    ['a cycle behind a chain', [fn('f0', 'f1'), fn('f1', 'f2'), fn('f2', 'f3'), fn('f3', 'f2')], /calls itself/],
  ])('refuses %s', (_, functions, message) => {
    expect(() => check(...functions)).toThrow(ModelLoadError)
    expect(() => check(...functions)).toThrow(message)
  })
})
