import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasShared, shared, sharedJson } from '../../../test/support/data.js'
import type { GraphInfo } from '../src/graphdef/info.js'
import { inspectModel } from '../src/inspect.js'
import { openModel } from '../src/open.js'
import { type FedFacts, inferShapes } from '../src/shapes/infer.js'
import type { PartialShape } from '../src/spec.js'

interface Case {
  readonly feeds: Readonly<Record<string, { readonly dtype: string; readonly shape: readonly number[] }>>
  readonly fetches: Readonly<Record<string, { readonly dtype: string; readonly shape: readonly number[] }>>
}

const graphs = hasShared ? readdirSync(shared('graphs')).filter((file) => file.endsWith('.pb')) : []
const open = (...path: string[]) => openModel(readFileSync(shared(...path)), { path: shared(...path) })

const fits = (shape: PartialShape, real: readonly number[]): boolean =>
  shape === null || (shape.length === real.length && shape.every((length, i) => length === null || length === real[i]))

describe.skipIf(!hasShared)('the shared graphs', () => {
  it('are there', () => {
    expect(graphs.length).toBeGreaterThanOrEqual(70)
  })

  it.each(graphs)('%s opens, and says of its tensors what they turn out to be', (file) => {
    const model = open('graphs', file) as GraphInfo
    const { feeds, fetches } = sharedJson<Case>('graphs', file.replace('.pb', '.json'))
    const fed = new Map<string, FedFacts>()
    for (const [name, { dtype, shape }] of Object.entries(feeds)) {
      const spec = model.tensor(name)!
      expect(spec.dtype).toBe(dtype)
      expect(fits(spec.shape, shape)).toBe(true)
      fed.set(spec.name, { shape })
    }
    const facts = inferShapes(model.graph, fed)
    for (const [name, { dtype, shape }] of Object.entries(fetches)) {
      const spec = model.tensor(name)!
      expect(spec.dtype).toBe(dtype)
      expect(fits(spec.shape, shape)).toBe(true)
      expect(fits(facts.get(spec.name)!.shape, shape)).toBe(true)
    }
    expect(model.required(Object.keys(fetches), Object.keys(feeds))).toEqual([])
    expect(inspectModel(model).refused).toEqual([])
  })
})

describe.skipIf(!hasShared)('the shared models', () => {
  // 300 million multiply-and-adds, as its paper says. @source arXiv:1801.04381, table 4
  it('MobileNetV2 is what it is known to be, as floats and quantised', () => {
    const float = inspectModel(open('models', 'mobilenet_v2_1.0_224_frozen.pb'))
    const quantised = inspectModel(open('models', 'mobilenet_v2_1.0_224_quant.tflite'))
    expect(float.inputs).toEqual([{ name: 'input', dtype: 'float32', shape: [null, 224, 224, 3] }])
    expect(float.outputs[0]!.shape).toEqual([null, 1001])
    expect(quantised.inputs).toMatchObject([
      {
        name: 'input',
        dtype: 'uint8',
        shape: [1, 224, 224, 3],
        quantization: { scales: [1 / 128], zeroPoints: [128] },
      },
    ])
    expect(quantised.outputs).toMatchObject([{ name: 'MobilenetV2/Predictions/Softmax', shape: [1, 1001] }])
    for (const { parameters, flops } of [float, quantised]) {
      expect(parameters.count).toBe(3_489_097)
      expect(flops! / 2e6).toBeCloseTo(300.8, 1)
    }
  })

  it('MTCNN has the inputs and outputs that its users know', () => {
    const model = open('models', 'mtcnn.pb')
    expect(model.inputs.map(({ name }) => name).sort()).toEqual(['factor', 'input', 'min_size', 'thresholds'])
    expect(model.outputs.map(({ name }) => name).sort()).toEqual(['box', 'landmarks', 'prob'])
    expect(model.inputs.find(({ name }) => name === 'input')!.shape).toEqual([null, null, 3])
    expect(model.required(['prob'], ['input', 'min_size', 'factor']).map(({ name }) => name)).toEqual(['thresholds'])
  })

  it('the SSD can be cut at its preprocessor', () => {
    const model = open('models', 'mobilenet_ssd_256res_0.125_person_cat_dog.pb')
    expect(model.inputs).toEqual([{ name: 'image_tensor', dtype: 'uint8', shape: [1, 256, 256, 3] }])
    expect(model.required(['concat', 'concat_1'], [])).toHaveLength(1)
    expect(model.required(['concat', 'concat_1'], ['Preprocessor/sub'])).toEqual([])
    expect(model.tensor('Preprocessor/sub')!.dtype).toBe('float32')
  })

  it.each(['aiy_vision_classifier_birds_V1_3.tflite', 'mobilenet_v2_1.0_224_inat_bird_quant.tflite'])(
    '%s opens',
    (file) => {
      const { inputs, outputs } = inspectModel(open('models', file))
      expect(inputs).toMatchObject([{ dtype: 'uint8', shape: [1, 224, 224, 3] }])
      expect(outputs).toMatchObject([{ dtype: 'uint8', shape: [1, 965] }])
    },
  )
})
