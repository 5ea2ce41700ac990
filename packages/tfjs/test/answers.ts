import { InferenceError, loadModel, type Signature, type Tensor } from '@zoo/core'
import { tfjs } from '@zoo/tfjs'
import { describe, expect, it } from 'vitest'
import { FAMILIES } from '../../../test/support/cases/index.js'
import { tryCase } from '../../../test/support/cases/try-case.js'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { expectedOf, graphNames, graphPath } from '../../../test/support/graph-corpus.js'
import { expectTensor, fromJson } from '../../../test/support/tensor-json.js'
import { memoryOf, type TestedTfjs } from './backends.js'

/** Generated graphs of each kind; the same at each run. */
const SEEDS = [1, 2, 3]

const REAL_MODELS = [
  [
    'MobileNet',
    {
      file: 'mobilenet_v2_1.0_224_frozen.pb',
      input: 'input',
      shape: [1, 224, 224, 3],
      outputs: ['MobilenetV2/Predictions/Softmax'],
    },
  ],
  [
    "SSD's features, fed behind its loop,",
    {
      file: 'mobilenet_ssd_256res_0.125_person_cat_dog.pb',
      input: 'Preprocessor/sub',
      shape: [1, 256, 256, 3],
      outputs: ['concat', 'concat_1'],
    },
  ],
] as const

const hasTensorflow = hasShared && (await hasEngine('tensorflow'))

/** That graphs are answered as TensorFlow does, or refused. @param given undefined where it does not run */
export function describeAnswers(name: string, given: TestedTfjs | undefined): void {
  const tf = given!
  // In order: a test counts what those before it answered.
  describe.skipIf(!given || !hasShared)(`a frozen graph on ${name}`, { shuffle: false }, () => {
    let answered = 0

    it.each(graphNames)('%s is answered as TensorFlow does, or refused with reasons', async (graph) => {
      const { feeds, fetches, tolerance } = expectedOf(graph)
      const tensors = Object.fromEntries(Object.entries(feeds).map(([feed, json]) => [feed, fromJson(json)]))
      try {
        await using model = await loadModel(graphPath(graph), { engine: tfjs(tf) })
        const results = await model.run(tensors, Object.keys(fetches))
        for (const [fetch, json] of Object.entries(fetches)) expectTensor(results[fetch]!, json, tolerance)
        answered++
      } catch (error) {
        if (!InferenceError.isInstance(error)) throw error
        expect(error).toMatchObject({
          code: 'ERR_UNSUPPORTED_GRAPH',
          nodes: expect.arrayContaining([
            { node: expect.any(String), op: expect.any(String), reason: expect.any(String) },
          ]),
        })
      }
    })

    it('is answered 50 times of 70', () => expect(answered / graphNames.length).toBeGreaterThanOrEqual(50 / 70))

    it('with loops, as mtcnn.pb, is refused with every node that is in the way', async () => {
      const before = memoryOf(tf)
      await expect(loadModel(shared('models', 'mtcnn.pb'), { engine: tfjs(tf) })).rejects.toMatchObject({
        code: 'ERR_UNSUPPORTED_GRAPH',
        nodes: expect.arrayContaining([
          { node: 'pnet/while/Merge', op: 'Merge', reason: expect.stringContaining('control flow') },
        ]),
        reasons: [expect.any(String)],
        message: expect.stringContaining('The tensorflow engine runs it.'),
      })
      expect(memoryOf(tf)).toEqual(before)
    })

    it.runIf(hasTensorflow).each(REAL_MODELS)('of %s gives what it gives on tensorflow, to 1e-4', async (_, model) => {
      const { file, input, shape, outputs } = model
      const signature: Signature = {
        inputs: { [input]: { dtype: 'float32', shape } },
        outputs: Object.fromEntries(outputs.map((output) => [output, { dtype: 'float32', shape: null }])),
      }
      const length = shape.reduce<number>((size, dimension) => size * dimension, 1)
      const feeds = { [input]: Float32Array.from({ length }, (_, i) => Math.sin(i * 0.01)) }
      const answers: Readonly<Record<string, Tensor>>[] = []
      for (const engine of [tfjs(tf), 'tensorflow'] as const) {
        await using loaded = await loadModel(shared('models', file), { engine, signature })
        answers.push(await loaded.run(feeds))
      }
      for (const output of outputs) {
        const [ours, theirs] = answers.map((answer) => answer[output]!) as [Tensor<'float32'>, Tensor<'float32'>]
        expect(ours.shape).toEqual(theirs.shape)
        expect(Math.max(...ours.data.map((value, i) => Math.abs(value - theirs.data[i]!)))).toBeLessThanOrEqual(1e-4)
      }
    })
  })

  describe.skipIf(!given || !hasTensorflow).each(Object.entries(FAMILIES))(`%s on ${name}`, (_, generators) => {
    it.each(Object.entries(generators))('%s is answered as TensorFlow does, or refused', async (_, generator) => {
      for (const seed of SEEDS) expect((await tryCase(generator, seed, tfjs(tf))).wrong).toEqual([])
    })
  })
}
