import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { attr, makeConstant, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { hasShared, shared } from '../../../../test/support/data.js'
import { slowModel } from '../../../../test/support/hostile-models.js'
import { type ChildService, startService } from '../support/child-service.js'
import { fieldPart, filePart, form, type Part, sendRaw } from '../support/raw-http.js'
import { photo } from './cases.js'

const ready = hasShared
const MIB = 2 ** 20

let service: ChildService
beforeAll(async () => {
  if (!ready) return
  service = await startService({
    run: { isolate: { memoryLimitBytes: 400 * MIB, timeoutMs: 4000, loadTimeoutMs: 60_000 }, cacheModels: 2 },
  })
})
afterAll(() => service?.stop())

const run = async (parts: readonly Part[]) => {
  const answer = await sendRaw(service.port, [form('/run', [...parts, filePart('image_file', photo())])])
  return JSON.parse(answer!.body)
}
const upload = (model: Uint8Array | string, ...more: Part[]) =>
  run([filePart('model_file', model, 'model.pb'), ...more])

const GOOD = () => readFileSync(shared('models', 'mobilenet_v2_1.0_224_quant.tflite'))
const LABELS = () => readFileSync(shared('models', 'imagenet_slim_labels.txt'))

afterEach(async () => {
  const answer = await upload(GOOD(), filePart('label_file', LABELS()), fieldPart('top_k', '1'))
  expect(answer).toMatchObject({ model: { engine: 'wasm' }, predictions: [{ label: 'military uniform' }] })
  expect(await service.metric('zoo_process_resident_bytes')).toBeLessThan(600e6)
  expect(service.stderr()).toBe('')
})

/** A model of an image that does `nodes` with `x`, float32 [1, 8, 8, 3]. */
const graph = (...nodes: ReturnType<typeof makeNode>[]) =>
  writeGraph([makePlaceholder('x', 'float32', [1, 8, 8, 3]), ...nodes])

const float = { T: attr.type('float32') }

describe.skipIf(!ready)('uploaded models that are hostile', () => {
  it('answers a model that is not', async () => {
    expect(await upload('not a model')).toMatchObject({ status: 422, code: 'ERR_MODEL_LOAD' })
    expect(await upload('')).toMatchObject({ status: 422, code: 'ERR_MODEL_LOAD' })
    expect(await upload(GOOD().subarray(0, 100_000))).toMatchObject({ status: 422 })
  })

  it('refuses a graph that reads or writes files', async () => {
    for (const [op, inputs] of [
      ['ReadFile', ['name']],
      ['WriteFile', ['name', 'name']],
    ] as const) {
      const answer = await upload(
        graph(makePlaceholder('name', 'string', []), makeNode('y', op, [...inputs], {})),
        fieldPart('input', 'x'),
        fieldPart('output', 'y'),
      )
      expect(answer).toMatchObject({ status: 422, code: 'ERR_UNSUPPORTED_GRAPH' })
    }
    expect(await upload(readFileSync(shared('hostile', '30_write.pb')))).toMatchObject({ status: 422 })
  })

  it('refuses a graph with a loop, which WebAssembly does not run', async () => {
    const answer = await upload(readFileSync(shared('graphs', 'while_v1.pb')), fieldPart('input', 'x'))
    expect(answer).toMatchObject({ status: 422, code: 'ERR_UNSUPPORTED_GRAPH' })
  })

  it('gives a run up that takes for ever', async () => {
    expect(await upload(slowModel())).toMatchObject({ status: 422, code: 'ERR_RUN', reason: 'PROCESS_TIMEOUT' })
  })

  it('gives a run up that takes all memory', async () => {
    const { model } = await upload(GOOD())
    const reasons: unknown[] = []
    for (const copies of [512, 640, 1024, 4096]) {
      const bomb = graph(
        makeConstant('copies', 'int32', [4], Int32Array.of(1, copies, copies, 1)),
        makeNode('tiled', 'Tile', ['x', 'copies'], { ...float, Tmultiples: attr.type('int32') }),
        makeNode('y', 'Sin', ['tiled'], float),
      )
      const answer = await upload(bomb)
      expect(answer).toMatchObject({
        status: 422,
        code: expect.stringMatching(/^ERR_(RUN|MODEL_LOAD|UNSUPPORTED_GRAPH)$/),
      })
      reasons.push(answer.reason)
    }
    expect(reasons).toContain('PROCESS_MEMORY')
    // What other clients use goes on.
    expect(await run([fieldPart('model', model.sha256)])).toMatchObject({ predictions: expect.any(Array) })
  })

  it('refuses inputs and outputs larger than it takes', async () => {
    const huge = writeGraph([makePlaceholder('x', 'float32', [1, 8000, 8000, 3]), makeNode('y', 'Relu', ['x'], float)])
    // Their tensors are more than an untrusted model may take.
    expect(await upload(huge)).toMatchObject({ status: 422, code: 'ERR_MODEL_LOAD' })
    const batches = writeGraph([
      makePlaceholder('x', 'float32', [1_000_000, 8, 8, 3]),
      makeNode('y', 'Relu', ['x'], float),
    ])
    expect(await upload(batches)).toMatchObject({ status: 422, code: 'ERR_MODEL_LOAD' })
  })

  it('answers the wrong tensors, labels, hashes and parameters', async () => {
    expect(await upload(GOOD(), fieldPart('output', 'nothing'))).toMatchObject({ status: 422, code: 'ERR_TENSOR_NAME' })
    expect(await upload(GOOD(), filePart('label_file', 'cat\ndog'))).toMatchObject({
      status: 400,
      parameter: 'label_file',
    })
    expect(await upload(GOOD(), filePart('label_file', Buffer.from([0xff, 0xfe, 0x00])))).toMatchObject({
      status: 400,
      code: 'ERR_BODY',
    })
    expect(await run([fieldPart('model', '0'.repeat(64))])).toMatchObject({ status: 404, code: 'ERR_NOT_FOUND' })
    expect(await run([fieldPart('model', '../../etc/passwd')])).toMatchObject({ status: 400, code: 'ERR_PARAMETER' })
    expect(await run([])).toMatchObject({ status: 400, parameter: 'model_file' })
    expect(await upload(GOOD(), fieldPart('width', '999999'))).toMatchObject({ status: 400, parameter: 'width' })
    expect(await upload(GOOD(), fieldPart('mean', '1'))).toMatchObject({ status: 400, parameter: 'mean' })
    expect(await upload(GOOD(), fieldPart('width', '100'))).toMatchObject({ status: 400, code: 'ERR_ARGUMENT' })
  })

  it('answers again after its process was killed', async () => {
    const { model } = await upload(GOOD())
    const kill = () =>
      execFileSync('pkill', ['-KILL', '-P', String(service.process.pid), '-f', 'isolate-child'], { stdio: 'ignore' })
    kill()
    const answer = await run([fieldPart('model', model.sha256)])
    expect(answer).toMatchObject({ model: { sha256: model.sha256 }, predictions: expect.any(Array) })
    const slow = upload(slowModel())
    await vi.waitFor(async () => expect(await service.metric('zoo_running')).toBe(1), 3000)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    kill()
    expect(await slow).toMatchObject({ status: 422, code: 'ERR_RUN', reason: expect.stringMatching(/^PROCESS_/) })
  })
})
