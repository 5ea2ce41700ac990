import { runInNewContext } from 'node:vm'
import { DTYPES } from '@zoo/graph/base'
import { describe, expect, it } from 'vitest'
import { dataLength, dtypeOfArray, heldAs, sizeOf, TYPED_ARRAY } from './dtype.js'

describe('dtypeOfArray', () => {
  it.each([
    [new Float32Array(1), 'float32'],
    [new Float64Array(1), 'float64'],
    [new Int8Array(1), 'int8'],
    [new Int16Array(1), 'int16'],
    [new Int32Array(1), 'int32'],
    [new BigInt64Array(1), 'int64'],
    [new Uint8Array(1), 'uint8'],
    [new Uint8ClampedArray(1), 'uint8'],
    [Buffer.from('a'), 'uint8'],
    [new Uint16Array(1), 'uint16'],
    [new Uint32Array(1), 'uint32'],
    [new BigUint64Array(1), 'uint64'],
    [new DataView(new ArrayBuffer(1)), undefined],
  ])('%o', (array, dtype) => expect(dtypeOfArray(array)).toBe(dtype))
})

describe('heldAs', () => {
  it('is the array itself where that holds the dtype', () => {
    for (const dtype of DTYPES) {
      if (dtype === 'string') continue
      const array = new TYPED_ARRAY[dtype](2)
      expect(heldAs(dtype, array)).toBe(array)
    }
  })

  it('is a view of the same memory where another class holds the same bits', () => {
    const memory = new ArrayBuffer(8)
    for (const array of [new Uint8ClampedArray(memory, 2, 3), Buffer.from(memory, 2, 3)]) {
      const view = heldAs('uint8', array)!
      expect(Object.getPrototypeOf(view)).toBe(Uint8Array.prototype)
      expect([view.buffer, view.byteOffset, view.length]).toEqual([memory, 2, 3])
    }
  })

  it('is a view where another realm made the array', () => {
    const foreign = runInNewContext('Float32Array.of(1, 2)') as Float32Array
    const view = heldAs('float32', foreign)!
    expect(view).toEqual(Float32Array.of(1, 2))
    expect(view.buffer).toBe(foreign.buffer)
  })

  it('is undefined for other elements', () => {
    expect(heldAs('float32', new Float64Array(1))).toBeUndefined()
    expect(heldAs('int8', new Uint8Array(1))).toBeUndefined()
    expect(heldAs('uint16', new Uint8Array(1))).toBeUndefined()
    expect(heldAs('uint8', new DataView(new ArrayBuffer(1)))).toBeUndefined()
  })
})

it('counts elements, and twice as many numbers for complex64', () => {
  expect([sizeOf([]), sizeOf([2, 3]), sizeOf([2, 0, 3])]).toEqual([1, 6, 0])
  expect([dataLength('float32', [2, 3]), dataLength('complex64', [2, 3])]).toEqual([6, 12])
})
