import { readFileSync } from 'node:fs'
import { loadModel, Tensor } from '@zoo/core'
import { graphInfo, lower, readGraph, writeGraph } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { FAMILIES } from '../../../test/support/cases/index.js'
import { GraphMaker } from '../../../test/support/cases/maker.js'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { hasPythonLitert, type PythonRun, runInPython } from '../../../test/support/python-litert.js'
import { randomNumbers } from '../../../test/support/random.js'

type Feeds = Readonly<Record<string, Tensor>>

const ready = hasPythonLitert && (await hasEngine('litert'))

/** A graph lowered with the sizes open that it leaves open, or for what is fed where it must be. */
const lowered = (bytes: Uint8Array, feeds: Feeds, fetches: readonly string[]) => {
  const graph = readGraph(bytes)
  const { tensor } = graphInfo(graph)
  const lowerFor = (declared: boolean) => {
    const shapes = Object.entries(feeds).map(
      ([name, { shape }]) => [name, { shape: declared ? tensor(name)!.shape : shape }] as const,
    )
    return lower(graph, { feeds: new Map(shapes), fetches })
  }
  try {
    return lowerFor(true)
  } catch {
    return lowerFor(false)
  }
}

const expectClose = (received: Tensor, expected: Tensor) => {
  expect({ dtype: received.dtype, shape: received.shape }).toEqual({ dtype: expected.dtype, shape: expected.shape })
  if (expected.dtype !== 'float32') return expect(received.data).toEqual(expected.data)
  const values = received.data as Float32Array
  const far = (expected.data as Float32Array).findIndex(
    (value, i) => Math.abs(values[i]! - value) > 1e-5 * Math.max(1, Math.abs(value)),
  )
  return expect(far, `element ${far} is ${values[far]}, not ${expected.data[far]}`).toBe(-1)
}

describe.runIf(ready)("Python's LiteRT on what lowering writes", () => {
  it('answers MobileNet of any batch as the engine does', { skip: !hasShared }, async () => {
    const graph = readFileSync(shared('models', 'mobilenet_v2_1.0_224_frozen.pb'))
    const fetches = ['MobilenetV2/Predictions/Softmax']
    const random = randomNumbers(1)
    const image = (n: number) =>
      new Tensor(
        'float32',
        [n, 224, 224, 3],
        Float32Array.from({ length: n * 150528 }, () => random(2001) / 1000 - 1),
      )
    const inputs = [image(1), image(2)]
    const { bytes } = lowered(graph, { input: inputs[0]! }, fetches)
    const answers = await runInPython(inputs.map((input) => ({ model: bytes!, feeds: [input] })))
    const model = await loadModel(graph, { engine: 'litert' })
    for (const [i, input] of inputs.entries()) {
      expectClose(answers[i]![0]!, (await model.run({ input }, fetches))[fetches[0]!]!)
    }
    await model.dispose()
  })

  it('answers a graph of every kind as the engine does', async () => {
    const runs: (PythonRun & { readonly outputs: readonly Tensor[] })[] = []
    for (const generator of Object.values(FAMILIES).flatMap((family) => Object.values(family))) {
      const m = new GraphMaker(randomNumbers(7))
      const made = generator(m)
      const fetches = typeof made === 'string' ? [made] : 'fetch' in made ? [made.fetch] : made
      const {
        nodes,
        runs: [feeds],
      } = m.case(fetches)
      const graph = writeGraph(nodes)
      const model = await loadModel(graph, { engine: 'litert' }).catch(() => undefined)
      const results = await model?.run(feeds!, fetches).catch(() => undefined)
      await model?.dispose()
      if (!results) continue
      const { bytes, inputs, outputs } = lowered(graph, feeds!, fetches)
      const places = fetches.map((name) => outputs.get(name))
      if (!bytes || places.some((place) => typeof place !== 'number')) continue
      const fed = [...inputs.keys()].map((name) => feeds![name]!)
      const given: Tensor[] = []
      for (const [i, place] of places.entries()) given[place as number] = results[fetches[i]!]!
      runs.push({ model: bytes, feeds: fed, outputs: given })
    }
    expect(runs.length).toBeGreaterThan(70)
    const answers = await runInPython(runs.map(({ model, feeds }) => ({ model, feeds })))
    for (const [i, { outputs }] of runs.entries()) {
      for (const [j, output] of outputs.entries()) expectClose(answers[i]![j]!, output)
    }
  })
})
