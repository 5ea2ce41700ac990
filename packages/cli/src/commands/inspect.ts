import type { ModelFile } from '@zoo/core/engine'
import type { Inspection, ModelInfo, OpenedModel } from '@zoo/graph'
import type { Command } from 'commander'
import { addOutputOptions, type OutputOptions } from '../common-options.js'
import { inspectionText } from '../inspection-text.js'
import { addLoweringOptions, type LoweringOptions } from '../lowering/options.js'
import { modelSource } from '../model-argument.js'
import { namedShape } from '../option-values.js'
import { toJson, UsageError } from '../report-error.js'
import { enginesSection, engineVerdicts, serving, servingFacts } from '../serving.js'

interface InspectCommandOptions extends OutputOptions, LoweringOptions {
  readonly shape?: readonly [name: string, shape: readonly (number | null)[]][]
  readonly dts?: true
  readonly engines?: true
  readonly lowered?: true
}

const HELP = `
A "?" in a shape is a size that the model leaves open. FLOPs count two operations for each multiply-and-add, and an open
batch as 1. An engine that does not take a graph as a whole may serve runs of it that fetch less, or feed inner tensors; auto
finds out with each. With --lowered it is the TensorFlow Lite model that is shown; where the graph cannot be lowered every
node in the way is listed, and the exit code is 1.

Examples:
  $ zoo inspect mobilenet.pb
  $ zoo inspect detector.pb --shape image=1,480,640,3 --json
  $ zoo inspect mobilenet.pb --dts > signature.ts
  $ zoo inspect model.tflite --engines
  $ zoo inspect mobilenet.pb --lowered
  $ zoo inspect detector.pb --lowered --feed Preprocessor/sub=1,256,256,3 --fetch concat
  $ zoo inspect mobilenet.pb --dump-passes passes/`

export function define(command: Command): void {
  command
    .argument('<model>', 'frozen GraphDef (.pb) or TensorFlow Lite model (.tflite); - is standard input')
    .option('--dts', 'print only a TypeScript signature for loadModel, which checks names and dtypes')
    .option('--shape <name=sizes...>', 'take an input to have this shape, as image=1,480,640,3', collectShapes)
    .option('--engines', 'say of each engine whether it could run the model here, and why not')
    .option('--lowered', 'show the TensorFlow Lite model that a frozen graph is lowered to')
  addOutputOptions(addLoweringOptions(command)).addHelpText('after', HELP).action(inspect)
}

const collectShapes = (text: string, shapes: ReturnType<typeof namedShape>[] = []) => [...shapes, namedShape(text)]

async function inspect(path: string, options: InspectCommandOptions): Promise<void> {
  const lowers = options.lowered || options.dumpPasses !== undefined
  if (!lowers && (options.feed || options.fetch)) {
    throw new UsageError('--feed and --fetch say what is lowered, so they go with --lowered or --dump-passes.')
  }
  if (lowers && (options.shape || options.dts || options.engines)) {
    throw new UsageError('--shape, --dts and --engines are of the model as it is; give them without --lowered.')
  }
  const { readModelFile } = await import('@zoo/core/engine')
  // Nothing of the model runs, so ops that could do harm may be looked at.
  const file = await readModelFile(await modelSource(path), { type: undefined, trusted: true })
  if (!lowers) return inspectAsItIs(file, options)
  const { inspectLowered } = await import('../lowering/inspect-lowered.js')
  await inspectLowered(path, file.info, options)
}

async function inspectAsItIs(
  file: ModelFile & { readonly info: OpenedModel },
  options: InspectCommandOptions,
): Promise<void> {
  const { inspectModel, toSignatureSource } = await import('@zoo/graph')
  const inspection = inspectModel(file.info, options.shape && { shapes: Object.fromEntries(options.shape) })
  const signature = options.dts && toSignatureSource(withInferredShapes(file.info, inspection))
  if (signature && !options.json) {
    process.stdout.write(signature)
    return
  }
  const sizeBytes = file.bytes.length
  const verdicts = await engineVerdicts(
    options.shape ? inShapes(file, inspection, options.shape) : file,
    options.engines ? 'all' : 'up to the first',
  )
  const served = serving(verdicts)
  const engines = options.engines && verdicts
  if (options.json) {
    process.stdout.write(`${toJson({ ...inspection, sizeBytes, ...served, signature, engines })}\n`)
  } else {
    const sections = engines ? [enginesSection(engines)] : []
    process.stdout.write(inspectionText(inspection, sizeBytes, { facts: servingFacts(served), sections }))
  }
}

/** The model as it would be loaded for inputs of these shapes. */
const inShapes = (
  file: ModelFile,
  { inputs, outputs }: Inspection,
  shapes: NonNullable<InspectCommandOptions['shape']>,
): ModelFile => ({
  ...file,
  purpose: {
    feeds: inputs.filter(({ name }) => shapes.some(([given]) => given === name)),
    fetches: outputs.map(({ name }) => name),
  },
})

/** The model with the shapes that were inferred for its outputs. */
const withInferredShapes = (info: ModelInfo, { inputs, outputs }: Inspection) => ({
  inputs,
  outputs,
  required: info.required.bind(info),
})
