import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { askProcess } from '../lib/ask-process.mjs'
import { CLI, IMAGE } from '../lib/fixtures.mjs'
import { median } from '../lib/stats.mjs'
import { ms } from '../lib/table.mjs'

const script = fileURLToPath(new URL('../contenders/cold-start.mjs', import.meta.url))

/** The stages that contenders/cold-start.mjs tells of. */
const STAGES = ['node', 'imports', 'sharp', 'read', 'lowering', 'compile', 'image', 'run', 'again']

/** Milliseconds from the start of `zoo classify` to its first line, and to its end. */
const timeCommand = (args) =>
  new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let firstMs
    let stderr = ''
    child.stdout.on('data', () => {
      firstMs ??= performance.now() - start
    })
    child.stderr.on('data', (text) => {
      stderr += text
    })
    child.on('close', (code) => {
      if (code === 0 && firstMs !== undefined) resolve({ firstMs, endMs: performance.now() - start })
      else reject(new Error(`zoo ${args.join(' ')} ended with ${code}: ${stderr}`))
    })
  })

const times = async (count, work) => {
  const results = []
  for (let i = 0; i < count; i++) results.push(await work())
  return results
}
const middle = (results, of) => median(results.map(of))

/** What a user waits for who types `zoo classify`. */
export const coldStart = async ({ litert, tensorflow, frozen, quantised, quick }) => {
  const title = 'Cold start: from process start to a printed label (ms, medians)'
  const columns = ['engine', 'variant', 'first label', 'end', ...STAGES]
  if (!existsSync(IMAGE)) return { title, columns, rows: [], notes: [`skipped: there is no ${IMAGE}`] }
  const count = quick ? 3 : 9
  const rows = []
  for (const [engine, library, variant, file] of [
    ['litert', litert, 'v2_1.0_224', frozen],
    ['litert', litert, 'v2_1.0_224_quant', quantised],
    ['tensorflow', tensorflow, 'v2_1.0_224', frozen],
  ]) {
    if (!library || !file) continue
    const args = ['classify', IMAGE, '--top', '1', '--engine', engine, '--variant', variant]
    await timeCommand(args) // the files are in the system's cache from here on
    const commands = await times(count, () => timeCommand(args))
    const stages = await times(count, () => askProcess(script, [engine, file, IMAGE]))
    rows.push([
      engine,
      variant,
      ms(middle(commands, ({ firstMs }) => firstMs)),
      ms(middle(commands, ({ endMs }) => endMs)),
      ...STAGES.map((stage) => ms(middle(stages, (each) => each[stage]))),
    ])
  }
  return {
    title,
    columns,
    rows,
    notes: [
      'first label, end: `zoo classify IMAGE`, from outside, node included. The other columns: the same steps in a script, none beside',
      'another: node starts; our packages are imported; sharp; the file is read and checked; lowered; the library is opened and the',
      'model compiled; the image is decoded and resized; the model runs and its answer is decoded; and runs again.',
    ],
  }
}
