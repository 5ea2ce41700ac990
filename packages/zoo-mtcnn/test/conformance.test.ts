import type { ImageInput } from '@zoo/kit'
import { conformance } from '@zoo/kit/conformance'
import { EXECUTIONS, Mtcnn } from '@zoo/mtcnn'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import manifest from '../model/model.json' with { type: 'json' }
import golden from './golden.json' with { type: 'json' }

const ready = hasShared && (await hasEngine('tensorflow'))
const hasLitert = await hasEngine('litert')
const { tolerances } = manifest.variants.graph

conformance(
  { describe: describe.skipIf(!ready), it, expect },
  {
    packageFolder: new URL('../', import.meta.url),
    load: (options) => Mtcnn.load(options),
    answer: (model, image: ImageInput, options) => model.detect(image, options),
    images: [shared('images', 'grace_hopper.jpg'), shared('images', 'dog_cat.jpg')],
    golden: golden.cases.map(({ image, options, answer }) => ({
      name: `${image}, minFaceSize ${options.minFaceSize}`,
      image: shared(image),
      options,
      answer,
    })),
    tolerances,
  },
)

const solvay = shared('images', 'solvay.jpg')

describe.skipIf(!ready)('Mtcnn', () => {
  it('gives faces best first, with landmarks where a face has them', async () => {
    await using model = await Mtcnn.load()
    const faces = await model.detect(solvay)
    expect(faces.length).toBeGreaterThan(25)
    const scores = faces.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    for (const { box, landmarks } of faces) {
      expect(landmarks.leftEye.x).toBeLessThan(landmarks.rightEye.x)
      expect(landmarks.mouthLeft.x).toBeLessThan(landmarks.mouthRight.x)
      expect(landmarks.leftEye.y).toBeLessThan(landmarks.mouthLeft.y)
      expect(landmarks.nose.x).toBeGreaterThan(box.xMin)
      expect(landmarks.nose.x).toBeLessThan(box.xMax)
    }
  })

  it.runIf(hasLitert)('says which engine runs it and why', async () => {
    await using cascade = await Mtcnn.load({ execution: 'cascade' })
    expect(await cascade.plan()).toEqual({
      engine: 'litert',
      reason: 'it is the first that takes the model',
      passedOver: [],
    })
    await using graph = await Mtcnn.load({ execution: 'graph' })
    expect(await graph.plan()).toEqual({
      engine: 'tensorflow',
      reason: 'it is the first that takes the graph',
      passedOver: [{ engine: 'litert', reason: expect.stringContaining('control flow') }],
    })
    expect([cascade.engine, graph.engine]).toEqual(['litert', 'tensorflow'])
  })

  it.each(EXECUTIONS)('finds nothing where nothing is: tiny, thin and plain images, by %s', async (execution) => {
    await using model = await Mtcnn.load({ execution })
    const plain = (width: number, height: number) => ({ data: new Uint8Array(width * height).fill(128), width, height })
    for (const [width, height] of [
      [1, 1],
      [12, 12],
      [39, 200],
      [40, 40],
      [41, 41],
      [300, 41],
      [1, 900],
      [500, 400],
    ] as const) {
      expect([width, height, await model.detect(plain(width, height))]).toEqual([width, height, []])
    }
    expect(await model.detect(plain(13, 13), { minFaceSize: 12 })).toEqual([])
    expect(await model.detect(plain(13, 13), { minFaceSize: 2e6 })).toEqual([])
  })

  it('finds faces in a grey photograph', async () => {
    await using model = await Mtcnn.load()
    const grey = await sharp(solvay).greyscale().toColourspace('b-w').png().toBuffer()
    expect((await model.detect(grey)).length).toBeGreaterThan(20)
  })

  it('draws faces onto the image as it is shown', async () => {
    await using model = await Mtcnn.load()
    const turned = await sharp(solvay).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const { width, height, format } = await sharp(await model.draw(turned, [])).metadata()
    expect({ width, height, format }).toEqual({ width: 661, height: 960, format: 'png' })
    const faces = await model.detect(solvay)
    const drawn = await sharp(await model.draw(solvay, faces))
      .raw()
      .toBuffer()
    const plain = await sharp(solvay).raw().toBuffer()
    const changed = (x: number, y: number) =>
      [0, 1, 2].some((channel) => drawn[(y * 960 + x) * 3 + channel] !== plain[(y * 960 + x) * 3 + channel])
    for (const { box, landmarks } of faces) {
      expect(changed(Math.round(box.xMin), Math.round((box.yMin + box.yMax) / 2))).toBe(true)
      expect(changed(Math.round(landmarks.nose.x), Math.round(landmarks.nose.y))).toBe(true)
    }
    expect(changed(10, 10)).toBe(false)
    await expect(model.draw(solvay, undefined as never)).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
  })

  it('rejects options that make no sense', async () => {
    await using model = await Mtcnn.load()
    const refused = (options: object, option: string) =>
      expect(model.detect(solvay, options)).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option })
    await refused({ minFaceSize: 0 }, 'minFaceSize')
    await refused({ minFaceSize: Number.NaN }, 'minFaceSize')
    await refused({ thresholds: [0.5, 0.5] }, 'thresholds')
    await refused({ thresholds: [0.5, 0.5, 2] }, 'thresholds')
    await refused({ scaleFactor: 1 }, 'scaleFactor')
    await refused({ scaleFactor: 0 }, 'scaleFactor')
    await refused({ min_size: 20 }, 'min_size')
    await expect(Mtcnn.load({ execution: 'loop' as never })).rejects.toMatchObject({ option: 'execution' })
  })
})
