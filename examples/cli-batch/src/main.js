#!/usr/bin/env node
import { extname } from 'node:path'
import { parseArgs } from 'node:util'
import { MobileNet } from '@zoo/mobilenet'
import { SingleBar } from 'cli-progress'
import { classifyPhotos } from './classify-photos.js'
import { findPhotos } from './find-photos.js'
import { formatOf } from './formats.js'
import { ResultsFile } from './results-file.js'

const USAGE = `Usage: node src/main.js FOLDER --out results.csv|results.jsonl [--concurrency 4] [--retry-errors]

Classifies every photograph in FOLDER and its subfolders. Run the same command again to continue a batch that was
interrupted, or to add photographs that are new or changed.`

const { folder, out, format, concurrency, retryErrors } = readArguments()
const [photos, results] = await Promise.all([findPhotos(folder), ResultsFile.open(out, format, { retryErrors })]).catch(
  (error) => {
    console.error(error.message)
    process.exit(2)
  },
)
const pending = photos.filter((photo) => !results.has(photo))
console.error(`${photos.length} photographs, ${photos.length - pending.length} of them done before`)

// Ctrl-C stops after the row under way; a second one ends the program at once.
let stopped = false
process.once('SIGINT', () => {
  stopped = true
})

const bar = new SingleBar({ format: '{bar} {value}/{total}  {eta_formatted} left', stream: process.stderr })
const counts = { classified: 0, failed: 0 }
const start = performance.now()
const mobilenet = await MobileNet.load()
try {
  if (process.stderr.isTTY) bar.start(pending.length, 0)
  for await (const row of classifyPhotos(mobilenet, pending, concurrency)) {
    await results.append(row)
    counts[row.error ? 'failed' : 'classified']++
    bar.increment()
    if (stopped) break
  }
} finally {
  bar.stop()
  await results.close()
  await mobilenet.dispose()
}

const seconds = (performance.now() - start) / 1000
console.error(`${counts.classified} classified, ${counts.failed} failed in ${seconds.toFixed(1)} s: ${out}`)
if (stopped) {
  console.error('Stopped. Run the same command again to continue.')
  process.exitCode = 130
} else if (counts.failed > 0) process.exitCode = 1

function readArguments() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        concurrency: { type: 'string', default: '4' },
        'retry-errors': { type: 'boolean', default: false },
      },
    })
    const [folder] = positionals
    if (positionals.length !== 1 || folder === undefined) throw new Error('Name one folder of photographs.')
    const { out = '' } = values
    const format = formatOf(extname(out))
    if (!format) throw new Error('Name a results file with --out; it must end in .csv or .jsonl.')
    const concurrency = Number(values.concurrency)
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 64) {
      throw new Error('--concurrency must be a whole number from 1 to 64.')
    }
    return { folder, out, format, concurrency, retryErrors: values['retry-errors'] }
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}
