import type { Command } from 'commander'
import { addOutputOptions, type OutputOptions } from '../common-options.js'
import type { LoweredModel } from '../lowering/lower-model.js'
import { addLoweringOptions, type LoweringOptions } from '../lowering/options.js'
import { modelSource } from '../model-argument.js'
import { outputPath } from '../option-values.js'
import { toJson } from '../report-error.js'
import { writeWhole } from '../write-whole.js'

interface LowerCommandOptions extends OutputOptions, LoweringOptions {
  readonly out: string
}

const HELP = `
The part of the graph that computes the fetches becomes a TensorFlow Lite model, wholly or not at all; ERR_UNSUPPORTED_GRAPH
names the nodes in the way. Sizes that the graph leaves open stay open; --feed settles them, or cuts the graph at an inner
tensor.

Examples:
  $ zoo lower mobilenet.pb --out mobilenet.tflite
  $ zoo lower detector.pb --feed Preprocessor/sub=1,256,256,3 --fetch concat --fetch concat_1 --out features.tflite
  $ zoo lower mobilenet.pb --out mobilenet.tflite --dump-passes`

export function define(command: Command): void {
  command
    .argument('<model>', 'frozen GraphDef (.pb); - is standard input')
    .requiredOption('--out <file.tflite>', 'where to write the model', outputPath)
  addOutputOptions(addLoweringOptions(command)).addHelpText('after', HELP).action(lowerFile)
}

async function lowerFile(path: string, options: LowerCommandOptions): Promise<void> {
  const [{ readModelFile }, { graphOf, loweringRequest, lowerModel }] = await Promise.all([
    import('@zoo/core/engine'),
    import('../lowering/lower-model.js'),
  ])
  const { info } = await readModelFile(await modelSource(path), { type: undefined, trusted: false })
  const graph = graphOf(path, info)
  const { lowered, passes } = await lowerModel(graph, loweringRequest(graph, options), options)
  await writeWhole(options.out, lowered.bytes)
  const summary = summaryOf(lowered, options.out)
  if (options.json) {
    process.stdout.write(`${toJson({ ...summary, ...(options.dumpPasses === true && { passes }) })}\n`)
  } else process.stdout.write(`${summaryText(summary)}\n`)
}

const summaryOf = ({ bytes, inputs, outputs }: LoweredModel['lowered'], out: string) => ({
  out,
  sizeBytes: bytes.length,
  inputs: [...inputs.keys()],
  outputs: [...outputs.keys()],
})

const summaryText = ({ out, sizeBytes, inputs, outputs }: ReturnType<typeof summaryOf>): string =>
  `${out}: ${sizeBytes} bytes, from ${inputs.join(', ')} to ${outputs.join(', ')}`
