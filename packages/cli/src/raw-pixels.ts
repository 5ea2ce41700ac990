import { ImageError } from '@zoo/core'
import type { RawPixels } from '@zoo/kit'
import type { Size } from './option-values.js'
import { readStdin } from './stdin.js'

const CHANNELS = 3

/**
 * Standard input as BGR pixels: uint8 `[height, width, 3]`, rows from the top.
 * @throws ImageError (ERR_IMAGE) when it has not as many bytes as the size takes, or the size is beyond the limit
 */
export async function readRawPixels({ width, height }: Size, limitInputPixels: number): Promise<RawPixels> {
  const { refuseTooManyPixels } = await import('@zoo/kit')
  refuseTooManyPixels(width, height, limitInputPixels, 'raw')
  const expected = width * height * CHANNELS
  const data = await readStdin(expected)
  if (data?.length !== expected) {
    const received = data?.length ?? 'more'
    throw new ImageError(
      `${width}x${height} pixels of 3 bytes are ${expected} bytes, but standard input has ${received}; check the size that --raw gives and that the pixels are BGR without alpha.`,
      { format: 'raw' },
    )
  }
  return { data, width, height, channels: CHANNELS, channelOrder: 'bgr' }
}
