import { describe, expect, it } from 'vitest'
import * as errors from '../errors.js'
import { errorOfForm, formOfError } from './error-form.js'

const across = (error: unknown) => errorOfForm(JSON.parse(JSON.stringify(formOfError(error))))

const cause = Object.assign(new Error('inside'), { code: 'ENOENT' })

describe('errors that cross between processes', () => {
  it.each([
    new errors.NativeLoadError('m', {
      platform: 'linux-x64',
      tried: [{ place: 'p', reason: 'r' }],
      advice: 'a',
      cause,
    }),
    new errors.ModelLoadError('m', { path: '/p', expected: 'e', actual: 'a', cause }),
    new errors.TensorNameError('m', { tensor: 't', known: ['a', 'b'] }),
    new errors.TensorMismatchError('m', {
      tensor: 't',
      expected: { dtype: null, shape: [null, 2] },
      received: { length: 3 },
    }),
    new errors.ArgumentError('m', { option: 'o', expected: 'e', received: [1] }),
    new errors.NoEngineError('m', { engines: [{ engine: 'e', reason: 'r', advice: 'a' }], advice: 'a', cause }),
    new errors.UnsupportedGraphError('m', { nodes: [{ node: 'n', op: 'o', reason: 'r' }] }),
    new errors.RunError('m', { status: 'S', engine: 'e', model: undefined, cause }),
    new errors.BusyError('m', { limit: 1, waiting: 2 }),
    new errors.DisposedError('Model'),
  ])('keep class, code, fields and cause: $code', (error) => {
    const received = across(error)
    expect(received).toBeInstanceOf(error.constructor)
    expect(errors.InferenceError.isInstance(received)).toBe(true)
    expect({ ...received }).toEqual({ ...error })
    expect([received.name, received.message]).toEqual([error.name, error.message])
    if (error.cause) expect(received.cause).toMatchObject({ message: 'inside', code: 'ENOENT' })
    else expect(received.cause).toBeUndefined()
  })

  it('say in words what JSON cannot hold', () => {
    const error = new errors.ArgumentError('m', { option: 'o', expected: 'e', received: 1n })
    expect(across(error)).toMatchObject({ code: 'ERR_ARGUMENT', received: '1n' })
  })

  it('keep errors of other kinds', () => {
    expect(across(new TypeError('t'))).toMatchObject({ name: 'TypeError', message: 't' })
    expect(across('a word')).toMatchObject({ message: 'a word' })
    expect(across(new errors.InferenceError('ERR_NEW', 'm'))).toMatchObject({ code: 'ERR_NEW', message: 'm' })
  })

  it('end a chain of causes', () => {
    const error = new Error('round')
    error.cause = error
    expect(across(error).message).toBe('round')
  })
})
