import { NativeLoadError, NoEngineError } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { errorText } from './error-text.js'
import { describeError } from './report-error.js'

const advice = 'npx @zoo/cli install tensorflow'

describe('errorText', () => {
  it('lists the engines that were tried, and the cure', () => {
    const error = new NoEngineError('No engine can take m.pb. litert: it takes others; tensorflow: …', {
      engines: [
        { engine: 'litert', reason: 'it takes others' },
        {
          engine: 'tensorflow',
          reason: 'No libtensorflow could be opened on linux-x64; tried a (b). Get it by: x',
          advice,
        },
      ],
      advice,
    })
    expect(errorText(describeError(error))).toBe(
      [
        'No engine can take m.pb.',
        '  litert      it takes others',
        '  tensorflow  No libtensorflow could be opened on linux-x64 …',
        'To cure it: npx @zoo/cli install tensorflow',
      ].join('\n'),
    )
  })

  it('gives no cure where no engine knows one', () => {
    const engines = [{ engine: 'litert', reason: 'it takes others' }]
    const error = new NoEngineError('No engine can take m.pb. litert: …', {
      engines,
      advice: 'npm install @zoo/native',
    })
    expect(errorText(describeError(error))).not.toContain('npm install')
  })

  it('lists the places a library was looked for', () => {
    const tried = [{ place: 'ZOO_LIBLITERT (/x)', reason: 'there is no such file' }]
    const error = new NativeLoadError('No libLiteRt could be opened on linux-x64; tried …', {
      platform: 'linux-x64',
      tried,
      advice: 'npx @zoo/cli install litert',
    })
    expect(errorText(describeError(error))).toBe(
      'No libLiteRt could be opened on linux-x64.\n  ZOO_LIBLITERT (/x)  there is no such file\nTo cure it: npx @zoo/cli install litert',
    )
  })

  it('leaves other messages alone', () => {
    expect(errorText({ code: 'ERR_IMAGE', message: 'No image. Really.' })).toBe('No image. Really.')
  })
})
