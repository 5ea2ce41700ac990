import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { graphBytes, placeholder } from '../../graph/test/support/graph-bytes.js'
import { HOSTILE_GRAPHS } from './support/hostile-graphs.js'

const program = fileURLToPath(new URL('support/run-hostile.mjs', import.meta.url))
const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'zoo-hostile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const written = (name: string, bytes: Uint8Array): string => {
  const path = join(folder, `${name.replaceAll(/\W+/g, '_')}.pb`)
  writeFileSync(path, bytes)
  return path
}

const good = written(
  'good',
  graphBytes({
    nodes: [placeholder('x', [2]), { name: 'y', op: 'Neg', inputs: ['x'], attrs: { T: { type: 'float32' } } }],
  }),
)
const made = HOSTILE_GRAPHS.map(([name, bytes]) => written(name, bytes))
const given = hasShared
  ? readdirSync(shared('hostile')).flatMap((name) => (name.endsWith('.pb') ? [shared('hostile', name)] : []))
  : []

interface Report {
  readonly outcomes: Readonly<Record<string, { readonly outcome: string; readonly ms: number }>>
  readonly answer: readonly number[]
  readonly megabytes: number
}

const CODES = ['ERR_MODEL_LOAD', 'ERR_UNSUPPORTED_GRAPH']

describe.skipIf(!(await hasEngine('tensorflow')) || !(await hasEngine('litert')))('a hostile graph', () => {
  it.each(['auto', 'tensorflow', 'litert', 'wasm', 'tfjs'])(
    'gets a coded error with %s, in a process that then answers a good one',
    async (engine) => {
      // TensorFlow.js may be absent where the good model would have to answer.
      const answers = engine === 'tfjs' ? 'auto' : engine
      for (const [loader, files] of engine === answers ? [[engine, [...made, ...given]] as const] : []) {
        const { stdout } = await run(process.execPath, [program, loader, good, ...files], {
          cwd: folder,
          timeout: 120_000,
        })
        const { outcomes, answer, megabytes } = JSON.parse(stdout.trim().split('\n').at(-1)!) as Report
        const uncoded = Object.entries(outcomes).filter(([, { outcome }]) => !CODES.includes(outcome))
        expect(uncoded).toEqual([])
        expect(Object.entries(outcomes).filter(([, { ms }]) => ms > 2_000)).toEqual([])
        expect(Object.keys(outcomes)).toHaveLength(files.length)
        expect(answer).toEqual([-1, 2])
        expect(megabytes).toBeLessThan(1_500)
      }
      expect(readdirSync(folder).every((name) => name.endsWith('.pb'))).toBe(true)
      expect(existsSync(join(folder, 'written.txt'))).toBe(false)
    },
    150_000,
  )
})
