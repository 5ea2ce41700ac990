import { expect, it } from 'vitest'
import { settledWithin } from './grace.js'

it('returns as soon as all work has settled', async () => {
  expect(await settledWithin([Promise.resolve(1), Promise.reject(new Error('x'))], 60_000)).toBeGreaterThan(50_000)
  expect(await settledWithin([], 60_000)).toBeGreaterThan(50_000)
})

it('gives up work that does not settle', async () => {
  expect(await settledWithin([new Promise(() => {})], 20)).toBeLessThan(20)
})
