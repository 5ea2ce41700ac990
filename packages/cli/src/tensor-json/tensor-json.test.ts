import { ArgumentError, DTYPES, type DType, Tensor, type TensorData } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { readFeeds } from './read.js'
import { writeTensors } from './write.js'

const SAMPLES: { [D in DType]: TensorData[D] } = {
  float32: Float32Array.of(0.1, -0, NaN, Infinity, -Infinity, 3e38),
  float64: Float64Array.of(0.1, -0, NaN, Infinity, -Infinity, 5e-324),
  float16: Uint16Array.of(0x3c00, 0x8000, 0x7c00, 0xfc00, 0x0001, 0x7bff),
  int8: Int8Array.of(-128, 127, 0, 1, 2, 3),
  int16: Int16Array.of(-32768, 32767, 0, 1, 2, 3),
  int32: Int32Array.of(-2147483648, 2147483647, 0, 1, 2, 3),
  int64: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, 9007199254740993n, 0n, 1n, 2n),
  uint8: Uint8Array.of(0, 255, 1, 2, 3, 4),
  uint16: Uint16Array.of(0, 65535, 1, 2, 3, 4),
  uint32: Uint32Array.of(0, 4294967295, 1, 2, 3, 4),
  uint64: BigUint64Array.of(0n, 2n ** 64n - 1n, 1n, 2n, 3n, 4n),
  bool: Uint8Array.of(0, 1, 1, 0, 1, 0),
  string: ['', 'mobile', 'é', '日本', '\0', ' '].map((text) => Buffer.from(text)),
  complex64: Float32Array.of(1, -1, 0, NaN, Infinity, 2, 3, 4, 5, 6, 7, 8),
}

const feeds = (tensor: unknown) => readFeeds(JSON.stringify({ x: tensor }), 'feeds.json')
const message = (tensor: unknown): string => {
  try {
    feeds(tensor)
  } catch (error) {
    expect(error).toBeInstanceOf(ArgumentError)
    return (error as ArgumentError).message
  }
  throw new Error('expected an error')
}

describe('writeTensors and readFeeds', () => {
  it.each(DTYPES)('keep every bit of %s', (dtype) => {
    const text = writeTensors([['x:0', new Tensor(dtype, [2, 3], SAMPLES[dtype])]])
    const tensor = readFeeds(text, 'feeds.json').get('x:0')!
    expect(tensor.dtype).toBe(dtype)
    expect(tensor.shape).toEqual([2, 3])
    expect(tensor.data).toEqual(SAMPLES[dtype])
    expect(() => JSON.parse(text)).not.toThrow()
  })

  it('keep scalars and empty tensors', () => {
    const text = writeTensors([
      ['scalar', new Tensor('float32', [], Float32Array.of(7.5))],
      ['empty', new Tensor('int64', [0, 2], new BigInt64Array(0))],
    ])
    const tensors = readFeeds(text, 'feeds.json')
    expect(tensors.get('scalar')).toEqual(new Tensor('float32', [], Float32Array.of(7.5)))
    expect(tensors.get('empty')).toEqual(new Tensor('int64', [0, 2], new BigInt64Array(0)))
  })

  it('write words and decimal strings where JSON has no number', () => {
    const text = writeTensors([
      ['y', new Tensor('float32', [3], Float32Array.of(NaN, Infinity, -Infinity))],
      ['n', new Tensor('int64', [1], BigInt64Array.of(9007199254740993n))],
    ])
    expect(JSON.parse(text)).toEqual({
      y: { dtype: 'float32', shape: [3], data: ['NaN', 'Infinity', '-Infinity'] },
      n: { dtype: 'int64', shape: [1], data: ['9007199254740993'] },
    })
  })
})

describe('readFeeds', () => {
  const tensor = { dtype: 'float32', shape: [1], data: [1] }

  it('takes tensors by name, or an object with them under feeds', () => {
    expect([...readFeeds(JSON.stringify({ a: tensor }), 'f').keys()]).toEqual(['a'])
    expect([...readFeeds(JSON.stringify({ feeds: { a: tensor }, fetches: {}, tolerance: 1 }), 'f').keys()]).toEqual([
      'a',
    ])
    expect([...readFeeds(JSON.stringify({ feeds: tensor }), 'f').keys()]).toEqual(['feeds'])
  })

  it('takes the bare words Python writes, and leaves the same words inside strings alone', () => {
    const text = '{"NaN": {"dtype": "float64", "shape": [3], "data": [NaN, -Infinity, Infinity]}}'
    expect(readFeeds(text, 'f').get('NaN')!.data).toEqual(Float64Array.of(NaN, -Infinity, Infinity))
  })

  it('takes small int64 as numbers too', () => {
    expect(feeds({ dtype: 'int64', shape: [2], data: [-3, '4'] }).get('x')!.data).toEqual(BigInt64Array.of(-3n, 4n))
  })

  it('says what is wrong, and where', () => {
    expect(() => readFeeds('{', 'feeds.json')).toThrow(/^feeds.json is not JSON/)
    expect(() => readFeeds('[1]', 'feeds.json')).toThrow(/object of tensors by name/)
    expect(message(3)).toMatch(/feeds.json: x should be an object with dtype, shape and data/)
    expect(message({ ...tensor, dtype: 'float' })).toMatch(/dtype "float"; expected one of float32/)
    expect(message({ dtype: 'float32', data: [1] })).toMatch(/shape missing/)
    expect(message({ ...tensor, shape: [-1] })).toMatch(/shape \[-1\]/)
    expect(message({ ...tensor, data: 1 })).toMatch(/flat list/)
    expect(message({ ...tensor, shape: [2, 3] })).toMatch(/1 element in data, but shape \[2, 3\] takes 6/)
    expect(message({ ...tensor, data: ['nan'] })).toMatch(/element 0 is "nan", but float32 takes a number/)
    expect(message({ dtype: 'uint8', shape: [2], data: [1, 256] })).toMatch(/element 1 is 256/)
    expect(message({ dtype: 'int32', shape: [1], data: [1.5] })).toMatch(/whole number/)
    expect(message({ dtype: 'int64', shape: [1], data: [2 ** 60] })).toMatch(/decimal string/)
    expect(message({ dtype: 'int64', shape: [1], data: ['9223372036854775808'] })).toMatch(/decimal string/)
    expect(message({ dtype: 'bool', shape: [1], data: [1] })).toMatch(/true or false/)
    expect(message({ dtype: 'string', shape: [1], data: ['caf\u00e9'] })).toMatch(/base64/)
    expect(message({ dtype: 'complex64', shape: [1], data: [1] })).toMatch(/pair/)
  })
})
