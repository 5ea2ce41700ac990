import type { ImageOptions } from '@zoo/kit'
import { CLASSIFY_DEFAULTS } from '@zoo/mobilenet'
import { DETECT_DEFAULTS } from '@zoo/mtcnn'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from './commands.js'

const MIB = 1024 ** 2

/** What help says of a command's options: loading the packages to tell their defaults would make every start slow. */
async function help(name: string): Promise<string> {
  const command = new Command(name).configureHelp({ helpWidth: 1000 })
  const { define } = await COMMANDS[name]!.load()
  define(command)
  return command.helpInformation()
}

const limits = ({ limitInputPixels, limitInputBytes, limitDecodedBytes, decodeTimeoutMs }: ImageOptions) => [
  ['--limit-input-pixels', limitInputPixels.toLocaleString('en')],
  ['--limit-input-bytes', `${limitInputBytes / MIB} MiB`],
  ['--limit-decoded-bytes', `${limitDecodedBytes / MIB} MiB`],
  ['--decode-timeout-ms', decodeTimeoutMs.toLocaleString('en')],
]

describe('the defaults in the help of', () => {
  it.each([
    ['classify', [['--top', String(CLASSIFY_DEFAULTS.topK)], ...limits(CLASSIFY_DEFAULTS)]],
    [
      'faces',
      [
        ['--min-face-size', String(DETECT_DEFAULTS.minFaceSize)],
        ['--thresholds', DETECT_DEFAULTS.thresholds.join()],
        ['--scale-factor', String(DETECT_DEFAULTS.scaleFactor)],
        ...limits(DETECT_DEFAULTS),
      ],
    ],
  ])('%s are those of its package', async (name, defaults) => {
    const lines = (await help(name)).split('\n')
    for (const [option, value] of defaults) {
      expect(lines.find((line) => line.includes(`${option} <`))).toContain(`(default: ${value})`)
    }
  })
})
