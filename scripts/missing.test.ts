import { describe, expect, it } from 'vitest'
import { Missing } from './missing.mjs'

const failure = (...reasons: string[]) => {
  const cause = new AggregateError(reasons.map((reason) => new Error(reason)))
  return Object.assign(new Error('a long sentence'), { cause: Object.assign(new Error('another'), { cause }) })
}
const missing = (...errors: Error[]) =>
  new Missing({ what: 'x.pb could not be fetched', without: 'X cannot answer', cure: 'Put it into y', errors })

describe('a missing part', () => {
  it('says what is missing, why, what follows and what cures it, in one line', () => {
    const { message } = missing(
      failure('cargo (x 0.1.0): there is no cargo', 'https://a.example/deep/x.pb: it is gone'),
    )
    expect(message).toBe(
      'x.pb could not be fetched (cargo (x 0.1.0): there is no cargo; a.example: it is gone). X cannot answer. Put it into y.',
    )
  })

  it('says a reason once, and leaves out a mirror without the file', () => {
    const twice = failure('file:///shared/x.pb: ENOENT', 'npm (x 1.0.0): there is no npm')
    expect(missing(twice, twice).message).toBe(
      'x.pb could not be fetched (npm (x 1.0.0): there is no npm). X cannot answer. Put it into y.',
    )
  })

  it('shortens what fetch and long-winded clients say', () => {
    const reasons = failure(
      'https://a.example/x.pb: fetch failed (getaddrinfo ENOTFOUND a.example)',
      'https://b.example/x.pb: not asked, since ZOO_OFFLINE or the offline option forbids the network',
      `pip (x 1.0.0): ${'long '.repeat(100)}`,
    )
    const { message, details } = missing(reasons)
    expect(message).toContain('a.example: getaddrinfo ENOTFOUND')
    expect(message).toContain('b.example: not asked, offline;')
    expect(message.length).toBeLessThan(300)
    expect(details).toEqual(['a long sentence'])
  })

  it('takes the places that an installation tried', () => {
    const error = Object.assign(new Error('no library'), {
      tried: [{ place: 'pip (l 1.0)', reason: 'there is no pip.' }],
    })
    expect(missing(error).message).toContain('(pip (l 1.0): there is no pip)')
  })
})
