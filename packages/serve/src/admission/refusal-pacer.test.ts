import { expect, it } from 'vitest'
import { RefusalPacer } from './refusal-pacer.js'

it('answers some refusals at once, delays many, and never by more than a second', () => {
  const pacer = new RefusalPacer()
  const delays = Array.from({ length: 1000 }, () => pacer.delayMs(10_000))
  expect(delays.slice(0, 100).every((delay) => delay === 0)).toBe(true)
  expect(delays[200]).toBeGreaterThan(400)
  expect(Math.max(...delays)).toBe(1000)
  // 150 a second are answered at once.
  for (let i = 0; i < 1500; i++) {
    const delay = pacer.delayMs(20_000 + (i * 1000) / 150)
    expect(delay).toBe(0)
  }
})
