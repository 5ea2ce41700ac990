import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { InferenceError, loadModel, Tensor } from '@zoo/core'
import { attr, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { openImage } from '@zoo/kit'
import { describe, expect, it } from 'vitest'
import { describeError } from '../../packages/cli/src/report-error.js'
import { zoo } from '../../packages/cli/test/zoo.js'
import { hasEngine } from '../support/engines.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const document = readFileSync(join(root, 'docs/errors.md'), 'utf8')
const headings = [...document.matchAll(/^## (ERR_\w+)$/gm)].map(([, code]) => code)
/** The codes that only services answer with, which the tests of `@zoo/serve` meet. */
const headingsOfServices = [...document.matchAll(/^### (ERR_\w+)$/gm)].map(([, code]) => code)

/** The sources of all packages. */
const sources = readdirSync(join(root, 'packages'))
  .flatMap((name) => ['src', 'lib'].map((folder) => join(root, 'packages', name, folder)))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  )
const codes = new Set(
  // Those that begin with ERR_HTTP_ are Node's own.
  sources.flatMap((source) => source.match(/'ERR_(?!HTTP_)[A-Z_]+'/g) ?? []).map((quoted) => quoted.slice(1, -1)),
)

const float = { T: attr.type('float32') }
const graph = writeGraph([
  makePlaceholder('x', 'float32', [null, 2]),
  makePlaceholder('z', 'float32', [null, 2]),
  makeNode('sum', 'AddV2', ['x', 'z'], float),
  makeNode('shuffled', 'RandomShuffle', ['x'], float),
])
const rows = (count: number) => new Tensor('float32', [count, 2], new Float32Array(2 * count))

/** What loads the graph on an engine, or fails to, in a process where no native library can be had. */
const withoutLibraries = async (engine: string) => {
  const core = new URL('../../packages/core/dist/index.js', import.meta.url).href
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { loadModel } from '${core}'
       await loadModel(Uint8Array.from(${JSON.stringify([...graph])}), { engine: '${engine}' })
         .catch(({ code, name }) => console.log(JSON.stringify({ code, name })))`,
    ],
    { env: { ...process.env, ZOO_LIBTENSORFLOW: '/nowhere/libtensorflow.so', ZOO_LIBLITERT: '/nowhere/libLiteRt.so' } },
  )
  throw JSON.parse(stdout)
}
const run = async (...args: Parameters<Awaited<ReturnType<typeof load>>['run']>) => {
  await using model = await load()
  return await model.run(...args)
}
const load = () => loadModel(graph, { engine: 'tensorflow' })

/** The code that `zoo` reports as JSON. */
const reported = async (...args: string[]) => {
  throw JSON.parse((await zoo([...args, '--json'], { input: graph })).stdout).error
}

/** One way to each code, for a program that does what programs do. */
const WAYS: Readonly<Record<string, readonly [name: string | undefined, way: () => Promise<unknown>]>> = {
  ERR_NATIVE_LOAD: ['NativeLoadError', () => withoutLibraries('tensorflow')],
  ERR_MODEL_LOAD: ['ModelLoadError', () => loadModel('/nowhere/model.pb')],
  ERR_TENSOR_NAME: ['TensorNameError', () => run({ y: rows(1) }, ['sum'])],
  ERR_TENSOR_MISMATCH: ['TensorMismatchError', () => run({ x: [1, 2, 3], z: rows(1) }, ['sum'])],
  ERR_ARGUMENT: ['ArgumentError', () => loadModel(graph, { thread: 2 } as object)],
  ERR_NO_ENGINE: [
    'NoEngineError',
    () => {
      const refusing = {
        name: 'own',
        accepts: async () => ({ ok: false, reason: 'not today' }) as const,
        compile: load as never,
      }
      return loadModel(graph, { engine: refusing })
    },
  ],
  ERR_UNSUPPORTED_GRAPH: ['UnsupportedGraphError', () => loadModel(graph, { engine: 'litert' })],
  ERR_IMAGE: ['ImageError', () => openImage(Buffer.from('no image'))],
  ERR_RUN: ['RunError', () => run({ x: rows(2), z: rows(3) }, ['sum'])],
  ERR_BUSY: [
    'BusyError',
    async () => {
      await using model = await load()
      const session = model.createSession().addInput('x', rows(1)).addInput('z', rows(1)).addOutput('sum')
      const [, second] = await Promise.allSettled([session.run(), session.run()])
      if (second.status === 'rejected') throw second.reason
    },
  ],
  ERR_DISPOSED: [
    'DisposedError',
    async () => {
      const model = await load()
      await model.dispose()
      await model.run({ x: rows(1) }, ['shuffled'])
    },
  ],
  ERR_ABORTED: ['AbortError', () => run({ x: rows(1) }, ['shuffled'], { signal: AbortSignal.abort() })],
  ERR_USAGE: [undefined, () => reported('inspect')],
  ERR_OUTPUT: [undefined, () => reported('lower', '-', '--fetch', 'sum', '--out', '/dev/null/x.tflite')],
  ERR_INTERNAL: [undefined, () => Promise.reject(describeError(new TypeError('a fault of ours')))],
}

const ready = (await hasEngine('tensorflow')) && (await hasEngine('litert'))

describe('docs/errors.md', () => {
  it('has one heading for each code that a package may give, and no other', () => {
    expect([...headings, ...headingsOfServices].sort()).toEqual([...codes].sort())
  })

  it.runIf(ready).each(headings)('%s is what a program meets', async (code) => {
    const [name, way] = WAYS[code!]!
    const error = await way().then(
      () => undefined,
      (error) => error,
    )
    expect(error).toMatchObject({ code, ...(name && { name }) })
    if (error instanceof Error) expect(InferenceError.isInstance(error)).toBe(true)
  })
})
