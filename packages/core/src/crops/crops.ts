import { dtypeOfArray, sizeOf } from '../dtype.js'
import { ArgumentError } from '../errors.js'
import { Tensor } from '../tensor.js'
import { valueInWords } from '../wording.js'
import { CHANNELS, type Crop, type CropFormat, type CropSource } from './crop.js'
import { sampleCrops } from './sample.js'

/** Says of an object from any copy of this package that it is Crops. */
const marker = Symbol.for('zoo.Crops')

/**
 * A tensor float32 `[…, height, width, 3]` of parts of an image, each resized by bilinear sampling. What no crop covers is 0.
 * An engine that can samples the image itself, away from JavaScript's thread; for the others `data` does when it is first read.
 */
export class Crops extends Tensor<'float32'> {
  readonly source: CropSource
  readonly crops: readonly Crop[]
  readonly format: CropFormat

  /**
   * @param shape `[…, height, width, 3]`
   * @throws ArgumentError (ERR_ARGUMENT) when a crop does not lie in the tensor, or the image is none
   */
  constructor(source: CropSource, shape: readonly number[], crops: readonly Crop[], format: CropFormat) {
    super('float32', shape, () => sampleCrops(facts))
    // What was checked stays as it was: engines rely on it.
    const facts = Object.freeze({
      source: Object.freeze({ data: source.data, width: source.width, height: source.height }),
      shape: Object.freeze(this.shape),
      crops: Object.freeze(crops.map(frozen)),
      format: Object.freeze({ ...format }),
    })
    checkSource(facts.source)
    const width = shape.at(-2) ?? 0
    if (shape.length < 3 || shape.at(-1) !== CHANNELS) throw notOfImages(shape)
    const pixels = sizeOf(shape) / CHANNELS
    for (const crop of facts.crops) if (!fits(crop, width, pixels)) throw doesNotFit(crop, shape)
    this.source = facts.source
    this.crops = facts.crops
    this.format = facts.format
  }

  get [marker](): true {
    return true
  }

  /** Whether a tensor is Crops, even when another copy of the package made it. */
  static isCrops(tensor: Tensor): tensor is Crops {
    return marker in tensor
  }
}

const frozen = ({ to, rows, columns }: Crop): Crop =>
  Object.freeze({ to, rows: Object.freeze({ ...rows }), columns: Object.freeze({ ...columns }) })

function checkSource({ data, width, height }: CropSource): void {
  const isSize = (pixels: number) => Number.isSafeInteger(pixels) && pixels >= 1
  const isBytes = ArrayBuffer.isView(data) && dtypeOfArray(data) === 'uint8'
  if (isBytes && isSize(width) && isSize(height) && data.length === width * height * CHANNELS) return
  const expected = `${CHANNELS} bytes for each of its pixels`
  throw new ArgumentError(
    `An image to take crops from has ${expected}, but ${valueInWords(data)} came for ${width} × ${height}.`,
    { option: 'source', expected, received: data },
  )
}

function notOfImages(shape: readonly number[]): ArgumentError {
  const expected = '[…, height, width, 3]'
  return new ArgumentError(`Crops have the shape ${expected}, not [${shape.join(', ')}].`, {
    option: 'shape',
    expected,
    received: shape,
  })
}

function fits({ to, rows, columns }: Crop, width: number, pixels: number): boolean {
  const whole = [to, rows.count, columns.count].every((value) => Number.isSafeInteger(value) && value >= 0)
  const last = to + (rows.count - 1) * width + columns.count
  return whole && (to % width) + columns.count <= width && last <= pixels
}

function doesNotFit(crop: Crop, shape: readonly number[]): ArgumentError {
  const expected = `a rectangle inside of [${shape.join(', ')}]`
  const { to, rows, columns } = crop
  return new ArgumentError(
    `A crop goes to ${expected}, but one of ${rows.count} × ${columns.count} pixels was to go to pixel ${to}.`,
    { option: 'crops', expected, received: crop },
  )
}
