import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'

const program = fileURLToPath(new URL('support/run-mutated.mjs', import.meta.url))
const run = promisify(execFile)

/** What may come of a damaged file: a coded error, or a model like any other when what changed was a weight. */
const ALLOWED = ['loaded', 'ERR_MODEL_LOAD', 'ERR_NO_ENGINE', 'ERR_UNSUPPORTED_GRAPH']

async function expectCoded(path: string, engine: string, count: number): Promise<void> {
  const { stdout } = await run(process.execPath, [program, path, engine, String(count)])
  const outcomes = JSON.parse(stdout) as Record<string, number>
  expect(Object.keys(outcomes).filter((outcome) => !ALLOWED.includes(outcome))).toEqual([])
  expect(Object.values(outcomes).reduce((sum, times) => sum + times, 0)).toBe(count)
  expect(outcomes.ERR_MODEL_LOAD).toBeGreaterThan(count / 4)
}

describe.skipIf(!hasShared || !(await hasEngine('tensorflow')))('damaged graphs never end the process', () => {
  it.each(['two_outputs', 'conv2d_same_s2', 'while_v1', 'while_v2', 'strings'])('%s', (name) =>
    expectCoded(shared('graphs', `${name}.pb`), 'tensorflow', 200),
  )

  it('mtcnn', () => expectCoded(shared('models', 'mtcnn.pb'), 'tensorflow', 24))
})

describe.skipIf(!hasShared || !(await hasEngine('litert')))(
  'damaged TensorFlow Lite models never end the process',
  () => {
    it('mobilenet', () => expectCoded(shared('models', 'mobilenet_v2_1.0_224_quant.tflite'), 'litert', 60))
  },
)
