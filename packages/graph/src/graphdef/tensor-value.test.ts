import type protobuf from 'protobufjs/minimal.js'
import { describe, expect, it } from 'vitest'
import { graphBytes, type TestTensor } from '../../test/support/graph-bytes.js'
import { ModelLoadError } from '../errors.js'
import { tensorAttr } from './attr.js'
import { readGraph } from './read.js'
import { tensorData } from './tensor-value.js'
import { key } from './wire.js'

const stored = (tensor: TestTensor) =>
  tensorAttr(
    readGraph(graphBytes({ nodes: [{ name: 'c', op: 'Const', attrs: { value: { tensor } } }] })).nodes[0]!,
    'value',
  )!

const packed = (field: number, write: (writer: protobuf.Writer) => void) => (writer: protobuf.Writer) => {
  write(writer.uint32(key(field, 'bytes')).fork())
  writer.ldelim()
}

const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer)

describe('tensorData', () => {
  it.each([
    ['float32', Float32Array.of(1.5, -2)],
    ['float64', Float64Array.of(1.5, -2)],
    ['float16', Uint16Array.of(0x3c00, 0xbc00)],
    ['int8', Int8Array.of(1, -2)],
    ['int16', Int16Array.of(1, -2)],
    ['int32', Int32Array.of(1, -2)],
    ['int64', BigInt64Array.of(1n, -(2n ** 60n))],
    ['uint8', Uint8Array.of(1, 255)],
    ['uint16', Uint16Array.of(1, 65535)],
    ['uint32', Uint32Array.of(1, 4294967295)],
    ['uint64', BigUint64Array.of(1n, 2n ** 64n - 1n)],
    ['bool', Uint8Array.of(1, 0)],
  ] as const)('reads %s from one run of bytes', (dtype, array) => {
    const value = stored({ dtype, shape: [2], content: bytesOf(array) })
    expect(value).toMatchObject({ dtype, shape: [2], size: 2 })
    expect(tensorData(value)).toEqual(array)
  })

  it('reads complex64 as real and imaginary parts in turn', () => {
    const array = Float32Array.of(1, 2, 3, 4)
    expect(tensorData(stored({ dtype: 'complex64', shape: [2], content: bytesOf(array) }))).toEqual(array)
    const pairs = packed(9, (w) => w.float(1).float(-1))
    expect(tensorData(stored({ dtype: 'complex64', shape: [2], fields: pairs }))).toEqual(Float32Array.of(1, -1, 1, -1))
  })

  it.each([
    ['float32', packed(5, (w) => w.float(0.5).float(2)), Float32Array.of(0.5, 2)],
    ['float64', packed(6, (w) => w.double(0.5).double(2)), Float64Array.of(0.5, 2)],
    ['int32', packed(7, (w) => w.int32(-5).int32(300)), Int32Array.of(-5, 300)],
    ['uint8', packed(7, (w) => w.int32(5).int32(255)), Uint8Array.of(5, 255)],
    ['int64', packed(10, (w) => w.int64(-5).int64(300)), BigInt64Array.of(-5n, 300n)],
    ['bool', packed(11, (w) => w.bool(true).bool(false)), Uint8Array.of(1, 0)],
    ['float16', packed(13, (w) => w.int32(0x3c00).int32(0)), Uint16Array.of(0x3c00, 0)],
    ['uint32', packed(16, (w) => w.uint32(7).uint32(4294967295)), Uint32Array.of(7, 4294967295)],
    ['uint64', packed(17, (w) => w.uint64(7).uint64(8)), BigUint64Array.of(7n, 8n)],
  ] as const)('reads %s from single values', (dtype, fields, array) => {
    expect(tensorData(stored({ dtype, shape: [2], fields }))).toEqual(array)
  })

  it('reads single values that are not packed', () => {
    const fields = (w: protobuf.Writer) => w.uint32(key(5, 'fixed32')).float(1).uint32(key(5, 'fixed32')).float(2)
    expect(tensorData(stored({ dtype: 'float32', shape: [2], fields }))).toEqual(Float32Array.of(1, 2))
  })

  it('repeats the last of too few values, and takes no value as zeros', () => {
    const fields = packed(5, (w) => w.float(1).float(2))
    expect(tensorData(stored({ dtype: 'float32', shape: [2, 2], fields }))).toEqual(Float32Array.of(1, 2, 2, 2))
    expect(tensorData(stored({ dtype: 'float32', shape: [3] }))).toEqual(new Float32Array(3))
  })

  it('leaves out values beyond the shape', () => {
    const fields = packed(7, (w) => w.int32(1).int32(2).int32(3))
    expect(tensorData(stored({ dtype: 'int32', shape: [], fields }))).toEqual(Int32Array.of(1))
  })

  it('reads strings, empty tensors and scalars', () => {
    const strings = (w: protobuf.Writer) => w.uint32(key(8, 'bytes')).string('a').uint32(key(8, 'bytes')).string('bc')
    const texts = (value: TestTensor) =>
      (tensorData(stored(value)) as readonly Uint8Array[]).map((b) => Buffer.from(b).toString())
    expect(texts({ dtype: 'string', shape: [2], fields: strings })).toEqual(['a', 'bc'])
    expect(texts({ dtype: 'string', shape: [3], fields: strings })).toEqual(['a', 'bc', 'bc'])
    // As one run: the lengths, then the bytes.
    expect(texts({ dtype: 'string', shape: [2], content: Uint8Array.of(1, 2, 97, 98, 99) })).toEqual(['a', 'bc'])
    expect(tensorData(stored({ dtype: 'float32', shape: [0, 4] }))).toEqual(new Float32Array(0))
  })

  it('is a view where the bytes lie aligned, and right where they do not', () => {
    for (let pad = 1; pad <= 8; pad++) {
      const value = { dtype: 'float64', shape: [1], content: bytesOf(Float64Array.of(Math.PI)) } as const
      const bytes = graphBytes({ nodes: [{ name: 'c'.repeat(pad), op: 'Const', attrs: { value: { tensor: value } } }] })
      const read = tensorAttr(readGraph(bytes).nodes[0]!, 'value')!
      expect(tensorData(read)).toEqual(Float64Array.of(Math.PI))
    }
  })

  it('does not make gigabytes of a few bytes', () => {
    const fields = packed(5, (w) => w.float(1))
    const value = stored({ dtype: 'float32', shape: [100_000, 100_000], fields })
    expect(() => tensorData(value)).toThrow(ModelLoadError)
    expect(() => tensorData(value)).toThrow(/shape \[100000, 100000\] in \d+ bytes/)
  })

  it('refuses dtypes we have no tensors of', () => {
    expect(() => tensorData(stored({ dtype: 11, shape: [2] }))).toThrow(/dtype number 11/)
  })
})
