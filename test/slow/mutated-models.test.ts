import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../support/data.js'
import { hasEngine } from '../support/engines.js'
import { convolutionModel, rowsModel } from '../support/tflite-models.js'
import { failures, type Job, loadInChildren } from './file-batch.js'

type Engine = 'litert' | 'tensorflow' | 'wasm' | 'tfjs'

const folder = mkdtempSync(join(tmpdir(), 'zoo-mutated-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const stored = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

const inShared = (part: string, ending: string): readonly string[] =>
  hasShared ? readdirSync(shared(part)).flatMap((file) => (file.endsWith(ending) ? [shared(part, file)] : [])) : []

/** Copies of large models, which take longest, and of small ones; every kind of damage comes up every 7 seeds (children/mutate.mjs). */
const copies = (large: readonly string[], largeSeeds: number, small: readonly string[], smallSeeds: number): Job[] => [
  ...large.flatMap((path) => Array.from({ length: largeSeeds }, (_, seed): Job => ({ path, seed }))),
  ...small.flatMap((path) => Array.from({ length: smallSeeds }, (_, seed): Job => ({ path, seed }))),
]

const GRAPHS = [...inShared('graphs', '.pb'), ...inShared('wild', '.pb')]
const TFLITE = [
  ...inShared('wild', '.tflite'),
  stored('rows.tflite', rowsModel()),
  stored('convolution.tflite', convolutionModel()),
]
const LARGE_GRAPHS = ['mobilenet_v2_1.0_224_frozen.pb', 'mtcnn.pb'].map((name) => shared('models', name))
const LARGE_TFLITE = [
  'mobilenet_v2_1.0_224_quant.tflite',
  'mobilenet_v2_1.0_224_inat_bird_quant.tflite',
  'aiy_vision_classifier_birds_V1_3.tflite',
].map((name) => shared('models', name))

const PB = copies(LARGE_GRAPHS, 28, GRAPHS, 42)
const LITE = [
  ...copies(LARGE_TFLITE, 84, TFLITE, 399),
  // Seeds that once brought a library down. Here a pool's padding becomes another, so that LiteRT computes a larger output than
  // the file declares.
  { path: LARGE_TFLITE[1]!, seed: 9613 },
]

/** How many files of each format, and every so-many-th of them on an engine that is slow or that others stand for. */
const RUNS: readonly (readonly [Engine, string, readonly Job[], number])[] = [
  ['tensorflow', '.pb', PB, 1],
  ['litert', '.pb', PB, 1],
  ['wasm', '.pb', PB, 3],
  ['litert', '.tflite', LITE, 1],
  ['wasm', '.tflite', LITE, 1],
]

const present = async (engine: Engine): Promise<boolean> =>
  engine === 'litert' || engine === 'tensorflow' ? await hasEngine(engine) : true

for (const [engine, format, jobs, every] of RUNS) {
  describe.skipIf(!hasShared || !(await present(engine)))(`damaged ${format} files on ${engine}`, () => {
    it('each load and run, or give a coded error', async () => {
      const chosen = jobs.filter((_, place) => place % every === 0)
      expect(jobs.length).toBeGreaterThan(3000)
      const results = await loadInChildren(engine, chosen)
      expect(failures(results)).toEqual([])
      expect(results).toHaveLength(chosen.length)
      // Some damage must be seen, or nothing was damaged; and some copies, whose weights alone are hit, must run.
      const outcomes = results.map(({ outcome }) => outcome)
      expect(outcomes.filter((outcome) => outcome === 'ERR_MODEL_LOAD').length).toBeGreaterThan(chosen.length / 10)
      expect(outcomes).toContain('works')
    })
  })
}
