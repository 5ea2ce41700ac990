import { expect, it } from 'vitest'
import manifest from '../model/model.json' with { type: 'json' }
import { DETECT_DEFAULTS, EXECUTIONS, LOAD_DEFAULTS } from './options.js'

it('has the defaults of the manifest, and leaves the way of execution to what works', () => {
  expect(EXECUTIONS).toEqual(['cascade', 'graph'])
  expect(LOAD_DEFAULTS.execution).toBeUndefined()
  expect(DETECT_DEFAULTS).toMatchObject(manifest.defaults)
})
