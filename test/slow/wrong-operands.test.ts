import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isKnownOp, UNSAFE_OPS } from '@zoo/graph'
import { afterAll, describe, expect, it } from 'vitest'
import { hasEngine } from '../support/engines.js'
import { OP_DEFS } from '../support/fuzz/op-defs.js'
import { wrongOperands } from '../support/fuzz/wrong-operands.js'
import { HOSTILE_OPS, hostileOperators, pick } from '../support/hostile-tflite.mjs'
import { failures, type Job, loadInChildren } from './file-batch.js'
import { REMAINING } from './remaining-crashes.js'

/** Graphs for each op: the first with operands as usual, the others with wrong ones. */
const VARIANTS = 6

const folder = mkdtempSync(join(tmpdir(), 'zoo-operands-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ALLOWED_OPS = [...OP_DEFS.keys()].filter((op) => isKnownOp(op) && !UNSAFE_OPS.has(op))

const jobsFor = (ops: readonly string[], variants: number): readonly Job[] =>
  ops.flatMap((op) =>
    Array.from({ length: variants }, (_, variant): Job => {
      const { bytes, fetches } = wrongOperands(op, variant)
      const path = join(folder, `${op}-${variant}.pb`)
      writeFileSync(path, bytes)
      return { path, fetches }
    }),
  )

const hasTensorflow = await hasEngine('tensorflow')
const hasLitert = await hasEngine('litert')

describe.skipIf(!hasTensorflow)('operands that do not suit an op', () => {
  it('are known for every op of the allow-list', () => {
    // An op that a new release of TensorFlow brings has to be added to both tables.
    expect(ALLOWED_OPS.length).toBeGreaterThan(500)
  })

  it('give an answer or a coded error on tensorflow, whatever the op', async () => {
    const jobs = jobsFor(
      ALLOWED_OPS.filter((op) => !REMAINING.has(op)),
      VARIANTS,
    )
    const results = await loadInChildren('tensorflow', jobs)
    expect(results).toHaveLength(jobs.length)
    expect(failures(results)).toEqual([])
    // Enough of them reach a kernel that this is worth its time.
    expect(results.filter(({ outcome }) => outcome === 'works').length).toBeGreaterThan(jobs.length / 5)
    expect(results.filter(({ outcome }) => outcome === 'ERR_RUN').length).toBeGreaterThan(jobs.length / 50)
  })
})

/** Files for each builtin, of the hundreds that change one operand or option of it. */
const FILES = 4

describe('operands that do not suit a builtin', () => {
  const jobs = (): readonly Job[] =>
    HOSTILE_OPS.flatMap((op) =>
      pick(hostileOperators(op), FILES, 9).map(({ bytes }, place): Job => {
        const path = join(folder, `${op}-${place}.tflite`)
        writeFileSync(path, bytes)
        return { path }
      }),
    )

  for (const engine of ['litert', 'wasm'] as const) {
    it.runIf(engine === 'wasm' || hasLitert)(`give an answer or a coded error on ${engine}`, async () => {
      const all = jobs()
      expect(all.length).toBeGreaterThan(100 * FILES)
      const results = await loadInChildren(engine, all)
      expect(results).toHaveLength(all.length)
      expect(failures(results)).toEqual([])
      expect(results.map(({ outcome }) => outcome)).toContain('works')
    })
  }
})
