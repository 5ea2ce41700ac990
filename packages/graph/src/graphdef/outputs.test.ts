import { describe, expect, it } from 'vitest'
import { graphBytes, type TestNode } from '../../test/support/graph-bytes.js'
import type { Node } from './graph.js'
import { OPS } from './op-table.js'
import { isKnownOp, outputCount, outputDtype } from './outputs.js'
import { readGraph } from './read.js'

const node = (op: string, attrs: TestNode['attrs'] = {}): Node =>
  readGraph(graphBytes({ nodes: [{ name: 'n', op, attrs }] })).nodes[0]!

const dtypesOf = (n: Node) => Array.from({ length: outputCount(n) ?? -1 }, (_, output) => outputDtype(n, output))

describe('the op table', () => {
  it('has every op once', () => {
    const ops = OPS.flatMap(([, names]) => names.split(/\s+/))
    expect(ops.filter((op, i) => ops.indexOf(op) !== i)).toEqual([])
    expect(ops.every((op) => /^_?[A-Z]\w+$/.test(op))).toBe(true)
  })

  it('has outputs that can be read', () => {
    for (const output of OPS.flatMap(([outputs]) => (outputs === '' ? [] : outputs.split(', ')))) {
      expect(output).toMatch(/^((\w+\*)?\w+(=\w+)?|\[\w+\])$/)
    }
  })
})

describe('outputs of a node', () => {
  it.each([
    ['Relu', { T: { type: 'float16' } }, ['float16']],
    ['Shape', { T: { type: 'float32' } }, ['int32']],
    ['Shape', { out_type: { type: 'int64' } }, ['int64']],
    ['ArgMax', {}, ['int64']],
    ['Cast', { SrcT: { type: 'float32' }, DstT: { type: 'uint8' } }, ['uint8']],
    ['ResizeBilinear', { T: { type: 'uint8' } }, ['float32']],
    ['Equal', { T: { type: 'float32' } }, ['bool']],
    ['Unique', { T: { type: 'string' } }, ['string', 'int32']],
    ['Unique', { T: { type: 'string' }, out_idx: { type: 'int64' } }, ['string', 'int64']],
    ['TopKV2', { T: { type: 'float32' } }, ['float32', 'int32']],
    ['Split', { T: { type: 'float32' }, num_split: { int: 3 } }, ['float32', 'float32', 'float32']],
    ['Unpack', { T: { type: 'int64' }, num: { int: 0 } }, []],
    ['Switch', { T: { type: 'bool' } }, ['bool', 'bool']],
    ['_SwitchN', { T: { type: 'bool' }, num_outs: { int: 3 } }, ['bool', 'bool', 'bool']],
    ['Merge', { T: { type: 'bool' } }, ['bool', 'int32']],
    ['StatelessWhile', { T: { types: ['int32', 'float32', 20] } }, ['int32', 'float32', null]],
    ['PartitionedCall', { Tout: { types: ['string'] } }, ['string']],
    ['FusedBatchNormV3', { T: { type: 'float16' }, U: { type: 'float32' } }, ['float16', ...Array(5).fill('float32')]],
    ['TensorArrayV3', {}, [null, 'float32']],
    ['NoOp', {}, []],
  ] as const)('%s %j has %j', (op, attrs, dtypes) => {
    expect(dtypesOf(node(op, attrs))).toEqual(dtypes)
  })

  it('are not known of an op that is not, but for the usual attribute', () => {
    const custom = node('MyCustomOp', { T: { type: 'float32' } })
    expect(isKnownOp('MyCustomOp')).toBe(false)
    expect(outputCount(custom)).toBeUndefined()
    expect(outputDtype(custom, 0)).toBe('float32')
    expect(outputDtype(custom, 1)).toBeNull()
    expect(outputDtype(node('MyCustomOp'), 0)).toBeNull()
  })

  it('are not known when the attribute that counts them is missing or wrong', () => {
    expect(outputCount(node('Split'))).toBeUndefined()
    expect(outputCount(node('Split', { num_split: { int: -1 } }))).toBeUndefined()
    expect(outputDtype(node('Split', { T: { type: 'int8' } }), 0)).toBeNull()
  })

  it('of a call by a function of the library are its results', () => {
    const graph = readGraph(
      graphBytes({
        nodes: [{ name: 'call', op: 'both', inputs: [] }],
        functions: [
          { name: 'both', args: { a: 'int64' }, results: { r: ['int64', 'a'], s: ['string', 'a'] }, nodes: [] },
        ],
      }),
    )
    const call = graph.node('call')!
    expect(outputCount(call, graph.functions)).toBe(2)
    expect(outputDtype(call, 1, graph.functions)).toBe('string')
  })
})
