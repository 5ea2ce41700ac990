import { describe, expect, it, vi } from 'vitest'
import { Lifetime } from './lifetime.js'

function withResolvers() {
  let resolve!: (value: string) => void
  let reject!: (error: Error) => void
  const promise = new Promise<string>((...both) => {
    ;[resolve, reject] = both
  })
  return { promise, resolve, reject }
}

describe('Lifetime', () => {
  it('frees once, when the calls under way have ended, well or badly', async () => {
    const free = vi.fn(async () => {})
    const lifetime = new Lifetime('Thing', free)
    const answered = withResolvers()
    const failed = withResolvers()
    const calls = [lifetime.use(() => answered.promise), lifetime.use(() => failed.promise)]
    const disposals = [lifetime.dispose(), lifetime.dispose()]
    await new Promise(setImmediate)
    expect(free).not.toHaveBeenCalled()
    answered.resolve('yes')
    failed.reject(new Error('no'))
    expect(await Promise.allSettled(calls)).toMatchObject([{ value: 'yes' }, { reason: { message: 'no' } }])
    await Promise.all(disposals)
    expect(free).toHaveBeenCalledTimes(1)
  })

  it('rejects later calls without beginning them', async () => {
    const lifetime = new Lifetime('Thing', async () => {})
    await lifetime.dispose()
    const call = vi.fn(async () => {})
    await expect(lifetime.use(call)).rejects.toMatchObject({ code: 'ERR_DISPOSED', object: 'Thing' })
    expect(call).not.toHaveBeenCalled()
  })
})
