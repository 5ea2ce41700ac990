import { expect, it } from 'vitest'
import { confidenceOf } from './confidence.js'

it('puts a probability in words, each limit belonging to the lower word', () => {
  const words = [0.76, 0.75, 0.51, 0.5, 0.21, 0.2, 0].map(confidenceOf)
  expect(words).toEqual(['very high', 'high', 'high', 'medium', 'medium', 'low', 'low'])
})
