import { NativeLoadError } from '@zoo/core'
import { platformName } from '@zoo/core/engine'

/**
 * sharp, loaded when it is first needed: opening libvips takes longer than everything else there is to import.
 * @throws NativeLoadError (ERR_NATIVE_LOAD) where sharp has no binary for this platform
 */
export async function loadSharp(): Promise<typeof import('sharp').default> {
  try {
    const { default: sharp } = await import('sharp')
    return sharp
  } catch (cause) {
    const platform = platformName()
    const advice = `npm install --os=${process.platform} --cpu=${process.arch} sharp`
    const reason = (cause as Error).message
    const message = `sharp, which decodes images, cannot be loaded on ${platform}; try: ${advice}. It says: ${reason}`
    throw new NativeLoadError(message, { platform, tried: [{ place: 'sharp', reason }], advice, cause })
  }
}
