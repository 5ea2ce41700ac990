import { availableParallelism } from 'node:os'
import type { Face, ImageInput, Mtcnn } from '@zoo/mtcnn'
import type { Command } from 'commander'
import {
  addEngineOptions,
  addImageLimits,
  addOutputOptions,
  type EngineOptions,
  type ImageLimits,
  imageOptions,
  type OutputOptions,
} from '../common-options.js'
import { drawPaths } from '../draw-paths.js'
import { eachImage, type ImageTask } from '../each-image.js'
import { facesText, rawLine } from '../faces-text.js'
import { imageReader } from '../image-argument.js'
import { number, numbers, outputPath, type Size, size } from '../option-values.js'
import { fetching, Progress } from '../progress.js'
import { readRawPixels } from '../raw-pixels.js'
import { UsageError } from '../report-error.js'
import { STDIN } from '../stdin.js'
import { writeWhole } from '../write-whole.js'

interface FacesOptions extends EngineOptions, ImageLimits, OutputOptions {
  readonly minFaceSize?: number
  readonly thresholds?: number[]
  readonly scaleFactor?: number
  readonly raw?: Size
  readonly out?: string
}

const HELP = `
Boxes and landmarks are in pixels from the top left corner of the image as it is shown (EXIF orientation applied). --json
prints one array with an entry for each image: {"image", "faces": [{"box", "score", "landmarks"}]}, or {"image", "error"}.

--out with one image is the path of the drawing. With several it is numbered: boxes.png becomes boxes-1.png, boxes-2.png
and so on. A folder (one that exists, or a path ending in /) gets a PNG named after each image.

--raw takes pixels without a file format from standard input: rows from the top, 3 bytes for each pixel, blue first. It
prints [[x1,y1,x2,y2],…] as one line, best score first; with --json the same as for an image file.

Examples:
  $ zoo faces party.jpg
  $ zoo faces party.jpg --min-face-size 20 --out boxes.png
  $ zoo faces *.jpg --json --out drawings/
  $ ffmpeg -i party.jpg -f rawvideo -pix_fmt bgr24 - | zoo faces --raw 960x661`

export function define(command: Command): void {
  command
    .argument('[image...]', 'paths or URLs; - is standard input')
    .option('--min-face-size <pixels>', 'smallest face to look for (default: 40)', number)
    .option('--thresholds <list>', 'least score in each of the three stages (default: 0.6,0.7,0.7)', numbers)
    .option('--scale-factor <factor>', 'ratio between the levels of the image pyramid (default: 0.709)', number)
    .option('--raw <size>', 'read raw BGR bytes of WIDTHxHEIGHT pixels from standard input', size)
    .option('--out <path>', 'draw boxes and landmarks as PNG', outputPath)
  addImageLimits(command, '40,000,000')
  addOutputOptions(addEngineOptions(command)).addHelpText('after', HELP).action(faces)
}

async function faces(names: string[], options: FacesOptions): Promise<void> {
  checkSource(names, options)
  const read = options.raw ? readRaw(options.raw, options) : imageReader(names, options)
  const images = options.raw ? [STDIN] : names
  const drawings = options.out === undefined ? [] : await drawPaths(images, options.out)
  const progress = new Progress()
  progress.update({ task: 'Loading the model' })
  const { Mtcnn } = await import('@zoo/mtcnn')
  await using mtcnn = await Mtcnn.load({
    engine: options.engine,
    threads: options.threads,
    verbose: options.verbose,
    onProgress: fetching(progress),
  })
  const task: ImageTask<Found> = {
    names: images,
    // One more than there are cores: the next image is decoded while others run.
    window: availableParallelism() + 1,
    analyze: async (name, index) => find(mtcnn, await read(name), drawings[index], options),
    json: (found) => found,
    text: ({ faces, drawing }, name) => (options.raw ? rawLine(faces) : facesText(faces, name, drawing)),
  }
  await eachImage(task, options, progress)
}

/** The faces of one image, and where they were drawn. */
interface Found {
  readonly faces: Face[]
  readonly drawing?: string
}

async function find(
  mtcnn: Mtcnn,
  image: ImageInput,
  drawing: string | undefined,
  options: FacesOptions,
): Promise<Found> {
  const { minFaceSize, thresholds, scaleFactor } = options
  const faces = await mtcnn.detect(image, {
    minFaceSize,
    thresholds: thresholds as [number, number, number] | undefined,
    scaleFactor,
    ...imageOptions(options),
  })
  if (drawing === undefined) return { faces }
  await writeWhole(drawing, await mtcnn.draw(image, faces, imageOptions(options)))
  return { faces, drawing }
}

function checkSource(names: readonly string[], { raw }: FacesOptions): void {
  if (!raw && names.length === 0) throw new UsageError('No image was given; see zoo faces --help.')
  if (raw && names.some((name) => name !== STDIN)) {
    throw new UsageError('--raw reads its pixels from standard input, so no image can be given beside it.')
  }
}

const readRaw =
  (size: Size, { limitInputPixels }: ImageLimits) =>
  async (): Promise<ImageInput> => {
    const { DETECT_DEFAULTS } = await import('@zoo/mtcnn')
    return readRawPixels(size, limitInputPixels ?? DETECT_DEFAULTS.limitInputPixels)
  }
