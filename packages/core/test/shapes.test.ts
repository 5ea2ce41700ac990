import { type EngineName, type InferenceError, loadModel, type Model, Tensor } from '@zoo/core'
import { attr, makeConstant, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasEngine } from '../../../test/support/engines.js'

const float = (name: string, op: string, inputs: readonly string[], attrs: Parameters<typeof makeNode>[3] = {}) =>
  makeNode(name, op, inputs, { T: attr.type('float32'), ...attrs })
const int32 = (name: string, shape: readonly number[], ...values: number[]) =>
  makeConstant(name, 'int32', shape, Int32Array.from(values))
const index = { Tidx: attr.type('int32'), keep_dims: attr.bool(false) }

/** `x` [?, 2] by a matrix and more; `s` a scalar; `any` of any shape; `list` of any length. */
const graph = writeGraph([
  makePlaceholder('x', 'float32', [null, 2]),
  makePlaceholder('s', 'float32', []),
  makePlaceholder('any', 'float32', null),
  makePlaceholder('list', 'float32', [null]),
  makeConstant('matrix', 'float32', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)),
  float('product', 'MatMul', ['x', 'matrix'], { transpose_a: attr.bool(false), transpose_b: attr.bool(false) }),
  float('y', 'Relu', ['product']),
  float('same', 'Identity', ['y']),
  float('twice', 'AddV2', ['s', 's']),
  float('negative', 'Neg', ['any']),
  int32('rows', [1], 0),
  float('mean', 'Mean', ['x', 'rows'], index),
  float('most', 'Max', ['x', 'rows'], index),
  float('shape', 'Shape', ['x'], { out_type: attr.type('int32') }),
  int32('pairs', [3], -1, 2, 3),
  float('paired', 'Reshape', ['product', 'pairs'], { Tshape: attr.type('int32') }),
  float('flat', 'Squeeze', ['x'], { squeeze_dims: attr.ints([]) }),
  int32('two', [], 2),
  float('best', 'TopKV2', ['list', 'two'], { sorted: attr.bool(true) }),
])

const tensor = (shape: readonly number[], ...values: number[]) =>
  new Tensor('float32', shape, Float32Array.from(values))
const [one, two] = [tensor([1, 2], 1, 2), tensor([2, 2], 1, 2, 3, 4)]
const none = tensor([0, 2])
type Answer = readonly [shape: readonly number[], ...values: number[]]

/** What every engine answers. */
const ANSWERED: readonly (readonly [what: string, feeds: object, answers: Record<string, Answer>])[] = [
  ['one row', { x: one }, { y: [[1, 3], 9, 12, 15] }],
  ['two rows', { x: two }, { y: [[2, 3], 9, 12, 15, 19, 26, 33] }],
  ['a scalar that is a number', { s: 3 }, { twice: [[], 6] }],
  ['a scalar that is a Tensor', { s: tensor([], 3) }, { twice: [[], 6] }],
  ['rank 0 where it is open', { any: tensor([], 3) }, { negative: [[], -3] }],
  ['rank 1 where it is open', { any: tensor([2], 3, 4) }, { negative: [[2], -3, -4] }],
  ['rank 5 where it is open', { any: tensor([1, 1, 2, 1, 1], 3, 4) }, { negative: [[1, 1, 2, 1, 1], -3, -4] }],
  ['an inner tensor that is fetched', { x: one }, { product: [[1, 3], 9, 12, 15], y: [[1, 3], 9, 12, 15] }],
  ['an inner tensor that is fed', { product: tensor([1, 3], -1, 2, 3) }, { y: [[1, 3], 0, 2, 3] }],
  ['an inner tensor of another rank', { product: tensor([3], -1, 2, 3) }, { y: [[3], 0, 2, 3] }],
  ['a fed tensor that is fetched', { x: one }, { x: [[1, 2], 1, 2] }],
  ['that and more', { x: one }, { x: [[1, 2], 1, 2], y: [[1, 3], 9, 12, 15] }],
  ['an empty fed tensor that is fetched', { x: none }, { x: [[0, 2]] }],
  ['a tensor under two names', { x: one }, { y: [[1, 3], 9, 12, 15], 'y:0': [[1, 3], 9, 12, 15] }],
  ['a tensor and its identity', { x: one }, { y: [[1, 3], 9, 12, 15], same: [[1, 3], 9, 12, 15] }],
  ['a constant', {}, { matrix: [[2, 3], 1, 2, 3, 4, 5, 6] }],
  ['a constant and more', { x: one }, { matrix: [[2, 3], 1, 2, 3, 4, 5, 6], y: [[1, 3], 9, 12, 15] }],
  ['the shape of what is fed', { x: two }, { shape: [[2], 2, 2], mean: [[2], 2, 3] }],
  ['another shape of it', { x: one }, { shape: [[2], 1, 2], mean: [[2], 1, 2] }],
  ['a shape that follows from the size', { x: two }, { paired: [[1, 2, 3], 9, 12, 15, 19, 26, 33] }],
  ['a rank that follows from the size', { x: one }, { flat: [[2], 1, 2] }],
  ['another rank', { x: two }, { flat: [[2, 2], 1, 2, 3, 4] }],
  ['a choice of as many as there are', { list: tensor([2], 1, 4) }, { best: [[2], 4, 1], 'best:1': [[2], 1, 0] }],
  ['a choice of more', { list: [1, 4, 2, 3] }, { best: [[2], 4, 3], 'best:1': [[2], 1, 3] }],
]

/** What TensorFlow alone answers: the others refuse what is empty. */
const EMPTY: typeof ANSWERED = [
  ['no rows', { x: none }, { y: [[0, 3]], shape: [[2], 0, 2] }],
  ['what there is of no rows', { x: none }, { mean: [[2], Number.NaN, Number.NaN] }],
  ['the most of no rows', { x: none }, { most: [[2], Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY] }],
  ['no rows in pairs', { x: none }, { paired: [[0, 2, 3]] }],
  ['nothing of any rank', { any: tensor([3, 0]) }, { negative: [[3, 0]] }],
  ['an empty inner tensor', { product: tensor([0, 3]) }, { y: [[0, 3]] }],
]

/** What no engine takes, and the fault is the caller's. */
const REJECTED: readonly (readonly [what: string, feeds: object, fetch: string, fields: object])[] = [
  ['a rank less', { x: tensor([2], 1, 2) }, 'y', { code: 'ERR_TENSOR_MISMATCH', tensor: 'x' }],
  ['a rank more', { x: tensor([1, 1, 2], 1, 2) }, 'y', { code: 'ERR_TENSOR_MISMATCH', tensor: 'x' }],
  ['rows of another length', { x: tensor([2, 1], 1, 2) }, 'y', { code: 'ERR_TENSOR_MISMATCH', tensor: 'x' }],
  ['a placeholder that is not fed', {}, 'x', { code: 'ERR_TENSOR_NAME', tensor: 'x' }],
]

/** What the shapes alone do not allow. */
const MISFITS: readonly (readonly [what: string, feeds: object, fetch: string])[] = [
  ['a row that cannot be paired', { x: one }, 'paired'],
  ['a choice of more than there are', { list: [1] }, 'best'],
]

const hasTensorflow = await hasEngine('tensorflow')
const engines: readonly (EngineName | 'auto')[] = [
  ...((await hasEngine('litert')) ? (['litert'] as const) : []),
  ...(hasTensorflow ? (['tensorflow', 'auto'] as const) : []),
  'wasm',
]

describe.each(engines)('on %s', (engine) => {
  let model: Model
  beforeAll(async () => {
    model = await loadModel(graph, { engine })
  })
  afterAll(() => model.dispose())

  const takesEmpty = engine === 'tensorflow' || engine === 'auto'
  const answered = takesEmpty ? [...ANSWERED, ...EMPTY] : ANSWERED

  // Twice, since the second run of a kind goes another way than the first.
  it.each(answered)('%s', async (_, feeds, answers) => {
    for (let i = 0; i < 2; i++) {
      const results = await model.run(feeds as never, Object.keys(answers))
      const given = Object.entries(results).map(([name, { shape, data }]) => [name, [shape, ...(data as Float32Array)]])
      expect(Object.fromEntries(given)).toEqual(answers)
      const buffers = Object.values(results).map(({ data }) => (data as Float32Array).buffer)
      expect(new Set(buffers).size).toBe(buffers.length)
    }
  })

  it.each(takesEmpty ? [] : EMPTY)('%s is refused', async (_, feeds, answers) => {
    const refused = { code: 'ERR_UNSUPPORTED_GRAPH', message: expect.stringContaining('no elements') }
    for (let i = 0; i < 2; i++)
      await expect(model.run(feeds as never, Object.keys(answers))).rejects.toMatchObject(refused)
  })

  it.each(REJECTED)('%s is rejected', async (_, feeds, fetch, fields) => {
    await expect(model.run(feeds as never, [fetch])).rejects.toMatchObject(fields)
  })

  it.each(MISFITS)('%s is refused', async (_, feeds, fetch) => {
    const code = takesEmpty ? 'ERR_RUN' : 'ERR_UNSUPPORTED_GRAPH'
    for (let i = 0; i < 2; i++) await expect(model.run(feeds as never, [fetch])).rejects.toMatchObject({ code })
  })

  it('runs of many shapes at once each get their own', async () => {
    const sizes = Array.from({ length: 48 }, (_, i) => 1 + ((i * 7) % 12))
    const runs = sizes.map((size, i) => {
      const x = new Tensor('float32', [size, 2], new Float32Array(2 * size).fill(i))
      return model.run({ x }, i % 3 === 0 ? ['flat'] : ['y', 'mean'])
    })
    for (const [i, results] of (await Promise.all(runs)).entries()) {
      const size = sizes[i]!
      if (i % 3 === 0) expect(results.flat!.data).toEqual(new Float32Array(2 * size).fill(i))
      else {
        expect(results.y!.data).toEqual(Float32Array.from({ length: 3 * size }, (_, at) => i * (5 + 2 * (at % 3))))
        expect(results.mean!.data).toEqual(Float32Array.of(i, i))
      }
    }
  })

  it('a run can be given up while its model is made, and others are answered', async () => {
    await using fresh = await loadModel(graph, { engine })
    const controller = new AbortController()
    const aborted = fresh.run({ x: two }, ['flat'], { signal: controller.signal })
    const other = fresh.run({ x: two }, ['flat'])
    controller.abort()
    await aborted.then(
      () => expect(engine).toBe('tensorflow'),
      (error: InferenceError) => expect(error.code).toBe('ERR_ABORTED'),
    )
    expect((await other).flat!.data).toEqual(two.data)
  })

  it('a model can be disposed while models are made for its runs', async () => {
    const fresh = await loadModel(graph, { engine })
    const runs = [1, 2, 3, 4, 5, 6].map((size) =>
      fresh.run({ x: tensor([size, 2], ...Array(2 * size).fill(1)) }, ['flat']),
    )
    await fresh.dispose()
    expect((await Promise.all(runs)).map(({ flat }) => flat!.data.length)).toEqual([2, 4, 6, 8, 10, 12])
    await expect(fresh.run({ x: one }, ['flat'])).rejects.toMatchObject({ code: 'ERR_DISPOSED' })
  })
})
