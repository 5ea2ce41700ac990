import { describe, expect, it } from 'vitest'
import { parseDisposition } from './content-disposition.js'
import { parseMediaType } from './media-type.js'

describe('parseMediaType', () => {
  it('reads type and parameters', () => {
    const parsed = parseMediaType('Multipart/Form-Data; Boundary="a b\\"c" ; charset=utf-8')!
    expect(parsed.type).toBe('multipart/form-data')
    expect([...parsed.parameters]).toEqual([
      ['boundary', 'a b"c'],
      ['charset', 'utf-8'],
    ])
    expect(parseMediaType('image/jpeg;')).toMatchObject({ type: 'image/jpeg' })
  })

  it.each([
    '',
    'image',
    'image/jpeg/png',
    'image/jpeg, image/png',
    'text/plain; a',
    'text/plain; a=b; a=c',
    'text/plain; a="b',
    `text/plain; a=${'b'.repeat(600)}`,
    'text /plain',
  ])('refuses %j', (header) => {
    expect(parseMediaType(header)).toBeUndefined()
  })
})

describe('parseDisposition', () => {
  it.each([
    ['form-data; name="a"', { name: 'a', filename: undefined }],
    ['form-data; name=a; filename=b.jpg', { name: 'a', filename: 'b.jpg' }],
    ['Form-Data; NAME="a"; filename="..\\\\..\\\\b.jpg"', { name: 'a', filename: 'b.jpg' }],
    ['form-data; name="a\\"b"; filename="/etc/passwd"', { name: 'a"b', filename: 'passwd' }],
    ['form-data; name="gr\u00c3\u00bcn"', { name: 'gr\u00fcn', filename: undefined }],
  ])('reads %j', (header, expected) => {
    expect(parseDisposition(header)).toEqual(expected)
  })

  it.each([
    '',
    'attachment; name="a"',
    'form-data',
    'form-data; filename="a"',
    'form-data; name="a',
    'form-data; name="a"; name="b"',
  ])('refuses %j', (header) => {
    expect(parseDisposition(header)).toBeUndefined()
  })
})
