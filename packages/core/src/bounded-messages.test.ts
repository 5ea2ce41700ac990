import { makeNode, makePlaceholder, writeGraph } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { sumGraph } from './__fixtures__/graphdef.js'
import { SmallEngine } from './__fixtures__/small-engine.js'
import { InferenceError, TensorNameError } from './errors.js'
import { loadModel } from './load-model.js'
import { Tensor } from './tensor.js'

const LONG = 'n'.repeat(2 ** 20)
const MANY = Array.from({ length: 100_000 }, (_, i) => `node${i}`)

/** The error that a call rejects or throws with. */
async function errorOf(call: () => unknown): Promise<InferenceError> {
  try {
    await call()
  } catch (error) {
    expect(InferenceError.isInstance(error)).toBe(true)
    return error as InferenceError
  }
  throw new Error('nothing was thrown')
}

describe('messages repeat no megabytes', () => {
  it.each<[string, (model: Awaited<ReturnType<typeof sumModel>>) => unknown]>([
    ['an unknown name', (model) => model.tensor(LONG)],
    ['a name that is fed', (model) => model.run({ [LONG]: 1 } as never)],
    ['a name that is fetched', (model) => model.run({ a: [1, 2, 3], b: [1, 2, 3] }, [LONG])],
    ['a name to write into', (model) => model.run({}, ['sum'], { into: { [LONG]: new Uint8Array(1) } })],
    ['an option', () => loadModel(sumGraph, { [LONG]: 1 } as never)],
    ["an option's value", () => loadModel(sumGraph, { engine: LONG as never })],
    ['a path', () => loadModel(LONG)],
    ['a role', (model) => model.tensor('a', LONG as never)],
    ['a value', (model) => model.run({ a: [LONG, 1, 2] as never, b: [1, 2, 3] })],
    ['a shape of many axes', () => new Tensor('float32', Array(2 ** 20).fill(1), new Float32Array(2))],
    ['a shape of many bad axes', () => new Tensor('float32', Array(2 ** 20).fill('x') as never, new Float32Array(1))],
    ['a dtype', () => new Tensor(LONG as 'float32', [1], new Float32Array(1))],
    ['a large bigint', (model) => model.run({ a: [2n ** 3_000_000n] as never, b: [1, 2, 3] })],
    ['the name of a class', () => new Tensor('float32', [1], { [Symbol.toStringTag]: LONG } as never)],
    ["a signature's name", () => loadModel(sumGraph, { signature: { inputs: { [LONG]: 1 }, outputs: {} } as never })],
    ["a node's name", () => loadModel(writeGraph([makeNode(LONG, 'ReadFile', [], {})]))],
  ])('of %s', async (_, call) => {
    const model = await sumModel()
    const { message, stack } = await errorOf(() => call(model))
    expect(message.length).toBeLessThan(1000)
    expect(stack!.length).toBeLessThan(10_000)
    await model.dispose()
  })

  it('names of a graph with very many nodes', async () => {
    const graph = writeGraph(MANY.map((name) => makePlaceholder(name, 'float32', [1])))
    const model = await loadModel(graph, { engine: new SmallEngine() })
    const error = await errorOf(() => model.tensor('nodes'))
    expect(error).toBeInstanceOf(TensorNameError)
    expect((error as TensorNameError).known).toHaveLength(1000)
    expect(error.message.length).toBeLessThan(1000)
    await model.dispose()
  })
})

describe('a role that does not exist', () => {
  it.each(['bogus', null, 3, {}, 'Inputs', 'constructor'])('%o is rejected', async (role) => {
    await using model = await sumModel()
    expect(await errorOf(() => model.tensor('a', role as never))).toMatchObject({
      code: 'ERR_ARGUMENT',
      option: 'role',
    })
  })
})

describe('an array whose buffer was transferred', () => {
  const detached = <T extends ArrayBufferView>(array: T): T => {
    structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] })
    return array
  }
  const none = () => detached(new Float32Array(0))
  const three = () => detached(new Float32Array(3))
  const good = Float32Array.of(1, 2, 3)

  it.each<[string, () => unknown]>([
    ['as a feed', async () => (await sumModel()).run({ a: three(), b: good })],
    ['as the data of a Tensor', () => new Tensor('float32', [3], three())],
    [
      'after it was put into a Tensor',
      async () => {
        const tensor = new Tensor('float32', [3], Float32Array.from(good))
        detached(tensor.data)
        return (await sumModel()).run({ a: tensor, b: good })
      },
    ],
    [
      'after it was declared',
      async () => {
        const session = (await sumModel()).createSession()
        const a = Float32Array.from(good)
        session.addInput('a', a).addInput('b', good)
        detached(a)
        return session.run()
      },
    ],
    ['to write into', async () => (await sumModel()).run({ a: good, b: good }, ['sum'], { into: { sum: three() } })],
    ['as an empty feed', async () => (await emptyModel()).run({ x: none() })],
    ['as the model', () => loadModel(detached(new Uint8Array(9)))],
  ])('%s is an error with a code', async (_, call) => {
    expect((await errorOf(call)).code).toMatch(/^ERR_(TENSOR_MISMATCH|MODEL_LOAD|ARGUMENT)$/)
  })
})

const sumModel = () => loadModel(sumGraph, { engine: new SmallEngine() })
const emptyModel = () => loadModel(writeGraph([makePlaceholder('x', 'float32', [0])]), { engine: new SmallEngine() })
