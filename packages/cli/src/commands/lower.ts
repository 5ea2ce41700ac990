import type { Lowered, PartialShape, Program } from '@zoo/graph'
import type { Command } from 'commander'
import { addOutputOptions, type OutputOptions } from '../common-options.js'
import { namedShape } from '../option-values.js'
import { toJson } from '../report-error.js'
import { readStdin, STDIN } from '../stdin.js'
import { writeWhole } from '../write-whole.js'

interface LowerCommandOptions extends OutputOptions {
  readonly out: string
  readonly feed?: readonly [name: string, shape: PartialShape][]
  readonly fetch?: readonly string[]
  readonly dumpPasses?: true
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
    .requiredOption('--out <file.tflite>', 'where to write the model')
    .option('--feed <name=sizes>', 'feed this tensor in this shape, as image=1,480,640,3', collectFeeds)
    .option('--fetch <name>', "compute this tensor (default: the graph's outputs)", collectNames)
    .option('--dump-passes', 'print the ops of the program after each pass')
  addOutputOptions(command).addHelpText('after', HELP).action(lowerFile)
}

const collectFeeds = (text: string, feeds: ReturnType<typeof namedShape>[] = []) => [...feeds, namedShape(text)]
const collectNames = (text: string, names: string[] = []) => [...names, text]

async function lowerFile(path: string, options: LowerCommandOptions): Promise<void> {
  const [{ ArgumentError, TensorNameError }, { readModelFile }, { lower, parseTensorName, tensorName }] =
    await Promise.all([import('@zoo/core'), import('@zoo/core/engine'), import('@zoo/graph')])
  const { info } = await readModelFile(path === STDIN ? await readStdin() : path, { type: undefined, trusted: false })
  if (info.format !== 'tensorflow') {
    throw new ArgumentError(`${path} is a TensorFlow Lite model already; zoo lower takes a frozen GraphDef (.pb).`, {
      option: 'model',
      expected: 'a frozen GraphDef',
      received: 'a TensorFlow Lite model',
    })
  }
  const canonical = (name: string): string => {
    const parsed = parseTensorName(name)
    const own = parsed && tensorName(parsed.node, parsed.output)
    if (own !== undefined && info.tensor(own)) return own
    throw new TensorNameError(`The graph has no tensor named "${name}"; zoo inspect lists its inputs and outputs.`, {
      tensor: name,
      known: [...info.inputs, ...info.outputs].map((tensor) => tensor.name),
    })
  }
  const fetches = options.fetch?.map(canonical) ?? info.outputs.map(({ name }) => name)
  const given = new Map(options.feed?.map(([name, shape]) => [canonical(name), { shape }]))
  const required = info.required(fetches, [...given.keys()])
  const feeds = new Map([...required.map(({ name, shape }) => [name, { shape }] as const), ...given])
  const passes: PassDump[] = []
  const watch = (pass: string, program: Program) => void passes.push({ pass, operations: described(program) })
  const lowered = lower(info.graph, { feeds, fetches }, options.dumpPasses && watch)
  if (!lowered.bytes) {
    throw new ArgumentError('Every tensor fetched is a constant of the graph, so there is nothing to lower.', {
      option: '--fetch',
      expected: 'a tensor that depends on what is fed',
      received: fetches.join(', '),
    })
  }
  await writeWhole(options.out, lowered.bytes)
  const summary = summaryOf(lowered, options.out)
  if (options.json) process.stdout.write(`${toJson({ ...summary, ...(options.dumpPasses && { passes }) })}\n`)
  else process.stdout.write(`${passes.map(passText).join('')}${summaryText(summary)}\n`)
}

interface PassDump {
  readonly pass: string
  readonly operations: readonly string[]
}

const described = ({ operations }: Program): string[] =>
  operations.map(({ op, node, activation = 'none', outputs }) => {
    const shape = outputs[0]?.shape.map((dimension) => dimension ?? '?').join(', ')
    return `${op}${activation === 'none' ? '' : ` + ${activation}`}  ${node.name}  [${shape}]`
  })

const passText = ({ pass, operations }: PassDump): string =>
  `after ${pass}: ${operations.length} operations\n${operations.map((line) => `  ${line}\n`).join('')}`

const summaryOf = ({ bytes, inputs, outputs }: Lowered, out: string) => ({
  out,
  sizeBytes: bytes?.length ?? 0,
  inputs: [...inputs.keys()],
  outputs: [...outputs.keys()],
})

const summaryText = ({ out, sizeBytes, inputs, outputs }: ReturnType<typeof summaryOf>): string =>
  `${out}: ${sizeBytes} bytes, from ${inputs.join(', ')} to ${outputs.join(', ')}`
