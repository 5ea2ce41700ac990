import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { pathNamed } from './path-named.js'

describe('pathNamed', () => {
  it.each(['model.pb', '/a b/ü%20#?.pb', 'C:\\models\\m.pb', 'c:/m.pb', 'a:b'])('takes %s for a path', (path) => {
    expect(pathNamed(path)).toBe(path)
  })

  it('reads file URLs, as objects and in words', () => {
    const url = pathToFileURL('/a b/ü#?.pb')
    expect(pathNamed(url)).toBe(pathNamed(url.href))
    expect(pathToFileURL(pathNamed(url)!).href).toBe(url.href)
  })

  it.each(['https://example.com/m.pb', 'file:///a%2Fb.pb', 'ftp://x/m', 'http://'])('has none for %s', (url) => {
    expect(pathNamed(url)).toBeUndefined()
  })
})
