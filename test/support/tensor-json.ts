import { type DType, Tensor, type TensorData } from '@zoo/core'
import { expect } from 'vitest'

/** A tensor as the files in graphs/ have it: int64 as decimal strings, string as base64, NaN and infinities as words. */
export interface TensorJson {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: readonly (number | string | boolean)[]
}

const ARRAYS = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array, uint8: Uint8Array }

/** The tensor that a file describes. */
export function fromJson({ dtype, shape, data }: TensorJson): Tensor {
  const make = <D extends DType>(own: D, array: TensorData[D]): Tensor => new Tensor<DType>(own, shape, array)
  if (dtype === 'string')
    return make(
      dtype,
      data.map((text) => new Uint8Array(Buffer.from(String(text), 'base64'))),
    )
  if (dtype === 'int64') return make(dtype, BigInt64Array.from(data.map((text) => BigInt(text as string))))
  const TypedArray = ARRAYS[dtype as 'float32']
  if (!TypedArray) throw new Error(`No file has had ${dtype} so far; add it here.`)
  return make(dtype as 'float32', TypedArray.from(data as number[], Number))
}

/** Asserts that a tensor is what a file expects: dtype and shape exactly, floats within `tolerance` of their magnitude or of 1. */
export function expectTensor(received: Tensor, json: TensorJson, tolerance: number): void {
  expect({ dtype: received.dtype, shape: received.shape }).toEqual({ dtype: json.dtype, shape: json.shape })
  const expected = fromJson(json)
  expect(received.data.length).toBe(expected.data.length)
  if (!json.dtype.startsWith('float')) {
    expect(received.data).toEqual(expected.data)
    return
  }
  const values = received.data as Float32Array
  const wrong = (expected.data as Float32Array).findIndex((value, i) => !isClose(values[i]!, value, tolerance))
  if (wrong >= 0) {
    expect.fail(`Element ${wrong} is ${values[wrong]}, not ${expected.data[wrong]} within ${tolerance}.`)
  }
}

const isClose = (received: number, expected: number, tolerance: number): boolean =>
  Object.is(received, expected) ||
  received === expected ||
  Math.abs(received - expected) <= tolerance * Math.max(1, Math.abs(expected))
