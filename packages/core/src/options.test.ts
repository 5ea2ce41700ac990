import { expect, it } from 'vitest'
import { isBoolean, isCount, isCountOrZero, isOneOf, isSignal, isThreadCount, resolveOptions } from './options.js'

const DEFAULTS = { threads: 2, verbose: false }
const resolve = (given: object | undefined) =>
  resolveOptions('load', DEFAULTS, { threads: isCount, verbose: isBoolean }, given)

it('puts what is given over the defaults', () => {
  expect(resolve(undefined)).toBe(DEFAULTS)
  expect(resolve({ threads: 3, verbose: undefined })).toEqual({ threads: 3, verbose: false })
  expect(DEFAULTS).toEqual({ threads: 2, verbose: false })
})

it('rejects options there are not', () => {
  expect(() => resolve({ thread: 3 })).toThrow(
    expect.objectContaining({
      code: 'ERR_ARGUMENT',
      option: 'thread',
      message: "load has no option 'thread'; it has 'threads', 'verbose'.",
    }),
  )
  expect(() => resolve(JSON.parse('{"__proto__": 3}'))).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT' }))
})

it('rejects values that are none', () => {
  for (const threads of [0, 1.5, NaN, '2', null, 2n]) {
    expect(() => resolve({ threads })).toThrow(
      expect.objectContaining({
        code: 'ERR_ARGUMENT',
        option: 'threads',
        expected: 'a whole number from 1 up',
        received: threads,
      }),
    )
  }
  for (const given of [null, 5, 'x', []]) {
    expect(() => resolve(given as object)).toThrow(
      expect.objectContaining({ code: 'ERR_ARGUMENT', option: 'load options' }),
    )
  }
})

it('has checks for what options are', () => {
  expect([0, 7, -1, 0.5].map((value) => isCountOrZero.test(value))).toEqual([true, true, false, false])
  expect([1, 1024, 0, 1025, 1.5].map((value) => isThreadCount.test(value))).toEqual([true, true, false, false, false])
  expect([new AbortController().signal, {}, null].map((value) => isSignal.test(value))).toEqual([true, false, false])
  expect(isOneOf(['a', 'b'])).toMatchObject({ expected: "one of 'a', 'b'" })
})
