import { describe, expect, it } from 'vitest'
import { JsonList } from './json-list.js'

const written = (entries: object[]): string => {
  let text = ''
  const list = new JsonList((part) => {
    text += part
  })
  for (const entry of entries) list.add(entry)
  list.end()
  return text
}

describe('JsonList', () => {
  it('is a JSON array with an entry a line', () => {
    expect(written([{ a: 1 }, { b: 2 }])).toBe('[{"a":1}\n,{"b":2}\n]\n')
    expect(JSON.parse(written([{ a: 1 }, { b: 2 }]))).toEqual([{ a: 1 }, { b: 2 }])
  })

  it('is an empty array without entries', () => {
    expect(written([])).toBe('[]\n')
  })
})
