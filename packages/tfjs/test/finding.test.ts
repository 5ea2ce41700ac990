import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sumGraph } from './graphs.js'

// Which TensorFlow.js the engine runs on, seen from a program that has our packages installed, and one of those or none.
const packages = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
let scratch: string
beforeAll(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), 'zoo-tfjs-')))
})
afterAll(() => rm(scratch, { recursive: true }))

/** A folder with our packages in its node_modules, and those of TensorFlow.js that are named. */
async function app(name: string, installed: readonly string[]): Promise<string> {
  const home = join(scratch, name)
  const scope = join(home, 'node_modules', '@zoo')
  for (const own of ['core', 'tfjs']) {
    await cp(join(packages, own, 'dist'), join(scope, own, 'dist'), { recursive: true })
    await cp(join(packages, own, 'package.json'), join(scope, own, 'package.json'))
  }
  await symlink(join(packages, 'graph'), join(scope, 'graph'), 'junction')
  await mkdir(join(home, 'node_modules', '@tensorflow'))
  for (const other of installed) {
    const from = await realpath(join(packages, 'tfjs', 'node_modules', '@tensorflow', other))
    await symlink(from, join(home, 'node_modules', '@tensorflow', other), 'junction')
  }
  return home
}

/** What a program prints that loads a model as `load()` says, as JSON. */
async function run(home: string, program: string, flags: readonly string[] = []): Promise<unknown> {
  const source = `
    import { loadModel } from '@zoo/core'
    const graph = Uint8Array.from(${JSON.stringify([...sumGraph()])})
    const load = (engine = 'tfjs') => loadModel(graph, { engine })
    const print = (value) => console.log('answer', JSON.stringify(value))
    ${program}`
  const file = join(home, 'program.mjs')
  await writeFile(file, source)
  // pnpm's own commands set NODE_PATH to everything that is installed.
  const env = { ...process.env, NODE_PATH: '' }
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, file], { cwd: home, env })
  return JSON.parse(/^answer (.*)$/m.exec(stdout)![1]!)
}

const SUM = `
    const model = await load()
    const { sum } = await model.run({ x: [1, 2], y: [3, 4] })`

describe('TensorFlow.js', () => {
  it('is the one that is installed', async () => {
    const home = await app('plain', ['tfjs'])
    expect(await run(home, `${SUM}; print([model.engine, ...sum.data])`)).toEqual(['tfjs', 4, 6])
    // By itself too, where there is no other engine.
    expect(await run(home, "print((await load('auto')).engine)")).toBe('tfjs')
  })

  it('is the one that the program has loaded, with the backend it has chosen', async () => {
    const home = await app('own', ['tfjs', 'tfjs-backend-wasm', 'tfjs-node'])
    const program = `
      import * as tf from '@tensorflow/tfjs'
      import '@tensorflow/tfjs-backend-wasm'
      await tf.setBackend('wasm')
      ${SUM}
      print([tf.getBackend(), tf.engine().backendName, ...sum.data])`
    expect(await run(home, program)).toEqual(['wasm', 'wasm', 4, 6])
  })

  it('is the one that the program passes', async () => {
    const home = await app('passed', ['tfjs'])
    const program = `
      import * as tf from '@tensorflow/tfjs'
      import { tfjs } from '@zoo/tfjs'
      const code = (given) => {
        try {
          tfjs(given)
        } catch (error) {
          return error.code
        }
      }
      const model = await load(tfjs(tf))
      print([model.engine, tf.memory().numTensors, code(tf), code({ tensor() {} })])`
    expect(await run(home, program)).toEqual(['tfjs', 0, null, 'ERR_ARGUMENT'])
  })

  it('may be missing, which is said with what to type', async () => {
    const home = await app('none', [])
    const program =
      'print(await load().catch(({ code, message, advice, tried }) => ({ code, message, advice, tried })))'
    expect(await run(home, program)).toEqual({
      code: 'ERR_NATIVE_LOAD',
      message: expect.stringContaining('npm install @tensorflow/tfjs'),
      advice: 'npm install @tensorflow/tfjs',
      tried: [
        { place: '@tensorflow/tfjs-node', reason: 'it is not installed' },
        { place: '@tensorflow/tfjs', reason: 'it is not installed' },
      ],
    })
  })

  it('may be one that does not run on this Node; the other then serves', async () => {
    const home = await app('newer', ['tfjs', 'tfjs-node'])
    const without = `data:text/javascript,${encodeURIComponent("import util from 'node:util'; delete util.isNullOrUndefined")}`
    const program = `
      ${SUM}
      const { getBackend } = await import('@tensorflow/tfjs')
      print([getBackend(), ...sum.data])`
    expect(await run(home, program, ['--import', without])).toEqual(['cpu', 4, 6])
  })
})

it('no TensorFlow Lite model runs on TensorFlow.js', async () => {
  const home = await app('lite', ['tfjs'])
  const program = `
    import { writeTflite } from '@zoo/graph'
    const tensors = [{ name: 'x', dtype: 'float32', shape: [1] }]
    const bytes = writeTflite({ description: '', tensors, operators: [], inputs: [0], outputs: [0] })
    print(await loadModel(bytes, { engine: 'tfjs' }).catch(({ code, engines }) => [code, engines[0].reason]))`
  expect(await run(home, program)).toEqual(['ERR_NO_ENGINE', 'it takes frozen GraphDefs, not TensorFlow Lite models'])
})
