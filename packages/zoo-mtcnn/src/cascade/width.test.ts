import { LOAD_MODEL_DEFAULTS } from '@zoo/kit'
import { expect, it } from 'vitest'
import { widthOf } from './width.js'

const width = (options: object) => widthOf({ ...LOAD_MODEL_DEFAULTS, ...options })

it('makes an image’s threads runs on one thread each', () => {
  const { atOnce, load } = width({ threads: 3, concurrency: 2, queueLimit: 0, engine: 'wasm' })
  expect(load).toMatchObject({ threads: 1, concurrency: 6, engine: 'wasm' })
  expect(atOnce).toBe(4)
})

it('lets as many images wait as the queue’s limit says, each with all it runs at once', () => {
  for (const queueLimit of [0, 1, 5]) {
    const { atOnce, load } = width({ threads: 2, concurrency: 3, queueLimit })
    expect(load.concurrency! + load.queueLimit!).toBe((3 + queueLimit) * atOnce)
  }
})

it('keeps the nets within what core takes, however much is asked for', () => {
  const queueLimit = Number.MAX_SAFE_INTEGER
  expect(width({ threads: 1024, concurrency: 1024, queueLimit }).load).toMatchObject({ concurrency: 1024, queueLimit })
  expect(() => width({ threads: 1025 })).toThrow('threads must be a whole number from 1 to 1024, not 1025.')
})
