import { constants } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { loadModel, Tensor } from '@zoo/core'
import { attr, makeConstant, makeNode, makePlaceholder, readGraph, writeGraph } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'

const ready = hasShared && (await hasEngine('tensorflow'))
const load = (name: string) => loadModel(shared('graphs', `${name}.pb`), { engine: 'tensorflow' })

const zeros = <A extends Float32Array | Int32Array>(
  shape: readonly (number | null)[],
  Elements: new (length: number) => A = Float32Array as never,
): A => new Elements(shape.reduce<number>((size, dimension) => size * (dimension ?? 1), 1))

/** The names of the float constants of matmul_bias. */
async function weightNames(): Promise<string[]> {
  const graph = readGraph(await readFile(shared('graphs', 'matmul_bias.pb')))
  return graph.nodes
    .filter(({ op, attrs }) => op === 'Const' && attrs.get('dtype')?.value === 1)
    .map(({ name }) => name)
}

const SCALED_TWICE = () => {
  const T = { T: attr.type('float32') }
  const attrs = { ...T, strides: attr.ints([1, 1, 1, 1]), padding: attr.string('VALID') }
  return writeGraph([
    makePlaceholder('x', 'float32', [1, 2, 2, 1]),
    makeConstant('filter', 'float32', [2, 2, 1, 2], Float32Array.of(1, 2, 1, 2, 1, 2, 1, 2)),
    makeNode('sum', 'Conv2D', ['x', 'filter'], attrs),
    makeConstant('half', 'float32', [2], Float32Array.of(0.5, 0.25)),
    makeNode('halved', 'Mul', ['sum', 'half'], T),
    makeConstant('ten', 'float32', [2], Float32Array.of(10, 100)),
    makeNode('y', 'Mul', ['halved', 'ten'], T),
  ])
}

/** What freezing makes of `tf.switch_case`: the branch that the index chooses, the last for any other. */
const SWITCH_CASE = () => {
  const T = { T: attr.type('float32') }
  return writeGraph([
    makePlaceholder('x', 'float32', []),
    makePlaceholder('index', 'int32', []),
    makeNode('branches', '_SwitchN', ['x', 'index'], { ...T, num_outs: attr.int(3) }),
    makeNode('same', 'Identity', ['branches'], T),
    makeNode('negative', 'Neg', ['branches:1'], T),
    makeNode('squared', 'Square', ['branches:2'], T),
    makeNode('y', 'Merge', ['same', 'negative', 'squared'], { ...T, N: attr.int(3) }),
  ])
}

describe.runIf(ready)('tensorflow', () => {
  it('takes the branch of a switch between several, with auto too', async () => {
    await using model = await loadModel(SWITCH_CASE())
    const answers = [0, 1, 2, 7].map((index) => model.run({ x: 3, index }, ['y']))
    expect((await Promise.all(answers)).map(({ y }) => (y as Tensor<'float32'>).data[0])).toEqual([3, -3, 9, 9])
  })

  it('multiplies what it convolved, and once more, though its own optimisers cannot', async () => {
    await using model = await loadModel(SCALED_TWICE(), { engine: 'tensorflow' })
    const { y } = await model.run({ x: [1, 2, 3, 4] }, ['y'])
    expect([...(y as Tensor<'float32'>).data]).toEqual([50, 500])
  })

  it('answers a result of more than 4 GiB, or says that JavaScript cannot hold it', async () => {
    const graph = writeGraph([
      makePlaceholder('shape', 'int32', [2]),
      // Memory that nobody touches takes none.
      makeNode('y', 'Empty', ['shape'], { dtype: attr.type('uint8') }),
    ])
    await using model = await loadModel(graph, { engine: 'tensorflow' })
    const shape = [2 ** 16, 2 ** 16 + 1]
    const bytes = 2 ** 32 + 2 ** 16
    for (let i = 0; i < 3; i++) {
      const run = model.run({ shape }, ['y'])
      if (constants.MAX_LENGTH >= bytes) expect((await run).y!.data.length).toBe(bytes)
      else await expect(run).rejects.toMatchObject({ code: 'ERR_RUN', status: 'RESOURCE_EXHAUSTED' })
    }
    expect((await model.run({ shape: [2, 3] }, ['y'])).y!.data).toHaveLength(6)
  })

  it.each([
    ['more elements than 64 bits count, before a 0', [2 ** 40, 2 ** 40, 0]],
    ['more dimensions than TensorFlow takes', Array(255).fill(1)],
  ])('refuses a shape with %s', async (_what, shape) => {
    const graph = writeGraph([
      makePlaceholder('x', 'float32', null),
      makePlaceholder('s', 'string', null),
      makeNode('y', 'Identity', ['x'], { T: attr.type('float32') }),
      makeNode('t', 'Identity', ['s'], { T: attr.type('string') }),
    ])
    await using model = await loadModel(graph, { engine: 'tensorflow' })
    const count = shape.includes(0) ? 0 : 1
    const refused = { code: 'ERR_RUN', status: 'INVALID_ARGUMENT' }
    const x = new Tensor('float32', shape, new Float32Array(count))
    await expect(model.run({ x }, ['y'])).rejects.toMatchObject(refused)
    const strings = new Tensor('string', shape, Array(count).fill('zoo'))
    await expect(model.run({ s: strings }, ['t'])).rejects.toMatchObject(refused)
    expect([...(await model.run({ x: [[[7]]] }, ['y'])).y!.data]).toEqual([7])
  })

  it('passes strings, empty ones and ones with zero bytes in them', async () => {
    await using model = await load('strings')
    for (const pair of [
      ['mobile', ''],
      ['a\0b', 'é'.repeat(40)],
    ]) {
      const { y } = await model.run({ a: pair }, ['y'])
      const texts = (y as Tensor<'string'>).data.map((bytes) => new TextDecoder().decode(bytes))
      expect(texts).toEqual(pair.map((text) => `${text}-zoo`))
    }
  })

  it('answers a constant of the graph without letting the caller change it', async () => {
    await using model = await load('matmul_bias')
    const [input] = model.inputs
    const feed = { [input!.name]: zeros(input!.shape!) }
    const constant = (await weightNames())[0]!
    const fetch = async () => (await model.run(feed, [constant]))[constant]!.data as Float32Array
    const first = await fetch()
    const copy = first.slice()
    first.fill(-1)
    expect(await fetch()).toEqual(copy)
  })

  it('gives TensorFlow’s own words and code when it refuses a run', async () => {
    await using model = await load('gather')
    const [values, indices] = model.inputs
    const feeds = {
      [values!.name]: zeros(values!.shape!),
      [indices!.name]: zeros(indices!.shape!, Int32Array).fill(999),
    }
    await expect(model.run(feeds)).rejects.toMatchObject({
      code: 'ERR_RUN',
      engine: 'tensorflow',
      status: 'INVALID_ARGUMENT',
      message: expect.stringContaining('999'),
    })
  })
})
