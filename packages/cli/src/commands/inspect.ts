import type { EngineName, ModelFile, Verdict } from '@zoo/core/engine'
import type { Inspection, ModelInfo } from '@zoo/graph'
import type { Command } from 'commander'
import { addOutputOptions, type OutputOptions } from '../common-options.js'
import { inspectionText } from '../inspection-text.js'
import { namedShape } from '../option-values.js'
import { toJson } from '../report-error.js'
import { readStdin, STDIN } from '../stdin.js'

interface InspectCommandOptions extends OutputOptions {
  readonly shape?: readonly [name: string, shape: readonly (number | null)[]][]
  readonly dts?: true
  readonly engines?: true
}

const HELP = `
A "?" in a shape is a size that the model leaves open. FLOPs count two operations for each multiply-and-add, and an open
batch as 1.

Examples:
  $ zoo inspect mobilenet.pb
  $ zoo inspect detector.pb --shape image=1,480,640,3 --json
  $ zoo inspect mobilenet.pb --dts > signature.ts
  $ zoo inspect model.tflite --engines`

export function define(command: Command): void {
  command
    .argument('<model>', 'frozen GraphDef (.pb) or TensorFlow Lite model (.tflite); - is standard input')
    .option('--dts', 'print only a TypeScript signature for loadModel, which checks names and dtypes')
    .option('--shape <name=sizes...>', 'take an input to have this shape, as image=1,480,640,3', collectShapes)
    .option('--engines', 'say which engines here could run it, and why others could not')
  addOutputOptions(command).addHelpText('after', HELP).action(inspect)
}

const collectShapes = (text: string, shapes: ReturnType<typeof namedShape>[] = []) => [...shapes, namedShape(text)]

/** Whether one engine could run the model here. */
export type EngineVerdict = Verdict & { readonly engine: EngineName }

async function inspect(path: string, options: InspectCommandOptions): Promise<void> {
  const [{ readModelFile }, { inspectModel, toSignatureSource }] = await Promise.all([
    import('@zoo/core/engine'),
    import('@zoo/graph'),
  ])
  // Nothing of the model runs, so ops that could do harm may be looked at.
  const file = await readModelFile(path === STDIN ? await readStdin() : path, { type: undefined, trusted: true })
  const inspection = inspectModel(file.info, options.shape && { shapes: Object.fromEntries(options.shape) })
  const signature = options.dts && toSignatureSource(withInferredShapes(file.info, inspection))
  const engines = options.engines && (await verdicts(file))
  if (options.json) {
    process.stdout.write(`${toJson({ ...inspection, sizeBytes: file.bytes.length, signature, engines })}\n`)
  } else {
    process.stdout.write(signature ?? inspectionText(inspection, file.bytes.length, engines))
  }
}

/** The model with the shapes that were inferred for its outputs. */
const withInferredShapes = (info: ModelInfo, { inputs, outputs }: Inspection) => ({
  inputs,
  outputs,
  required: info.required.bind(info),
})

async function verdicts(file: ModelFile): Promise<EngineVerdict[]> {
  const { ENGINE_NAMES, findEngine } = await import('@zoo/core/engine')
  return Promise.all(
    ENGINE_NAMES.map(async (name): Promise<EngineVerdict> => {
      const engine = await findEngine(name)
      if (!('accepts' in engine)) return { engine: name, ok: false, reason: engine.reason }
      const { cause: _, ...verdict } = { cause: undefined, ...(await engine.accepts(file)) }
      return { engine: name, ...verdict }
    }),
  )
}
