import { openModel, writeTflite } from '@zoo/graph'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { sumGraph } from '../__fixtures__/graphdef.js'
import { SmallEngine } from '../__fixtures__/small-engine.js'
import { ModelLoadError, NativeLoadError, UnsupportedGraphError } from '../errors.js'
import { loadModel } from '../load-model.js'
import { MODEL_DEFAULTS } from '../load-options.js'
import { compileByEngine } from './choose-engine.js'
import type { Candidate } from './route.js'

const file = { bytes: sumGraph, path: 'sum.pb', info: openModel(sumGraph) }
const auto = (...candidates: Candidate[]) => compileByEngine(file, MODEL_DEFAULTS, candidates)

const refusing = (name: string, reason: string, advice?: string) =>
  Object.assign(new SmallEngine(name), { verdict: { ok: false, reason, ...(advice && { advice }) } })
const failing = (name: string, compileError: Error) => Object.assign(new SmallEngine(name), { compileError })
const lacksOp = new UnsupportedGraphError('It has no AddV2.', { nodes: [{ node: 'sum', op: 'AddV2', reason: 'none' }] })
const noLibrary = new NativeLoadError('There is no library.', {
  platform: 'here',
  tried: [],
  advice: 'npx zoo install it',
})
const damaged = new ModelLoadError('It is damaged.', {})

/** A TensorFlow Lite model, which tfjs refuses where it is installed. */
const liteModel = writeTflite({
  description: 'x',
  tensors: [{ name: 'x', dtype: 'float32', shape: [1] }],
  operators: [],
  inputs: [0],
  outputs: [0],
})

describe('auto', () => {
  it('takes the first engine that can', async () => {
    const last = new SmallEngine('last')
    const { engine } = await auto(
      { engine: 'absent', reason: '@zoo/absent is not installed' },
      refusing('refusing', 'it takes no graphs'),
      failing('lacking', lacksOp),
      failing('homeless', noLibrary),
      new SmallEngine('able'),
      last,
    )
    expect(engine).toBe('able')
    expect(last.compiled).toEqual([])
  })

  it('says what was tried, why each failed, and what cures it', async () => {
    const running = auto(
      refusing('refusing', 'it takes no graphs'),
      { engine: 'absent', reason: '@zoo/absent is not installed', advice: 'npm install @zoo/absent' },
      failing('lacking', lacksOp),
      failing('homeless', noLibrary),
    )
    await expect(running).rejects.toMatchObject({
      name: 'NoEngineError',
      code: 'ERR_NO_ENGINE',
      engines: [
        { engine: 'refusing', reason: 'it takes no graphs' },
        { engine: 'absent', reason: '@zoo/absent is not installed', advice: 'npm install @zoo/absent' },
        { engine: 'lacking', reason: 'It has no AddV2.' },
        { engine: 'homeless', reason: 'There is no library.', advice: 'npx zoo install it' },
      ],
      advice: 'npm install @zoo/absent',
      cause: lacksOp,
      message: expect.stringMatching(
        /sum\.pb.*refusing: it takes no graphs.*absent.*lacking.*homeless.*npx zoo install it/,
      ),
    })
  })

  it('gives up at once when the fault is not the engine’s', async () => {
    const other = new SmallEngine()
    await expect(auto(failing('first', damaged), other)).rejects.toBe(damaged)
    expect(other.compiled).toEqual([])
  })
})

describe('a pinned engine', () => {
  it('is the only one tried', async () => {
    await expect(loadModel(sumGraph, { engine: refusing('own', 'not today', 'wait') })).rejects.toMatchObject({
      code: 'ERR_NO_ENGINE',
      engines: [{ engine: 'own', reason: 'not today', advice: 'wait' }],
      advice: 'wait',
    })
    await expect(loadModel(liteModel, { engine: 'tfjs' })).rejects.toMatchObject({
      code: 'ERR_NO_ENGINE',
      engines: [{ engine: 'tfjs' }],
    })
  })

  it.each([[lacksOp], [noLibrary], [damaged]])('rejects with its own error: %s', async (error) => {
    await expect(loadModel(sumGraph, { engine: failing('own', error) })).rejects.toBe(error)
  })
})

describe('ZOO_ENGINE', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('pins an engine where the options do not', async () => {
    vi.stubEnv('ZOO_ENGINE', 'tfjs')
    for (const options of [undefined, { engine: 'auto' } as const]) {
      await expect(loadModel(liteModel, options)).rejects.toMatchObject({ engines: [{ engine: 'tfjs' }] })
    }
    await expect(loadModel(sumGraph, { engine: new SmallEngine() })).resolves.toMatchObject({ engine: 'small' })
  })

  it('must be one there is', async () => {
    vi.stubEnv('ZOO_ENGINE', 'tensorflo')
    await expect(loadModel(sumGraph)).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'ZOO_ENGINE' })
    vi.stubEnv('ZOO_ENGINE', '')
    await expect(loadModel(sumGraph, { engine: new SmallEngine() })).resolves.toBeDefined()
  })
})
