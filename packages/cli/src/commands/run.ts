import type { Command } from 'commander'
import { addEngineOptions, addOutputOptions, type EngineOptions, type OutputOptions } from '../common-options.js'
import { modelSource } from '../model-argument.js'
import { Progress } from '../progress.js'
import { UsageError } from '../report-error.js'
import { STDIN } from '../stdin.js'
import { colors } from '../terminal.js'

interface RunOptions extends EngineOptions, OutputOptions {
  readonly feeds?: string
  readonly fetch?: string[]
  readonly trusted?: true
}

const HELP = `
A tensor in JSON is {"dtype": "float32", "shape": [1, 2], "data": [0.5, 1]}, data being one flat list in row-major order:
  float…, int8…32, uint8…32   numbers, or "NaN", "Infinity", "-Infinity"
  int64, uint64               decimal strings
  bool                        true or false
  string                      the bytes in base64
  complex64                   pairs [real, imaginary]
The feeds file holds tensors by name, or an object with those under "feeds".

Examples:
  $ zoo run graph.pb --feeds feeds.json
  $ zoo run graph.pb --feeds feeds.json --fetch y:0 inner/Relu --json
  $ echo '{"x": {"dtype": "float32", "shape": [2], "data": [1, 2]}}' | zoo run graph.pb --feeds -`

export function define(command: Command): void {
  command
    .argument('<model>', 'frozen GraphDef (.pb) or TensorFlow Lite model (.tflite); - is standard input')
    .option('--feeds <file>', 'JSON file with the tensors to feed; - is standard input')
    .option('--fetch <name...>', "tensors to compute, inner ones too (default: the model's outputs)")
    .option('--trusted', 'allow ops that touch files, the network or code outside the graph')
  addOutputOptions(addEngineOptions(command)).addHelpText('after', HELP).action(run)
}

async function run(path: string, options: RunOptions): Promise<void> {
  if (path === STDIN && options.feeds === STDIN) {
    throw new UsageError('The model and the feeds cannot both come from standard input; give one of them as a file.')
  }
  const [{ loadModel }, { readFeeds }, { readText }] = await Promise.all([
    import('@zoo/core'),
    import('../tensor-json/read.js'),
    import('../tensor-json/read-text.js'),
  ])
  const feeds = options.feeds === undefined ? new Map() : readFeeds(await readText(options.feeds), options.feeds)
  const progress = new Progress()
  progress.update({ task: 'Loading the model' })
  await using model = await loadModel(await modelSource(path), {
    engine: options.engine,
    threads: options.threads,
    trusted: options.trusted,
  })
  const fetches = options.fetch ?? model.outputs.map(({ name }) => name)
  progress.update({ task: 'Running' })
  const results = await model.run(Object.fromEntries(feeds), fetches)
  progress.stop()
  const tensors = fetches.map((name) => [name, results[name]!] as const)
  if (options.json) {
    const { writeTensors } = await import('../tensor-json/write.js')
    process.stdout.write(writeTensors(tensors))
    return
  }
  const { bold, dim } = colors(process.stdout)
  const { form, summarize } = await import('../tensor-summary.js')
  for (const [name, tensor] of tensors) {
    process.stdout.write(`${bold(name)}  ${dim(form(tensor))}\n  ${summarize(tensor).replaceAll('\n', '\n  ')}\n`)
  }
}
