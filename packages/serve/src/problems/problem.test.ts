import { ArgumentError, BusyError, ImageError, ModelLoadError, NativeLoadError, RunError } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { problemOf, problemResponse, UploadedModelError } from './problem.js'
import { RequestError } from './request-error.js'
import { STATUSES } from './statuses.js'

describe('problemOf', () => {
  it('answers our errors with their code, status and sentence', () => {
    const { problem, headers } = problemOf(new ImageError('It is damaged.'), 'id')
    expect(problem).toEqual({
      type: expect.stringMatching(/errors\.md#err_image$/),
      title: STATUSES.ERR_IMAGE.title,
      status: 422,
      detail: 'It is damaged.',
      code: 'ERR_IMAGE',
      requestId: 'id',
    })
    expect(headers).toEqual({})
    const argument = new ArgumentError('It is not.', { option: 'x', expected: 'y', received: 1 })
    expect(problemOf(argument, 'id').problem).toMatchObject({ status: 400, code: 'ERR_ARGUMENT' })
  })

  it('answers an image over a limit with 413, uploaded model or not', () => {
    const error = new ImageError('It is large.', { option: 'limitInputPixels' })
    for (const thrown of [error, new UploadedModelError(error)]) {
      expect(problemOf(thrown, 'id').problem).toMatchObject({ status: 413, code: 'ERR_IMAGE' })
    }
  })

  it('tells clients nothing of the inside', () => {
    const secrets = [
      new Error('secret'),
      'secret',
      undefined,
      new ModelLoadError('/srv/secret', { path: '/srv/secret' }),
      new NativeLoadError('secret', { platform: 'x', tried: [], advice: 'secret' }),
      new RunError('secret', { status: 'secret', engine: 'litert' }),
      new UploadedModelError(new NativeLoadError('secret', { platform: 'x', tried: [], advice: 'secret' })),
      new UploadedModelError(new TypeError('secret')),
      { code: 'ERR_IMAGE', message: 'secret' },
    ]
    for (const secret of secrets) {
      const { problem } = problemOf(secret, 'id')
      expect(problem.status).toBe(500)
      expect(JSON.stringify(problem)).not.toContain('secret')
    }
  })

  it('tells the client of its own model', () => {
    const run = new RunError('It hangs.', { status: 'PROCESS_TIMEOUT', engine: 'wasm' })
    expect(problemOf(new UploadedModelError(run), 'id').problem).toMatchObject({
      status: 422,
      code: 'ERR_RUN',
      reason: 'PROCESS_TIMEOUT',
      detail: 'It hangs.',
    })
  })

  it('says when to try again', () => {
    const busy = new BusyError('It is full.', { limit: 1, waiting: 1 })
    expect(problemOf(busy, 'id', 7).headers).toEqual({ 'retry-after': '7' })
    const method = new RequestError('ERR_METHOD', 'No.', { headers: { allow: 'GET' } })
    expect(problemOf(method, 'id').headers).toEqual({ allow: 'GET' })
  })

  it('makes a response of every code', async () => {
    for (const [code, { status }] of Object.entries(STATUSES)) {
      const response = problemResponse(problemOf(new RequestError(code as never, 'Sentence.'), 'id'))
      expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
      expect(await response.json()).toMatchObject({ code, status })
    }
  })
})
