import type { ImageInput } from '@zoo/kit'
import { conformance } from '@zoo/kit/conformance'
import { type Classification, MobileNet, type Variant } from '@zoo/mobilenet'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import manifest from '../model/model.json' with { type: 'json' }
import golden from './golden.json' with { type: 'json' }

const ready = hasShared && (await hasEngine('tensorflow')) && (await hasEngine('litert'))

conformance(
  { describe: describe.skipIf(!ready), it, expect },
  {
    packageFolder: new URL('../', import.meta.url),
    load: (options) => MobileNet.load(options),
    answer: (model, image: ImageInput, options) => model.classify(image, options),
    images: [shared('images', 'grace_hopper.jpg'), shared('images', 'husky.jpeg')],
    golden: golden.cases.map(({ variant, image, answer, ...given }) => ({
      name: `${variant}, ${image}`,
      image: shared(image),
      answer,
      options: { topK: answer.length },
      loadOptions: { variant: variant as Variant },
      tolerances: given.tolerances ?? manifest.variants[variant as Variant].tolerances,
    })),
    tolerances: manifest.variants['v2_1.0_224'].tolerances,
  },
)

const photo = (name: string) => shared('images', name)

describe.skipIf(!ready)('MobileNet', () => {
  it('answers an array as it answers each image, in order, whatever the batch size', async () => {
    await using model = await MobileNet.load()
    await using quantised = await MobileNet.load({ variant: 'v2_1.0_224_quant' })
    const images = ['cat_720p.jpg', 'parrot.jpg', 'husky.jpeg', 'grace_hopper.jpg', 'golden-retriever.jpeg'].map(photo)
    for (const classifier of [model, quantised]) {
      const alone: Classification[][] = []
      for (const image of images) alone.push(await classifier.classify(image, { topK: 2 }))
      for (const batchSize of [1, 2, 8]) {
        const together = await classifier.classify(images, { topK: 2, batchSize })
        expect(together.map((answers) => answers.map(({ classIndex }) => classIndex))).toEqual(
          alone.map((answers) => answers.map(({ classIndex }) => classIndex)),
        )
        together.forEach(([best], i) => {
          expect(best!.probability).toBeCloseTo(alone[i]![0]!.probability, 4)
        })
      }
    }
    expect(await model.classify([])).toEqual([])
  })

  it('names the image of an array that cannot be decoded', async () => {
    await using model = await MobileNet.load()
    await expect(model.classify([photo('husky.jpeg'), Buffer.from('no image')])).rejects.toMatchObject({
      code: 'ERR_IMAGE',
      message: expect.stringMatching(/^Image 1 of 2: /),
    })
  })

  it('copies raw pixels of an array when the call is made', async () => {
    await using model = await MobileNet.load({ variant: 'v2_1.0_224_quant' })
    const grey = () => ({ data: new Uint8Array(64 * 64 * 3).fill(90), width: 64, height: 64 })
    const [expected] = await model.classify(grey(), { topK: 1 })
    const frames = [grey(), grey(), grey()]
    const answering = model.classify(frames, { topK: 1 })
    for (const frame of frames) frame.data.fill(255)
    expect(await answering).toEqual([[expected], [expected], [expected]])
  })

  it('says in words how sure it is, and gives every class when asked for more than there are', async () => {
    await using model = await MobileNet.load()
    const answers = await model.classify(photo('grace_hopper.jpg'), { topK: 5000 })
    expect(answers).toHaveLength(1001)
    expect(answers[0]).toMatchObject({ label: 'military uniform', classIndex: 653, confidence: 'very high' })
    expect(answers.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 3)
    expect(new Set(answers.map(({ classIndex }) => classIndex)).size).toBe(1001)
  })

  it('passes its options on to the engine', async () => {
    await using model = await MobileNet.load({ engine: 'tensorflow', threads: 1, concurrency: 1, queueLimit: 0 })
    expect(model.engine).toBe('tensorflow')
    expect(await model.plan()).toMatchObject({ engine: 'tensorflow', reason: 'it is the one asked for' })
    const crowd = await Promise.allSettled(Array.from({ length: 12 }, () => model.classify(photo('husky.jpeg'))))
    const busy = crowd.filter(({ status }) => status === 'rejected')
    for (const outcome of busy) expect(outcome).toMatchObject({ reason: { code: 'ERR_BUSY' } })
    expect(busy.length).toBeLessThan(12)
    // The batches of one call wait for each other rather than fill the queue.
    const images = ['husky.jpeg', 'parrot.jpg', 'husky.jpeg'].map(photo)
    expect(await model.classify(images, { batchSize: 1 })).toHaveLength(3)
  })

  it('says what is wrong when its weights cannot be had', async () => {
    const failure = await MobileNet.load({ variant: 'v2_1.4_224', offline: true }).catch((error) => error)
    // Where somebody has fetched them, they are in the cache.
    if (failure instanceof MobileNet) await failure.dispose()
    else {
      expect(failure).toMatchObject({
        code: 'ERR_MODEL_LOAD',
        message: expect.stringContaining('mobilenet_v2_1.4_224.tgz'),
      })
    }
    await expect(MobileNet.load({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ERR_ABORTED' })
  })
})
