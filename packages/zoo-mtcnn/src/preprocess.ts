import { Tensor } from '@zoo/core'
import type { OpenImage } from '@zoo/kit'
import type { DetectOptions } from './options.js'

/**
 * The graph's feeds for one image, or undefined where the image is smaller than the smallest face.
 * @throws ImageError (ERR_IMAGE), AbortError (ERR_ABORTED)
 * @source model/model.json, "inputs"
 */
export async function preprocess(
  image: OpenImage,
  { minFaceSize, thresholds, scaleFactor }: DetectOptions,
): Promise<Record<'input' | 'min_size' | 'thresholds' | 'factor', Tensor<'float32'>> | undefined> {
  const { data, width, height } = await image.floatPixels('bgr')
  if (Math.min(width, height) < minFaceSize) return undefined
  return {
    input: new Tensor('float32', [height, width, 3], data),
    min_size: scalar(minFaceSize),
    thresholds: new Tensor('float32', [3], Float32Array.from(thresholds)),
    factor: scalar(scaleFactor),
  }
}

const scalar = (value: number) => new Tensor('float32', [], Float32Array.of(value))
