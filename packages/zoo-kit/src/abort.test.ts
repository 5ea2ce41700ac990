import { describe, expect, it } from 'vitest'
import { abortable, throwIfAborted } from './abort.js'

describe('abortable', () => {
  it('gives the outcome of the promise when the signal stays quiet', async () => {
    const { signal } = new AbortController()
    expect(await abortable(Promise.resolve(1), signal)).toBe(1)
    expect(await abortable(Promise.resolve(2), undefined)).toBe(2)
    await expect(abortable(Promise.reject(new Error('own')), signal)).rejects.toThrow('own')
  })

  it('rejects as soon as the signal fires, with its reason, and drops what comes later', async () => {
    const controller = new AbortController()
    let fail!: (error: Error) => void
    const work = new Promise<never>((_, reject) => {
      fail = reject
    })
    const call = abortable(work, controller.signal)
    controller.abort('enough')
    await expect(call).rejects.toMatchObject({ name: 'AbortError', code: 'ERR_ABORTED', cause: 'enough' })
    fail(new Error('nobody hears of it'))
    await new Promise(setImmediate)
  })

  it('leaves no listener on the signal', async () => {
    const listeners = new Set<unknown>()
    const signal = Object.assign(new AbortController().signal, {
      addEventListener: (_: string, listener: unknown) => listeners.add(listener),
      removeEventListener: (_: string, listener: unknown) => listeners.delete(listener),
    })
    await abortable(Promise.resolve(), signal)
    expect(listeners.size).toBe(0)
  })
})

describe('throwIfAborted', () => {
  it('throws once the signal has fired', () => {
    expect(() => throwIfAborted(undefined)).not.toThrow()
    expect(() => throwIfAborted(new AbortController().signal)).not.toThrow()
    expect(() => throwIfAborted(AbortSignal.abort('why'))).toThrow(expect.objectContaining({ cause: 'why' }))
    expect(() => throwIfAborted(AbortSignal.abort(), 'load')).toThrow('The load was aborted')
  })
})
