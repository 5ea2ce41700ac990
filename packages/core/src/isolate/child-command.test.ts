import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { childCommand, childEnvironment } from './child-command.js'
import { ISOLATE_DEFAULTS } from './isolate-options.js'

describe('childEnvironment', () => {
  it('passes on what the engines read, and nothing else', () => {
    const env = {
      PATH: '/bin',
      AWS_SECRET_ACCESS_KEY: 's',
      NODE_OPTIONS: '--inspect',
      LD_PRELOAD: 'x.so',
      ZOO_CACHE: 'c',
    }
    expect(childEnvironment(env)).toEqual({ PATH: '/bin', ZOO_CACHE: resolve('c') })
  })
})

describe('childCommand', () => {
  it('starts the script with the limit of memory and none of the flags of this process', () => {
    const { program, args } = childCommand(ISOLATE_DEFAULTS)!
    const all = [program, ...args]
    expect(all).toContain(process.execPath)
    expect(all).toContain('--max-old-space-size=2048')
    expect(all.at(-2)).toMatch(/isolate-child\.js$/)
    expect(all.at(-1)).toBe(String(2 ** 31))
  })
})
