import { expect, it } from 'vitest'
import manifest from '../model/model.json' with { type: 'json' }
import { CLASSIFY_DEFAULTS, VARIANTS } from './options.js'

it('has the variants and defaults of the manifest', () => {
  expect(VARIANTS).toEqual(Object.keys(manifest.variants))
  expect(VARIANTS[0]).toBe(manifest.defaultVariant)
  expect(CLASSIFY_DEFAULTS).toMatchObject(manifest.defaults)
})
