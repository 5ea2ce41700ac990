import { readFile } from 'node:fs/promises'
import { MobileNet } from '@zoo/mobilenet'
import { describe, expect, it } from 'vitest'
import { hasShared, shared, sharedJson } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'

const ready = hasShared && (await hasEngine('tensorflow')) && (await hasEngine('litert'))
const weights = (name: string) => shared('models', name)
const photo = (name: string) => shared('images', name)

describe.skipIf(!ready)('a classifier of one’s own', () => {
  it('may be the bird classifier of AIY', async () => {
    await using model = await MobileNet.load({
      model: weights('aiy_vision_classifier_birds_V1_3.tflite'),
      labels: weights('aiy_birds_V1_labelmap.txt'),
    })
    const [best] = await model.classify(photo('purple_gallinule.jpg'))
    expect(best).toMatchObject({ label: 'Porphyrio martinicus', confidence: 'very high' })
    const [parrot] = await model.classify(photo('parrot.jpg'))
    expect(parrot?.label).toMatch(/^Ara /)
  })

  it('may be the bird classifier of iNaturalist', async () => {
    await using model = await MobileNet.load({
      model: await readFile(weights('mobilenet_v2_1.0_224_inat_bird_quant.tflite')),
      labels: weights('inat_bird_labels.txt'),
    })
    const [best] = await model.classify(photo('purple_gallinule.jpg'))
    expect(best).toMatchObject({ label: 'Porphyrio martinicus (Purple Gallinule)', confidence: 'very high' })
    const [parrot] = await model.classify(photo('parrot.jpg'))
    expect(parrot?.label).toMatch(/macaw/i)
  })

  it('may be any graph, with tensors by name and pixels scaled as it wants them', async () => {
    const expected = sharedJson<Record<string, Record<string, { index: number; probability: number }[]>>>(
      'expected',
      'mobilenet.json',
    )
    await using model = await MobileNet.load({
      model: weights('mobilenet_v2_1.0_224_frozen.pb'),
      input: 'input:0',
      output: 'MobilenetV2/Predictions/Softmax',
      width: 224,
      height: 224,
      scaling: { scale: 1 / 255, offset: 0 },
    })
    const [reference] = expected['grace_hopper.jpg']!['frozen, pixels/255']!
    const [best] = await model.classify(shared('expected', '224', 'grace_hopper.png'))
    expect(best).toMatchObject({ label: `class ${reference!.index}`, classIndex: reference!.index })
    expect(best!.probability).toBeCloseTo(reference!.probability, 3)
  })

  it('may give logits', async () => {
    const model = weights('mobilenet_v2_1.0_224_frozen.pb')
    await using logits = await MobileNet.load({
      model,
      output: 'MobilenetV2/Logits/Conv2d_1c_1x1/BiasAdd',
      softmax: true,
    })
    await using probabilities = await MobileNet.load({ model })
    const image = photo('husky.jpeg')
    const [a] = await logits.classify(image)
    const [b] = await probabilities.classify(image)
    expect(a!.classIndex).toBe(b!.classIndex)
    expect(a!.probability).toBeCloseTo(b!.probability, 4)
  })

  it('has quantised pixels stored through the quantisation of its input', async () => {
    const model = weights('mobilenet_v2_1.0_224_quant.tflite')
    await using scaled = await MobileNet.load({ model, scaling: '[-1,1]' })
    await using plain = await MobileNet.load({ model })
    const [a] = await scaled.classify(photo('grace_hopper.jpg'))
    const [b] = await plain.classify(photo('grace_hopper.jpg'))
    expect(a!.classIndex).toBe(b!.classIndex)
    expect(Math.abs(a!.probability - b!.probability)).toBeLessThan(0.05)
  })

  it('is refused, with what to do, when it cannot be used as told', async () => {
    const model = weights('mobilenet_v2_1.0_224_frozen.pb')
    const refused = (options: object, fields: object) =>
      expect(MobileNet.load(options).then((loaded) => loaded.dispose())).rejects.toMatchObject(fields)
    await refused({ model, output: 'Softmax' }, { code: 'ERR_TENSOR_NAME', tensor: 'Softmax' })
    await refused({ model, input: 'image' }, { code: 'ERR_TENSOR_NAME', tensor: 'image' })
    await refused({ model, labels: ['cat', 'dog'] }, { code: 'ERR_ARGUMENT', option: 'labels' })
    await refused({ model, width: 192 }, { code: 'ERR_ARGUMENT', option: 'input' })
    await refused({ model, channelOrder: 'grey' }, { code: 'ERR_ARGUMENT', option: 'input' })
    await refused({ model, scaling: 'uint8' }, { code: 'ERR_ARGUMENT', option: 'scaling' })
    await refused({ model, variant: 'v2_1.0_224' }, { code: 'ERR_ARGUMENT', option: 'variant' })
    await refused({ model: weights('mtcnn.pb') }, { code: 'ERR_ARGUMENT', option: 'input' })
    await refused({ model: weights('mobilenet_ssd_256res_0.125_person_cat_dog.pb') }, { option: 'output' })
    await refused({ model: weights('missing.pb') }, { code: 'ERR_MODEL_LOAD' })
    await refused({ model: Buffer.from('no model') }, { code: 'ERR_MODEL_LOAD' })
    await refused({ model: 7 }, { code: 'ERR_ARGUMENT' })
    await refused({ model, labels: weights('missing.txt') }, { code: 'ERR_MODEL_LOAD' })
  })

  it('has an output with one number for each class', async () => {
    await using model = await MobileNet.load({
      model: weights('mobilenet_v2_1.0_224_frozen.pb'),
      output: 'MobilenetV2/Conv/Conv2D',
    })
    const answer = model.classify(photo('husky.jpeg'))
    await expect(answer).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'output', received: [1, 112, 112, 32] })
  })
})
