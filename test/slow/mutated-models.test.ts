import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../support/data.js'
import { hasEngine } from '../support/engines.js'
import { runChild } from './child.js'

type Engine = 'litert' | 'tensorflow'

/** What each damaged copy came to; `works` when it loads and runs, as one does whose weights alone are hit. */
interface Outcome {
  readonly seed: number
  readonly outcome: string
  readonly message?: string
}

/** Every kind of damage comes up every 7 seeds (children/mutate.mjs). 252 files in all. */
const SEEDS = 28
/** Beside those, the seeds that once brought a library down. */
const FILES: readonly [Engine, string, ...number[]][] = [
  ['litert', shared('models', 'mobilenet_v2_1.0_224_quant.tflite')],
  // The pool's padding becomes another, so that LiteRT computes a larger output than the file declares.
  ['litert', shared('models', 'mobilenet_v2_1.0_224_inat_bird_quant.tflite'), 9613],
  ['litert', shared('models', 'aiy_vision_classifier_birds_V1_3.tflite')],
  ['litert', shared('graphs', 'residual_block.pb')],
  ['tensorflow', shared('models', 'mobilenet_v2_1.0_224_frozen.pb')],
  ['tensorflow', shared('models', 'mtcnn.pb')],
  ['tensorflow', shared('graphs', 'conv2d_same_s2.pb')],
  ['tensorflow', shared('graphs', 'while_v2.pb')],
  ['tensorflow', shared('graphs', 'strings.pb')],
]

/** The last two: a copy that declares other inputs is not fed what it asks for. */
const ALLOWED = `works loads ERR_MODEL_LOAD ERR_UNSUPPORTED_GRAPH ERR_NO_ENGINE ERR_RUN ERR_ABORTED
  ERR_TENSOR_NAME ERR_TENSOR_MISMATCH`.split(/\s+/)

for (const [engine, path, ...known] of FILES) {
  const name = path.split('/').at(-1)!
  describe.skipIf(!hasShared || !(await hasEngine(engine)))(`damaged copies of ${name} on ${engine}`, () => {
    it('each load and run, or give a coded error', async () => {
      const seeds = [...Array(SEEDS).keys(), ...known]
      const ended = await runChild('load-mutated.mjs', [engine, path, ...seeds.map(String)], { timeoutMs: 600_000 })
      const lines = ended.stdout
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text) as Outcome)
      const last = JSON.stringify(lines.at(-1))
      expect(ended.code, `crashed (${ended.signal}) at ${last}: ${ended.stderr.slice(-2000)}`).toBe(0)
      const outcomes = lines.filter(({ outcome }) => outcome)
      expect(outcomes).toHaveLength(seeds.length)
      expect(outcomes.filter(({ outcome }) => !ALLOWED.includes(outcome))).toEqual([])
      // Some damage must be seen, or nothing was damaged.
      expect(outcomes.map(({ outcome }) => outcome)).toContain('ERR_MODEL_LOAD')
    })
  })
}
