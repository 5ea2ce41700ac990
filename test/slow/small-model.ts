import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lower, openModel, readGraph } from '@zoo/graph'
import { onTestFinished } from 'vitest'
import { shared } from '../support/data.js'

/** A small convolutional graph with open batch: `x` float32 [n, 6, 6, 8], `y` of the same shape. */
const GRAPH = shared('graphs', 'squeeze_excite.pb')

/** The path of a small model in the form an engine takes; gone when the test is over. */
export const smallModel = (engine: 'litert' | 'tensorflow'): string => {
  if (engine === 'tensorflow') return GRAPH
  const bytes = readFileSync(GRAPH)
  const { inputs, outputs } = openModel(bytes)
  const feeds = new Map(inputs.map(({ name, dtype, shape }) => [name, { dtype: dtype!, shape }]))
  const lowered = lower(readGraph(bytes), { feeds, fetches: outputs.map(({ name }) => name) })
  const folder = mkdtempSync(join(tmpdir(), 'zoo-slow-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'small.tflite')
  writeFileSync(path, lowered.bytes!)
  return path
}
