import type { DType, PartialShape, TensorSpec } from '@zoo/graph/base'
import { describe, expect, it } from 'vitest'
import type { FixedDType } from './dtype.js'
import { toTensor } from './feeds.js'
import { toFloat16 } from './float16.js'
import { readyToRun } from './held-feeds.js'
import { Tensor } from './tensor.js'

/** Resizable buffers are in every Node we run on, but not in the types of ES2023. */
type ResizableBuffer = ArrayBuffer & { resize(length: number): void }
type ResizableBufferConstructor = new (length: number, options: { maxByteLength: number }) => ResizableBuffer

const spec = (dtype: DType | null, shape: PartialShape): TensorSpec => ({ name: 'x', dtype, shape })
const bytes = (text: string) => new TextEncoder().encode(text)

const mismatch = (...parts: readonly string[]) =>
  expect.objectContaining({
    code: 'ERR_TENSOR_MISMATCH',
    tensor: 'x',
    message: expect.stringMatching(new RegExp(parts.map((part) => part.replace(/[[\]().?+*^$|]/g, '\\$&')).join('.*'))),
  })

describe('typed arrays', () => {
  it('are held and not copied', () => {
    const data = new Float32Array(6)
    expect(toTensor(spec('float32', [2, 3]), data).data).toBe(data)
    const pixels = Buffer.alloc(6)
    expect((toTensor(spec('uint8', [6]), pixels).data as Uint8Array).buffer).toBe(pixels.buffer)
  })

  it.each<[string, FixedDType, ArrayBufferView]>([
    ['float32', 'float32', Float32Array.of(1, 2)],
    ['float64', 'float64', Float64Array.of(1, 2)],
    ['float16 bits', 'float16', Uint16Array.of(0x3c00, 0x4000)],
    ['int8', 'int8', Int8Array.of(1, 2)],
    ['int16', 'int16', Int16Array.of(1, 2)],
    ['int32', 'int32', Int32Array.of(1, 2)],
    ['int64', 'int64', BigInt64Array.of(1n, 2n)],
    ['uint8', 'uint8', Uint8Array.of(1, 2)],
    ['uint8 of a canvas', 'uint8', Uint8ClampedArray.of(1, 2)],
    ['uint16', 'uint16', Uint16Array.of(1, 2)],
    ['uint32', 'uint32', Uint32Array.of(1, 2)],
    ['uint64', 'uint64', BigUint64Array.of(1n, 2n)],
    ['bool', 'bool', Uint8Array.of(1, 0)],
    ['complex64', 'complex64', Float32Array.of(1, 2, 3, 4)],
    ['in shared memory', 'float32', new Float32Array(new SharedArrayBuffer(8))],
  ])('%s', (_, dtype, data) => {
    const tensor = toTensor(spec(dtype, [2]), data)
    expect(tensor).toMatchObject({ dtype, shape: [2] })
    expect((tensor.data as Uint8Array).buffer).toBe(data.buffer)
  })

  it('hold their own dtype where the graph says none', () => {
    expect(toTensor(spec(null, null), new Int16Array(3))).toMatchObject({ dtype: 'int16', shape: [3] })
    expect(toTensor(spec(null, [null]), new Uint8ClampedArray(3))).toMatchObject({ dtype: 'uint8', shape: [3] })
  })

  it.each<[DType, ArrayBufferView, string]>([
    ['float32', new Float64Array(1), 'Float32Array.from(values)'],
    ['float32', new BigInt64Array(1), 'Float32Array.from(values, Number)'],
    ['int64', new Int32Array(1), 'BigInt64Array.from(values, BigInt)'],
    ['float16', new Float32Array(1), 'toFloat16(values)'],
    ['bool', new Int8Array(1), 'a Uint8Array of 0 and 1'],
    ['complex64', new Float64Array(2), 'a Float32Array of real and imaginary parts'],
    ['uint8', new DataView(new ArrayBuffer(1)), 'a DataView'],
    ['uint8', new Int8Array(1), 'Uint8Array.from(values)'],
  ])('for %s reject %o', (dtype, data, advice) => {
    expect(() => toTensor(spec(dtype, [1]), data)).toThrow(mismatch(`'x' should be ${dtype} [1]`, advice))
  })

  it('point to quantize() where the input is quantised', () => {
    const quantised: TensorSpec = { ...spec('uint8', [1]), quantization: { scales: [1], zeroPoints: [0], axis: 0 } }
    expect(() => toTensor(quantised, new Float32Array(1))).toThrow(mismatch('quantize()'))
  })

  it('are rejected when they were transferred elsewhere', () => {
    const data = new Float32Array(2)
    structuredClone(data, { transfer: [data.buffer] })
    expect(() => toTensor(spec('float32', [2]), data)).toThrow(mismatch('transferred'))
    expect(() => toTensor(spec('float32', [0]), data)).toThrow(mismatch('transferred'))
  })

  it('are rejected for bool when they hold more than 0 and 1', () => {
    expect(() => toTensor(spec('bool', [2]), Uint8Array.of(1, 2))).toThrow(mismatch('its element 1 is 2'))
    expect(() => toTensor(spec('bool', [1]), new Tensor('bool', [1], Uint8Array.of(9)))).toThrow(mismatch('is 9'))
  })
})

describe('values', () => {
  it.each<[string, DType, unknown, unknown]>([
    ['numbers', 'float32', [1, -2.5, NaN, Infinity], Float32Array.of(1, -2.5, NaN, Infinity)],
    ['half-precision numbers', 'float16', [1, -2], toFloat16([1, -2])],
    ['whole numbers', 'int8', [-128, 127], Int8Array.of(-128, 127)],
    ['whole numbers without sign', 'uint32', [0, 4294967295], Uint32Array.of(0, 4294967295)],
    ['bigints', 'int64', [-(2n ** 63n), 2n ** 63n - 1n], BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n)],
    ['safe numbers for int64', 'int64', [-5, 2 ** 53 - 1], BigInt64Array.of(-5n, 2n ** 53n - 1n)],
    ['bigints without sign', 'uint64', [2n ** 64n - 1n, 3], BigUint64Array.of(2n ** 64n - 1n, 3n)],
    ['booleans', 'bool', [true, false, 1, 0], Uint8Array.of(1, 0, 1, 0)],
    ['strings', 'string', ['zoo', bytes('é')], [bytes('zoo'), bytes('é')]],
  ])('%s', (_, dtype, values, data) => {
    expect(toTensor(spec(dtype, [null]), values).data).toEqual(data)
  })

  it.each<[string, DType, unknown, string]>([
    ['a fraction for int32', 'int32', [1, 1.5], 'its element 1 is 1.5, and int32 takes whole numbers'],
    ['NaN for int32', 'int32', [NaN], 'NaN'],
    ['too large for int8', 'int8', [128], '128'],
    ['too small for uint8', 'uint8', [-1], '-1'],
    ['a bigint for int32', 'int32', [1n], '1n'],
    ['an unsafe number for int64', 'int64', [2 ** 53], '9007199254740992'],
    ['too large for int64', 'int64', [2n ** 63n], '9223372036854775808n'],
    ['negative for uint64', 'uint64', [-1n], '-1n'],
    ['text for a number', 'float32', ['1'], "'1'"],
    ['null', 'float32', [null], 'null'],
    ['a hole', 'float32', new Array(1), 'undefined'],
    ['2 for bool', 'bool', [2], '2'],
    ['a number for string', 'string', [5], '5'],
    ['a boolean for float32', 'float32', [true], 'true'],
    ['an object', 'float32', [{}], 'an object'],
    ['a typed array among values', 'float32', [new Float32Array(1)], 'Float32Array'],
    ['floats for string', 'string', new Float32Array(1), 'Float32Array'],
  ])('reject %s', (_, dtype, values, received) => {
    expect(() => toTensor(spec(dtype, [null]), values)).toThrow(mismatch(received))
  })

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['an object', {}],
    ['a bare buffer', new ArrayBuffer(4)],
    ['a function', () => 0],
    ['a symbol', Symbol('x')],
  ])('reject %s', (_, value) => {
    expect(() => toTensor(spec('float32', [1]), value)).toThrow(mismatch('it was given'))
    expect(() => toTensor(spec(null, null), value)).toThrow(mismatch('it was given'))
  })

  it('have a dtype of their own where the graph says none', () => {
    expect(toTensor(spec(null, null), [1.5]).dtype).toBe('float32')
    expect(toTensor(spec(null, null), 5n)).toEqual(new Tensor('int64', [], BigInt64Array.of(5n)))
    expect(toTensor(spec(null, null), true).dtype).toBe('bool')
    expect(toTensor(spec(null, null), [['a']])).toMatchObject({ dtype: 'string', shape: [1, 1] })
    expect(toTensor(spec(null, null), []).dtype).toBe('float32')
  })

  it('stay as they are', () => {
    const values = Object.freeze([Object.freeze([1, 2]), Object.freeze([3, 4])])
    expect([...toTensor(spec('float32', [2, 2]), values).data]).toEqual([1, 2, 3, 4])
  })
})

describe('scalars', () => {
  it.each<[DType, unknown, unknown]>([
    ['float32', 2.5, Float32Array.of(2.5)],
    ['int64', 7n, BigInt64Array.of(7n)],
    ['bool', true, Uint8Array.of(1)],
    ['string', 'zoo', [bytes('zoo')]],
    ['string', Uint8Array.of(0xff), [Uint8Array.of(0xff)]],
  ])('%s', (dtype, value, data) => {
    expect(toTensor(spec(dtype, []), value)).toMatchObject({ shape: [], data })
    expect(toTensor(spec(dtype, null), value)).toMatchObject({ shape: [], data })
    expect(toTensor(spec(dtype, [1, 1]), value)).toMatchObject({ shape: [1, 1], data })
    expect(toTensor(spec(dtype, [null]), value)).toMatchObject({ shape: [1], data })
  })

  it('may stand in an array of one', () => {
    expect(toTensor(spec('float32', []), [2.5])).toMatchObject({ shape: [] })
    expect(toTensor(spec('float32', []), Float32Array.of(2.5))).toMatchObject({ shape: [] })
  })
})

describe('complex numbers', () => {
  it('are real and imaginary parts in turn, or pairs', () => {
    const data = Float32Array.of(1, 2, 3, 4)
    expect(toTensor(spec('complex64', [2]), [1, 2, 3, 4])).toMatchObject({ shape: [2], data })
    expect(
      toTensor(spec('complex64', null), [
        [1, 2],
        [3, 4],
      ]),
    ).toMatchObject({ shape: [2], data })
    expect(
      toTensor(spec('complex64', [1, 2]), [
        [
          [1, 2],
          [3, 4],
        ],
      ]),
    ).toMatchObject({ shape: [1, 2], data })
    expect(toTensor(spec('complex64', []), [1, 2])).toMatchObject({ shape: [] })
  })

  it('are rejected when half of one is missing', () => {
    expect(() => toTensor(spec('complex64', [null]), [1, 2, 3])).toThrow(mismatch('3 numbers'))
    expect(() => toTensor(spec('complex64', [null]), new Float32Array(3))).toThrow(mismatch('3 numbers'))
  })
})

describe('shapes', () => {
  const six = new Float32Array(6)

  it.each<[string, PartialShape, unknown, readonly number[] | undefined, readonly number[]]>([
    ['the graph fixes it', [2, 3], six, undefined, [2, 3]],
    ['one dimension is open', [null, 3], six, undefined, [2, 3]],
    ['one dimension is open in the middle', [1, null, 2], six, undefined, [1, 3, 2]],
    ['the rank is open', null, six, undefined, [6]],
    ['given', [null, null], six, [3, 2], [3, 2]],
    ['given where the rank is open', null, six, [3, 2, 1], [3, 2, 1]],
    [
      'nested',
      [null, null],
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      undefined,
      [2, 3],
    ],
    ['nested where the rank is open', null, [[[1], [2]]], undefined, [1, 2, 1]],
    ['a flat array of values', [2, 3], [1, 2, 3, 4, 5, 6], undefined, [2, 3]],
    ['nothing', [0, 3], [], undefined, [0, 3]],
    ['nothing, with one dimension open', [null, 3], new Float32Array(0), undefined, [0, 3]],
    ['nothing, with one beside a zero open', [0, null], new Float32Array(0), undefined, [0, 0]],
    ['rows of nothing', [2, 0], [[], []], undefined, [2, 0]],
    ['a tensor', [null, 3], new Tensor('float32', [2, 3], six), undefined, [2, 3]],
    ['a tensor in another shape', [3, 2], new Tensor('float32', [2, 3], six), [3, 2], [3, 2]],
  ])('%s', (_, shape, data, given, settled) => {
    expect(toTensor(spec('float32', shape), data, given).shape).toEqual(settled)
  })

  it.each<[string, PartialShape, unknown, readonly number[] | undefined, string]>([
    ['too few', [2, 3], new Float32Array(5), undefined, 'it has 5 elements, not 6'],
    ['no multiple', [null, 4], six, undefined, 'no multiple of 4'],
    ['two dimensions open', [null, null, 3], six, undefined, 'give the shape'],
    ['a given shape of another size', [null, null], six, [2, 2], 'do not fill the shape [2, 2]'],
    ['a given shape that does not fit', [null, 4], six, [2, 3], 'with 3 and not 4 along axis 1'],
    ['another rank', [1, 224, 224, 3], six, [2, 3], 'of rank 2 and not 4'],
    ['a tensor of another rank', [6], new Tensor('float32', [2, 3], six), undefined, 'of rank 2 and not 1'],
    [
      'nested in another rank',
      [6],
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      undefined,
      'of rank 2 and not 1',
    ],
    ['ragged rows', [null, null], [[1, 2], [3]], undefined, '[1] has 1 and the first has 2'],
    [
      'ragged rows below',
      null,
      [
        [[1], [2]],
        [[3], [4, 5]],
      ],
      undefined,
      '[1][1] has 2',
    ],
    ['values beside rows', null, [[1], 2], undefined, 'element [1] is no array'],
    ['rows beside values', null, [1, [2]], undefined, 'element 1 is an array'],
    [
      'rows among values below',
      null,
      [
        [1, 2],
        [3, [4]],
      ],
      undefined,
      'element [1][1] is an array',
    ],
    ['a scalar for more', [3], 5, undefined, 'it has 1 element, not 3'],
  ])('reject %s', (_, shape, data, given, message) => {
    expect(() => toTensor(spec('float32', shape), data, given)).toThrow(mismatch(message))
  })

  it('reject an array that contains itself', () => {
    const endless: unknown[] = []
    endless.push(endless)
    expect(() => toTensor(spec('float32', null), endless)).toThrow(mismatch('more than 254 deep'))
    let vast: unknown[] = [1, 1, 1, 1]
    for (let i = 0; i < 40; i++) vast = [vast, vast]
    expect(() => toTensor(spec('float32', null), vast)).toThrow(mismatch('more than 4294967295 elements'))
  })

  it.each([[[1.5]], [[-1, 6]], ['6'], [[NaN]], [null]])('reject %j as one', (shape) => {
    expect(() => toTensor(spec('float32', null), six, shape as number[])).toThrow(
      expect.objectContaining({ code: 'ERR_ARGUMENT', option: 'shape' }),
    )
  })
})

describe('tensors', () => {
  it('are passed on as they are', () => {
    const tensor = new Tensor('float32', [2, 3], new Float32Array(6))
    expect(toTensor(spec('float32', [2, null]), tensor)).toBe(tensor)
    expect(toTensor(spec(null, null), tensor)).toBe(tensor)
  })

  it('of another dtype are rejected', () => {
    expect(() => toTensor(spec('float32', [3]), new Tensor('float64', [3], new Float64Array(3)))).toThrow(
      expect.objectContaining({
        message: "The feed 'x' should be float32 [3], but it was given a Tensor of float64 [3].",
        expected: { dtype: 'float32', shape: [3] },
        received: { dtype: 'float64', shape: [3] },
      }),
    )
  })

  it('are rejected when their data were transferred since', () => {
    const data = new Float32Array(3)
    const tensor = new Tensor('float32', [3], data)
    expect(readyToRun([{ name: 'x', tensor }])).toEqual([{ name: 'x', tensor }])
    structuredClone(data, { transfer: [data.buffer] })
    expect(() => readyToRun([{ name: 'x', tensor }])).toThrow(mismatch('transferred'))
    expect(() => toTensor(spec('float32', [3]), tensor)).toThrow(mismatch('transferred'))
  })

  it('are rejected when their memory shrank since', () => {
    const buffer = new (ArrayBuffer as unknown as ResizableBufferConstructor)(12, { maxByteLength: 12 })
    const tensor = new Tensor('float32', [3], new Float32Array(buffer))
    buffer.resize(8)
    expect(() => readyToRun([{ name: 'x', tensor }])).toThrow(mismatch('2 of its 3 elements'))
  })

  it('in shared memory are copied when they are run, and no others', () => {
    const shared = { name: 'x', tensor: new Tensor('float32', [2], new Float32Array(new SharedArrayBuffer(8))) }
    const own = { name: 'y', tensor: new Tensor('float32', [2], new Float32Array(2)) }
    const [copied, same] = readyToRun([shared, own])
    expect(copied!.tensor).toEqual(shared.tensor)
    expect((copied!.tensor.data as Float32Array).buffer).toBeInstanceOf(ArrayBuffer)
    expect(same).toBe(own)
    const feeds = [own]
    expect(readyToRun(feeds)).toBe(feeds)
  })
})
