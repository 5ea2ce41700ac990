import { expect, it } from 'vitest'
import { searchFrom } from './search-from.js'

it('looks into the working folder only when a package manager runs zoo', () => {
  expect(searchFrom({})).toBeUndefined()
  expect(searchFrom({ npm_config_user_agent: 'npm/11' })).toBe('.')
})

it('leaves the variable as it is', () => {
  expect(searchFrom({ ZOO_SEARCH_FROM: '/app' })).toBe('/app')
  expect(searchFrom({ ZOO_SEARCH_FROM: '', npm_config_user_agent: 'npm/11' })).toBe('')
})
