import { describe, expect, it } from 'vitest'
import { arraysFor, runOptions } from './run-options.js'
import { Tensor } from './tensor.js'
import { writeInto } from './write-into.js'

describe('the option into', () => {
  it('gives each fetch its array', () => {
    const y = new Float32Array(2)
    expect(arraysFor(['x', 'y'], { y })).toEqual([undefined, y])
    expect(arraysFor(['x', 'y'], { x: undefined, y })).toEqual([undefined, y])
    expect(arraysFor(['x'], undefined)).toBeUndefined()
    expect(arraysFor(['constructor'], {})).toEqual([undefined])
  })

  it('takes typed arrays alone', () => {
    const refused = expect.objectContaining({ code: 'ERR_ARGUMENT', option: 'into' })
    for (const into of [{ y: [1, 2] }, { y: new DataView(new ArrayBuffer(8)) }, 'y', null]) {
      expect(() => runOptions({ into } as never)).toThrow(refused)
    }
    expect(runOptions({ into: { y: new Uint8Array(1), x: undefined } }).into).toHaveProperty('y')
  })

  it('refuses arrays that share memory, of which one result would be lost', () => {
    const both = new Float32Array(4)
    const into = (y: Float32Array, z: Float32Array) => () => arraysFor(['y', 'z'], { y, z })
    const refused = expect.objectContaining({ code: 'ERR_ARGUMENT', option: 'into' })
    expect(into(both, both)).toThrow(refused)
    expect(into(both.subarray(0, 3), both.subarray(2))).toThrow(refused)
    expect(into(both.subarray(2), both.subarray(0, 3))).toThrow(refused)
    expect(into(both.subarray(0, 2), both.subarray(2))()).toHaveLength(2)
  })

  it('refuses two arrays for one tensor', () => {
    const into = { y: new Float32Array(1), 'y:0': new Float32Array(1) }
    expect(() => arraysFor(['y'], into, () => 'y')).toThrow(
      expect.objectContaining({ code: 'ERR_TENSOR_NAME', tensor: 'y' }),
    )
  })

  it('refuses an array for what is not fetched', () => {
    expect(() => arraysFor(['y'], { z: new Float32Array(1) })).toThrow(
      expect.objectContaining({ code: 'ERR_TENSOR_NAME', tensor: 'z', known: ['y'] }),
    )
  })
})

describe('the option signal', () => {
  it('may be of a library that has signals of its own', () => {
    const signal = {
      aborted: false,
      addEventListener() {},
      removeEventListener() {},
      [Symbol.toStringTag]: 'AbortSignal',
    }
    expect(runOptions({ signal } as never).signal).toBe(signal)
    expect(() => runOptions({ signal: {} } as never)).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT' }))
  })
})

describe('writeInto', () => {
  const result = new Tensor('float32', [2], Float32Array.of(1, 2))

  it('copies a result that the engine left elsewhere, and no other', () => {
    const array = new Float32Array(2)
    const written = writeInto(result, 'y', array)
    expect(written.data).toBe(array)
    expect([...array]).toEqual([1, 2])
    expect(writeInto(written, 'y', array)).toBe(written)
    expect(writeInto(result, 'y', undefined)).toBe(result)
  })

  it.each([
    ['of another length', new Float32Array(3)],
    ['of another dtype', new Int32Array(2)],
  ])('refuses an array %s', (_what, array) => {
    expect(() => writeInto(result, 'y', array)).toThrow(
      expect.objectContaining({ code: 'ERR_TENSOR_MISMATCH', tensor: 'y' }),
    )
  })
})
