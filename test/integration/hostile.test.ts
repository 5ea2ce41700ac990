import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attr, makeConstant, makeNode, writeGraph } from '@zoo/graph'
import { afterAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../support/data.js'
import { hasEngine } from '../support/engines.js'
import { type FileRun, runFiles } from '../support/file-runs.js'
import { HOSTILE_GRAPHS } from '../support/fuzz/hostile-graphs.js'

/** How long a file may take to be refused, beside what a busy machine adds. */
const REFUSED_WITHIN_MS = 5000
const SECRET = 'THE SECRET OF THIS MACHINE'

interface Said {
  readonly place: number
  readonly answers?: readonly string[]
  readonly code?: string
  readonly message?: string
  readonly elapsedMs: number
  readonly next: string
}

const folder = mkdtempSync(join(tmpdir(), 'zoo-hostile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Each file with the words that name it in a failure. */
const files = new Map<string, string>()
if (hasShared) for (const name of readdirSync(shared('hostile'))) files.set(shared('hostile', name), name)
for (const [place, { kind, name, bytes }] of HOSTILE_GRAPHS.entries()) {
  const path = join(folder, `${place}.pb`)
  writeFileSync(path, bytes)
  files.set(path, `${kind}: ${name}`)
}

/** A model that every engine runs. */
const good = join(folder, 'good.pb')
writeFileSync(
  good,
  writeGraph([
    makeConstant('x', 'float32', [2], Float32Array.of(1, 2)),
    makeNode('y', 'Neg', ['x'], { T: attr.type('float32') }),
  ]),
)

/** Text files that the files name, so that one which reads has something to read. */
const secrets = new Set(
  [...files.keys()].flatMap((path) => readFileSync(path, 'latin1').match(/\w+secret\w*\.txt|secret\.txt/g) ?? []),
)

/** Loads all files in a folder of their own, and gives the folder's names and contents afterwards. */
const load = async (engine: string): Promise<{ runs: readonly FileRun<Said>[]; left: Record<string, string> }> => {
  const cwd = join(folder, `run-${engine}`)
  mkdirSync(cwd)
  for (const name of secrets) writeFileSync(join(cwd, name), SECRET)
  const list = join(folder, `${engine}.json`)
  writeFileSync(list, JSON.stringify([...files.keys()]))
  const script = new URL('children/hostile-files.mjs', import.meta.url)
  const runs = await runFiles<Said>({ script, args: [engine, good, list], count: files.size, cwd })
  const left = Object.fromEntries(readdirSync(cwd).map((name) => [name, readFileSync(join(cwd, name), 'utf8')]))
  return { runs, left }
}

const names = [...files.values()]
const named = (run: FileRun<Said>): string => `${names[run.place]}: ${JSON.stringify(run).slice(0, 300)}`

/** The engine `tfjs` takes the TensorFlow.js that a program has; here that is a development dependency of its package. */
const hasTfjs = existsSync(new URL('../../packages/tfjs/node_modules/@tensorflow/tfjs', import.meta.url))
const ENGINES: readonly (readonly [engine: string, present: boolean])[] = [
  ['auto', true],
  ['litert', await hasEngine('litert')],
  ['tensorflow', await hasEngine('tensorflow')],
  ['wasm', true],
  ['tfjs', hasTfjs],
]

describe('files that nobody should trust', () => {
  it('are known by kind, at least five of each', () => {
    const kinds = new Map<string, number>()
    for (const { kind } of HOSTILE_GRAPHS) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    expect(kinds.size).toBeGreaterThan(8)
    expect([...kinds].filter(([, count]) => count < 5)).toEqual([])
    expect(secrets.size).toBeGreaterThan(0)
  })

  for (const [engine, present] of ENGINES) {
    it.runIf(present)(
      `are refused with a code on ${engine}, read and write nothing, and leave the process able`,
      async () => {
        const { runs, left } = await load(engine)
        expect(runs).toHaveLength(files.size)
        // Each list holds what went wrong with the file's name, so that one run shows all of it.
        expect(runs.filter((run) => 'ended' in run).map(named)).toEqual([])
        const said = runs as readonly Said[]
        expect(said.filter(({ code }) => !code?.startsWith('ERR_')).map(named)).toEqual([])
        expect(said.filter(({ elapsedMs }) => elapsedMs > REFUSED_WITHIN_MS).map(named)).toEqual([])
        expect(said.filter(({ next }) => next !== 'answered').map(named)).toEqual([])
        expect(JSON.stringify(said)).not.toContain(SECRET)
        expect(left).toEqual(Object.fromEntries([...secrets].map((name) => [name, SECRET])))
      },
    )
  }
})
