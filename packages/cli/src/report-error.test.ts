import { ArgumentError, ImageError, NativeLoadError } from '@zoo/core'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { describeError, toJson, UsageError } from './report-error.js'

const usage = (...argv: string[]): unknown => {
  try {
    new Command()
      .exitOverride()
      .configureOutput({ outputError: () => {} })
      .option('--json')
      .parse(argv, { from: 'user' })
  } catch (error) {
    return error
  }
  throw new Error('expected an error')
}

describe('describeError', () => {
  it('keeps code, sentence and fields of our errors', () => {
    const tried = [{ place: '/opt', reason: 'no such file' }]
    const error = new NativeLoadError('No LiteRT.', {
      platform: 'linux-x64',
      tried,
      advice: 'npx @zoo/cli install litert',
    })
    expect(JSON.parse(toJson(describeError(error)))).toEqual({
      code: 'ERR_NATIVE_LOAD',
      message: 'No LiteRT.',
      platform: 'linux-x64',
      tried,
      advice: 'npx @zoo/cli install litert',
    })
    expect(describeError(new ImageError('No image.'))).toMatchObject({ code: 'ERR_IMAGE', message: 'No image.' })
  })

  it('calls options as they are written here', () => {
    const message = 'The image has more than 9 bytes; raise limitInputBytes if it is to be read.'
    expect(describeError(new ImageError(message, { option: 'limitInputBytes' })).message).toBe(
      'The image has more than 9 bytes; raise --limit-input-bytes if it is to be read.',
    )
    const fields = { option: 'labels', expected: '2 labels', received: 1 }
    const labels = 'There are 1 labels for 2 classes.'
    expect(describeError(new ArgumentError(labels, fields)).message).toBe(labels)
  })

  it("turns the parser's complaint and its suggestion into sentences", () => {
    expect(describeError(usage('--jsn'), 'zoo classify')).toEqual({
      code: 'ERR_USAGE',
      message: "Unknown option '--jsn'. Did you mean --json? See zoo classify --help.",
    })
    expect(describeError(new UsageError('Not both.'))).toEqual({ code: 'ERR_USAGE', message: 'Not both.' })
  })

  it('says that anything else is a fault of ours', () => {
    expect(describeError(new TypeError('x is undefined'))).toMatchObject({
      code: 'ERR_INTERNAL',
      message: expect.stringMatching(/x is undefined\. This is a fault/),
    })
    expect(describeError('text')).toEqual({ code: 'ERR_INTERNAL', message: 'text' })
  })

  it('writes bigints as JSON strings', () => {
    expect(toJson({ received: 3n })).toBe('{"received":"3"}')
  })
})
