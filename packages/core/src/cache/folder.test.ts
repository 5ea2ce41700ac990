import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { cacheFolder } from './folder.js'
import { isOffline } from './offline.js'

afterEach(() => void vi.unstubAllEnvs())

describe('cacheFolder', () => {
  it('is where ZOO_CACHE says, made absolute', () => {
    vi.stubEnv('ZOO_CACHE', 'somewhere')
    expect(cacheFolder('lib', 'a')).toBe(resolve('somewhere', 'lib', 'a'))
  })

  it.skipIf(process.platform !== 'linux')("is in the user's cache folder, as the XDG specification has it", () => {
    vi.stubEnv('ZOO_CACHE', '')
    vi.stubEnv('XDG_CACHE_HOME', '/var/cache/me')
    expect(cacheFolder()).toBe('/var/cache/me/zoo')
    for (const ignored of ['', 'relative']) {
      vi.stubEnv('XDG_CACHE_HOME', ignored)
      expect(cacheFolder()).toBe(join(homedir(), '.cache', 'zoo'))
    }
  })
})

describe('isOffline', () => {
  it.each([
    ['1', true],
    ['true', true],
    ['0', false],
    ['false', false],
    ['', false],
  ])('ZOO_OFFLINE=%j is %s', (value, expected) => {
    vi.stubEnv('ZOO_OFFLINE', value)
    expect(isOffline()).toBe(expected)
  })
})
