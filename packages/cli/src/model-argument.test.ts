import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { modelSource } from './model-argument.js'
import { readText } from './tensor-json/read-text.js'

/** A pipe that never ends, of one chunk again and again, so that it takes no memory to read much of it. */
function endless(): Readable {
  const chunk = Buffer.alloc(1 << 24)
  return Readable.from(
    (function* () {
      while (true) yield chunk
    })(),
  )
}

describe('standard input that never ends', () => {
  it('is refused as a model, with the limit', async () => {
    const stdin = endless()
    await expect(modelSource('-', stdin)).rejects.toMatchObject({
      code: 'ERR_MODEL_LOAD',
      message: 'Standard input has more than 2147483647 bytes, so it is no model: none can be longer.',
    })
    expect(stdin.destroyed).toBe(true)
  })

  it('is refused as feeds, with the limit', async () => {
    const stdin = endless()
    await expect(readText('-', stdin)).rejects.toMatchObject({
      code: 'ERR_ARGUMENT',
      option: '--feeds',
      message: expect.stringMatching(/^The feeds on standard input cannot be read: it has more than \d+ bytes/),
    })
    expect(stdin.destroyed).toBe(true)
  })
})

it('Standard input within the limit is read whole', async () => {
  expect(await modelSource('-', Readable.from([Buffer.from('ab'), Buffer.from('c')]))).toEqual(Buffer.from('abc'))
  expect(await readText('-', Readable.from([Buffer.from('{"x":'), Buffer.from('1}')]))).toBe('{"x":1}')
  const marked = Readable.from([Buffer.from('\u{feff}{}')])
  expect(await readText('-', marked)).toBe('{}') // without the byte order mark that PowerShell writes
})
