import { describe, expect, it } from 'vitest'
import { decodeStrings } from './strings.js'
import { Tensor, tensorOf } from './tensor.js'

const mismatch = (message: string) =>
  expect.objectContaining({
    name: 'TensorMismatchError',
    code: 'ERR_TENSOR_MISMATCH',
    message: expect.stringContaining(message),
  })

describe('Tensor', () => {
  it('holds the data as they are', () => {
    const data = new Float32Array(6)
    expect(new Tensor('float32', [2, 3], data)).toMatchObject({ dtype: 'float32', shape: [2, 3], data })
    expect(new Tensor('float32', [2, 3], data).data).toBe(data)
  })

  it('keeps its shape when the array it was given changes', () => {
    const shape = [2, 3]
    const tensor = new Tensor('int8', shape, new Int8Array(6))
    shape[0] = 7
    expect(tensor.shape).toEqual([2, 3])
  })

  it('takes scalars, tensors without elements, and two numbers for each complex one', () => {
    expect(new Tensor('bool', [], Uint8Array.of(1)).data.length).toBe(1)
    expect(new Tensor('int64', [0, 4], new BigInt64Array(0)).data.length).toBe(0)
    expect(new Tensor('complex64', [2], new Float32Array(4)).shape).toEqual([2])
  })

  it('takes strings as text or bytes', () => {
    const tensor = new Tensor('string', [2], ['zoo', 'é'])
    expect(tensor.data).toEqual([Buffer.from('zoo'), Buffer.from('é')].map((bytes) => new Uint8Array(bytes)))
    expect(decodeStrings(tensor)).toEqual(['zoo', 'é'])
    expect(decodeStrings(new Tensor('string', [1], [Uint8Array.of(0xff)]))).toEqual(['\ufffd'])
  })

  it.each([
    [
      'data of another dtype',
      () => new Tensor('float32', [1], new Float64Array(1) as never),
      'A float32 tensor holds a Float32Array',
    ],
    ['an array of numbers', () => new Tensor('float32', [1], [1] as never), 'not [1]'],
    [
      'too few',
      () => new Tensor('float32', [2, 3], new Float32Array(5)),
      'float32 [2, 3] takes 6 elements, not a Float32Array of length 5',
    ],
    ['strings that are none', () => new Tensor('string', [1], [5] as never), 'array of strings'],
    ['too many strings', () => new Tensor('string', [], ['a', 'b']), 'takes 1 element'],
  ])('rejects %s', (_, make, message) => expect(make).toThrow(mismatch(message)))

  it.each([
    ['a dtype there is not', () => new Tensor('float' as 'float32', [1], new Float32Array(1))],
    ['a negative dimension', () => new Tensor('float32', [-1], new Float32Array(1))],
    ['a broken dimension', () => new Tensor('float32', [1.5], new Float32Array(1))],
    ['no shape', () => new Tensor('float32', undefined as never, new Float32Array(1))],
  ])('rejects %s', (_, make) => expect(make).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT' })))

  it('is told from anything else', () => {
    expect(Tensor.isTensor(new Tensor('int8', [0], new Int8Array(0)))).toBe(true)
    expect([null, {}, 5, { dtype: 'int8', shape: [0], data: new Int8Array(0) }].some(Tensor.isTensor)).toBe(false)
  })
})

describe('tensorOf', () => {
  it('is a view of the bytes', () => {
    const { buffer } = Float32Array.of(1, 2, 3, 4)
    const tensor = tensorOf('float32', [2, 2], buffer)
    expect((tensor.data as Float32Array).buffer).toBe(buffer)
    expect([...tensor.data]).toEqual([1, 2, 3, 4])
  })

  it('rejects bytes that are too few and dtypes that there are not', () => {
    expect(() => tensorOf('int64', [2], new ArrayBuffer(15))).toThrow(mismatch('15 bytes'))
    expect(() => tensorOf(undefined, [2], new ArrayBuffer(15))).toThrow(mismatch('resource'))
  })
})
