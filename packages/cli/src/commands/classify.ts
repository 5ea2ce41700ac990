import { availableParallelism } from 'node:os'
import type { Classification, LoadOptions } from '@zoo/mobilenet'
import type { Command } from 'commander'
import { areProbabilities, LOGITS_NOTE, predictionsText } from '../classification-text.js'
import {
  addEngineOptions,
  addImageLimits,
  addOutputOptions,
  type EngineOptions,
  type ImageLimits,
  imageOptions,
  type OutputOptions,
} from '../common-options.js'
import { eachImage } from '../each-image.js'
import { displayName, imageReader } from '../image-argument.js'
import { inputSize, type Size, scaling, wholeNumber } from '../option-values.js'
import { fetching, Progress } from '../progress.js'
import { colors, printable } from '../terminal.js'

interface ClassifyOptions extends EngineOptions, ImageLimits, OutputOptions {
  readonly top: number
  readonly variant?: LoadOptions['variant']
  readonly model?: string
  readonly labels?: string
  readonly input?: string
  readonly output?: string
  readonly size?: Size
  readonly scale?: LoadOptions['scaling']
  readonly channelOrder?: LoadOptions['channelOrder']
  readonly softmax?: true
}

const HELP = `
A line is the probability, the label and the probability in words: above 75% very high, above 50% high, above 20% medium, else
low. Scores of a model that gives logits are printed as they are; --softmax makes them probabilities. With several images the image's name comes before its lines. --json prints one array with an entry for each image:
{"image", "predictions": [{"label", "classIndex", "probability", "confidence"}]}, or {"image", "error"}.

--scale says what a pixel of 0 to 255 becomes: -1,1 (pixel / 127.5 - 1), 0,1 (pixel / 255), 0,255 (pixel), uint8 (the
byte, for quantised models), or JSON as {"mean": […], "std": […]} or {"scale": […], "offset": […]}.

Examples:
  $ zoo classify dog.jpg
  $ zoo classify *.jpg --top 1
  $ curl -s https://example.org/cat.jpg | zoo classify - --json
  $ zoo classify bird.jpg --model birds.tflite --labels birds.txt
  $ zoo classify dog.jpg --model own.pb --labels own.txt --input x --output y --size 192 --scale 0,1`

export function define(command: Command): void {
  command
    .argument('<image...>', 'paths or URLs; - is standard input')
    .option('--top <n>', 'labels to print for each image', wholeNumber, 5)
    .option('--variant <name>', 'MobileNet to use: v2_1.0_224 (default), v2_1.0_224_quant, v2_1.4_224')
    .option('--model <file>', 'your own classifier instead: a frozen GraphDef (.pb) or TensorFlow Lite model (.tflite)')
    .option('--labels <file>', 'its labels, one a line in the order of its classes')
    .option('--input <name>', 'its input tensor (default: its only one)')
    .option('--output <name>', 'its output tensor (default: its only one)')
    .option('--size <size>', "the images it takes, as 224 or WIDTHxHEIGHT (default: its input's shape)", inputSize)
    .option('--scale <range>', 'what it takes pixels as (default: -1,1 for float inputs, uint8 for quantised)', scaling)
    .option('--channel-order <order>', 'rgb, bgr or grey (default: rgb, or grey for an input with one channel)')
    .option('--softmax', 'its output is logits: turn them into probabilities')
  addImageLimits(command, '50,000,000')
  addOutputOptions(addEngineOptions(command)).addHelpText('after', HELP).action(classify)
}

async function classify(names: string[], options: ClassifyOptions): Promise<void> {
  const read = imageReader(names, options)
  const progress = new Progress()
  progress.update({ task: 'Loading the model' })
  const { MobileNet } = await import('@zoo/mobilenet')
  await using mobilenet = await MobileNet.load({
    engine: options.engine,
    threads: options.threads,
    verbose: options.verbose,
    variant: options.variant,
    model: options.model,
    labels: options.labels,
    input: options.input,
    output: options.output,
    ...options.size,
    scaling: options.scale,
    channelOrder: options.channelOrder,
    softmax: options.softmax,
    onProgress: fetching(progress),
  })
  let logits = false
  const task = {
    names,
    // One more than there are cores: the next image is decoded while others run.
    window: availableParallelism() + 1,
    analyze: async (name: string) => {
      const predictions = await mobilenet.classify(await read(name), { topK: options.top, ...imageOptions(options) })
      logits ||= !areProbabilities(predictions)
      return predictions
    },
    json: (predictions: Classification[]) => ({ predictions }),
    text: (predictions: Classification[], name: string) =>
      names.length > 1
        ? `${colors(process.stdout).bold(printable(displayName(name)))}\n${predictionsText(predictions, '  ')}`
        : predictionsText(predictions),
  }
  await eachImage(task, options, progress)
  if (logits && !options.json) process.stderr.write(LOGITS_NOTE)
}
