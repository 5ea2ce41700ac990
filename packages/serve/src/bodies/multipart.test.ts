import { describe, expect, it } from 'vitest'
import { Form } from './form.js'
import { parseMediaType } from './media-type.js'
import { readMultipart } from './multipart.js'

const TYPE = parseMediaType('multipart/form-data; boundary=xyz')!

const read = async (chunks: readonly Uint8Array[], fileNames = ['image']) => {
  const form = new Form()
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = queue.shift()
      if (chunk) controller.enqueue(chunk)
      else controller.close()
    },
  })
  const queue = [...chunks]
  await readMultipart(body, TYPE, form, fileNames, {
    fields: 4,
    fieldBytes: 100,
    partHeaderBytes: 500,
    maxBytes: 100_000,
    expectedBytes: 0,
    timeoutMs: 2000,
    idleTimeoutMs: 1000,
    signal: new AbortController().signal,
  })
  return form
}

const BODY = Buffer.from(
  [
    '--xyz',
    'Content-Disposition: form-data; name="top_k"',
    '',
    '3',
    '--xyz',
    'Content-Disposition: form-data; name="image"; filename="C:\\\\fakepath\\\\grün.jpg"',
    'Content-Type: image/jpeg',
    '',
    'line\r\n--xy\r\n-- not the boundary\0\xff',
    '--xyz',
    'Content-Disposition: form-data; name="empty"',
    '',
    '',
    '--xyz--',
    '',
  ].join('\r\n'),
)

const check = (form: Form) => {
  expect([...form.fields]).toEqual([
    ['top_k', '3'],
    ['empty', ''],
  ])
  const { bytes, name, type } = form.files.get('image')!
  expect(Buffer.from(bytes).toString()).toBe('line\r\n--xy\r\n-- not the boundary\0\xff')
  expect({ name, type }).toEqual({ name: 'grün.jpg', type: 'image/jpeg' })
}

describe('readMultipart', () => {
  it('gives the same form wherever the body is split', async () => {
    check(await read([BODY]))
    for (let at = 1; at < BODY.length; at++) check(await read([BODY.subarray(0, at), BODY.subarray(at)]))
    check(await read(Array.from({ length: BODY.length }, (_, i) => BODY.subarray(i, i + 1))))
  })

  it('rejects a body that ends early, wherever it does', async () => {
    const last = BODY.length - '--\r\n'.length
    for (let end = 1; end < last; end++) {
      await expect(read([BODY.subarray(0, end)]), `after ${end} bytes`).rejects.toMatchObject({ code: 'ERR_BODY' })
    }
  })

  it('ignores what stands before the first and after the last boundary', async () => {
    check(await read([Buffer.from('preamble\r\n'), BODY, Buffer.from('epilogue'.repeat(1000))]))
  })

  it('takes a text under the name of a file as a file, and a file under another name as a text', async () => {
    const form = await read([BODY], ['top_k'])
    expect(form.files.get('top_k')!.bytes).toEqual(Buffer.from('3'))
    expect(form.fields.get('image')).toContain('line')
  })

  it('keeps large files whole', async () => {
    const content = Buffer.alloc(90_000, 'abc\r\n--xy')
    const body = Buffer.concat([
      Buffer.from('--xyz\r\nContent-Disposition: form-data; name=image\r\n\r\n'),
      content,
      Buffer.from('\r\n--xyz--'),
    ])
    for (const size of [1000, 4096, 65_536]) {
      const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, i) =>
        body.subarray(i * size, (i + 1) * size),
      )
      expect(Buffer.compare((await read(chunks)).files.get('image')!.bytes, content)).toBe(0)
    }
  })
})
