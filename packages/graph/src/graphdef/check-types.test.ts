import { describe, expect, it } from 'vitest'
import { graphBytes, int32, placeholder, type TestFunction, type TestNode } from '../../test/support/graph-bytes.js'
import { ModelLoadError } from '../errors.js'
import { checkTypes } from './check-types.js'
import { OP_INPUTS } from './op-inputs.js'
import { OPS } from './op-table.js'
import { readGraph } from './read.js'

const T = { T: { type: 'float32' } } as const
const check = (nodes: readonly TestNode[], functions: readonly TestFunction[] = []) =>
  checkTypes(readGraph(graphBytes({ nodes: [placeholder('x', [2]), int32('i', [0]), ...nodes], functions })))

const body = (nodes: readonly TestNode[], result = 'n:out:0'): TestFunction => ({
  name: 'f',
  args: { a: 'float32', b: 'int32' },
  results: { r: ['float32', result] },
  nodes,
})
const neg = (input: string): TestNode => ({ name: 'n', op: 'Neg', inputs: [input], attrs: T })
const call = (Tin: readonly ('float32' | 'int32')[], Tout: readonly ('float32' | 'int32')[]): TestNode => ({
  name: 'y',
  op: 'PartitionedCall',
  inputs: ['x', 'i'],
  attrs: { Tin: { types: Tin }, Tout: { types: Tout }, f: { func: 'f' } },
})

describe('checkTypes', () => {
  it('accepts nodes whose inputs fit', () => {
    expect(() =>
      check([{ name: 'y', op: 'AddN', inputs: ['x', 'x', '^i'], attrs: { ...T, N: { int: 2 } } }]),
    ).not.toThrow()
    expect(() => check([{ name: 'y', op: 'Unknown', inputs: ['x', 'i', 'x'] }])).not.toThrow()
    expect(() =>
      check([{ name: 'y', op: 'Print', inputs: ['x', 'i', 'x'], attrs: { ...T, U: { types: ['int32', 'float32'] } } }]),
    ).not.toThrow()
    expect(() => check([call(['float32', 'int32'], ['float32'])], [body([neg('a')])])).not.toThrow()
    expect(() => check([{ name: 'y', op: 'f', inputs: ['x', 'i'] }], [body([neg('a')])])).not.toThrow()
  })

  it.each<[string, readonly TestNode[], readonly TestFunction[], RegExp]>([
    [
      'a missing input',
      [{ name: 'y', op: 'AddV2', inputs: ['x'], attrs: T }],
      [],
      /"y" \(AddV2\) says it has 2 inputs and takes 1/,
    ],
    ['a missing count', [{ name: 'y', op: 'AddN', inputs: ['x'], attrs: T }], [], /does not say how many inputs/],
    [
      'a negative count',
      [{ name: 'y', op: 'AddN', inputs: ['x'], attrs: { ...T, N: { int: -5 } } }],
      [],
      /does not say how many/,
    ],
    [
      'a huge count',
      [{ name: 'y', op: 'Pack', inputs: ['x'], attrs: { ...T, N: { int: 2 ** 40 } } }],
      [],
      /says it has 1099511627776 inputs/,
    ],
    ['another dtype', [{ name: 'y', op: 'Neg', inputs: ['i'], attrs: T }], [], /takes "i" as float32, which is int32/],
    ['another dtype than the op has', [{ name: 'y', op: 'LogicalNot', inputs: ['x'] }], [], /takes "x" as bool/],
    ['another dtype than the default', [{ name: 'y', op: 'LRN', inputs: ['i'] }], [], /takes "i" as float32/],
    [
      'another dtype in a list',
      [{ name: 'y', op: 'IdentityN', inputs: ['x', 'i'], attrs: { T: { types: ['float32', 'float32'] } } }],
      [],
      /takes "i" as float32/,
    ],
    ['an argument of another dtype in a function', [], [body([neg('b')])], /"n" \(Neg\) in the function "f" takes "b"/],
    [
      'a node of another dtype in a function',
      [],
      [body([{ name: 'm', op: 'Neg', inputs: ['b'], attrs: { T: { type: 'int32' } } }, neg('m:y:0')])],
      /takes "m" as float32, which is int32/,
    ],
    ['a result of another dtype', [], [body([], 'b')], /returns int32 as "r", which is float32/],
    [
      'a call with other arguments',
      [call(['float32', 'float32'], ['float32'])],
      [body([neg('a')])],
      /takes "i" as float32|calls the function/,
    ],
    [
      'a call with other results',
      [call(['float32', 'int32'], ['int32'])],
      [body([neg('a')])],
      /calls the function "f" with other/,
    ],
    [
      'a function called like an op, with too little',
      [{ name: 'y', op: 'f', inputs: ['x'] }],
      [body([neg('a')])],
      /says it has 2 inputs/,
    ],
  ])('refuses %s', (_, nodes, functions, message) => {
    expect(() => check(nodes, functions)).toThrow(ModelLoadError)
    expect(() => check(nodes, functions)).toThrow(message)
  })

  it('knows the inputs of the ops whose outputs it knows', () => {
    const ops = (table: typeof OPS) => table.flatMap(([, names]) => names.split(/\s+/))
    // Its kernel is a library of its own, so the registry does not have it.
    const missing = ops(OPS).filter((op) => !new Set(ops(OP_INPUTS)).has(op))
    expect(missing).toEqual(['AudioMicrofrontend'])
    expect(new Set(ops(OP_INPUTS)).size).toBe(ops(OP_INPUTS).length)
  })
})
