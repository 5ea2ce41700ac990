import { type Face, Mtcnn } from '@zoo/mtcnn'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasShared, shared, sharedJson } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'

/** What TensorFlow answered. Boxes are yMin, xMin, yMax, xMax; landmarks five y, then five x. */
interface Expected {
  readonly box: readonly (readonly number[])[]
  readonly prob: readonly number[]
  readonly landmarks: readonly (readonly number[])[]
}

const SIZES = [20, 40] as const
const expected = hasShared
  ? sharedJson<Record<string, Record<`min_size ${(typeof SIZES)[number]}`, Expected>>>('expected', 'mtcnn.json')
  : {}
const cases = Object.entries(expected).flatMap(([image, answers]) =>
  SIZES.map((minFaceSize) => ({ image, minFaceSize, answer: answers[`min_size ${minFaceSize}`] })),
)

const boxOf = ({ box: { yMin, xMin, yMax, xMax } }: Face) => [yMin, xMin, yMax, xMax]
const landmarksOf = ({ landmarks: { leftEye, rightEye, nose, mouthLeft, mouthRight } }: Face) => {
  const points = [leftEye, rightEye, nose, mouthLeft, mouthRight]
  return [...points.map(({ y }) => y), ...points.map(({ x }) => x)]
}
const farthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))

/** Asserts that there are the same faces: every box and landmark within a hundredth of a pixel, every score within 0.001. */
const expectFaces = (faces: readonly Face[], answer: Expected) => {
  expect(faces).toHaveLength(answer.prob.length)
  answer.box.forEach((box, i) => {
    const nearest = faces.toSorted((a, b) => farthest(boxOf(a), box) - farthest(boxOf(b), box))[0]!
    expect(farthest(boxOf(nearest), box)).toBeLessThan(0.01)
    expect(farthest(landmarksOf(nearest), answer.landmarks[i]!)).toBeLessThan(0.01)
    expect(nearest.score).toBeCloseTo(answer.prob[i]!, 3)
  })
}

const solvay = shared('images', 'solvay.jpg')
const ENGINES = [
  ['litert', hasShared && (await hasEngine('litert'))],
  ['wasm', hasShared],
] as const

describe.each(ENGINES)('the cascade on %s', (engine, ready) => {
  describe.skipIf(!ready)('', () => {
    let mtcnn: Mtcnn
    beforeAll(async () => {
      mtcnn = await Mtcnn.load({ execution: 'cascade', engine })
    })
    afterAll(() => mtcnn?.dispose())

    it.each(cases)('finds in $image at $minFaceSize what the graph finds', async ({ image, minFaceSize, answer }) => {
      expectFaces(await mtcnn.detect(shared('images', image), { minFaceSize }), answer)
    })

    it('gives every one of several calls at once its own faces', async () => {
      const some = cases.filter(({ image }) => image !== 'rustfest.jpg')
      const found = await Promise.all(
        some.map(({ image, minFaceSize }) => mtcnn.detect(shared('images', image), { minFaceSize })),
      )
      found.forEach((faces, i) => {
        expectFaces(faces, some[i]!.answer)
      })
    })

    it('takes an array of images, of which one that cannot be read is named', async () => {
      const raw = { data: new Uint8Array(await sharp(solvay).raw().toBuffer()), width: 960, height: 661 }
      const answers = mtcnn.detect([shared('images', 'husky.jpeg'), solvay, raw])
      raw.data.fill(0) // copied when the call was made
      expect((await answers).map((faces) => faces.length)).toEqual([0, 29, 29])
      expect(await mtcnn.detect([])).toEqual([])
      const failing = mtcnn.detect([solvay, 'missing.jpg'])
      await expect(failing).rejects.toMatchObject({
        code: 'ERR_IMAGE',
        message: expect.stringMatching(/^Image 1 of 2: /),
      })
    })

    it('draws only faces', async () => {
      for (const faces of [{}, [null], [{ score: 1 }], [{ box: 1, score: 1, landmarks: {} }]])
        await expect(mtcnn.draw(solvay, faces as never)).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
    })

    it('says what runs it', () => {
      expect([mtcnn.engine, mtcnn.execution]).toEqual([engine, 'cascade'])
    })

    it('stops when it is told to, and goes on for others', async () => {
      const abort = new AbortController()
      const stopped = mtcnn.detect(solvay, { signal: abort.signal, minFaceSize: 12 })
      setTimeout(() => abort.abort(), 20)
      await expect(stopped).rejects.toMatchObject({ code: 'ERR_ABORTED' })
      expect(await mtcnn.detect(solvay)).toHaveLength(29)
    })
  })
})

const both = hasShared && (await hasEngine('litert')) && (await hasEngine('tensorflow'))

describe.skipIf(!both)('the cascade and the graph', () => {
  it('find the same in sizes, thresholds and factors other than the usual', async () => {
    await using cascade = await Mtcnn.load({ execution: 'cascade' })
    await using graph = await Mtcnn.load({ execution: 'graph' })
    const compare = async (image: Sharp, options: Parameters<Mtcnn['detect']>[1]) => {
      const [ours, theirs] = await Promise.all([cascade.detect(image, options), graph.detect(image, options)])
      expectFaces(ours, {
        box: theirs.map(boxOf),
        prob: theirs.map(({ score }) => score),
        landmarks: theirs.map(landmarksOf),
      })
      return ours.length
    }
    expect(await compare(sharp(solvay).resize(1234, 777), { minFaceSize: 33 })).toBeGreaterThan(10)
    expect(await compare(sharp(solvay).resize(501), { scaleFactor: 0.5 })).toBeGreaterThan(0)
    expect(await compare(sharp(solvay), { thresholds: [0.3, 0.4, 0.9], minFaceSize: 50 })).toBeGreaterThan(10)
    // Faces over the edges: crops reach outside of the image.
    expect(await compare(sharp(solvay).extract({ left: 95, top: 200, width: 250, height: 90 }), {})).toBeGreaterThan(0)
  })

  it('are chosen by what there is: the cascade, but the graph on tensorflow', async () => {
    await using usual = await Mtcnn.load()
    expect([usual.execution, usual.engine]).toEqual(['cascade', 'litert'])
    await using pinned = await Mtcnn.load({ engine: 'tensorflow' })
    expect([pinned.execution, pinned.engine]).toEqual(['graph', 'tensorflow'])
    const impossible = Mtcnn.load({ execution: 'cascade', engine: 'tensorflow' })
    await expect(impossible).rejects.toMatchObject({
      code: 'ERR_NO_ENGINE',
      message: expect.stringMatching(/^The cascade runs MTCNN's three nets as TensorFlow Lite models/),
    })
  })
})

describe.skipIf(!(hasShared && (await hasEngine('litert'))))('the cascade', () => {
  it('lets as many images wait as it is told', async () => {
    await using mtcnn = await Mtcnn.load({ execution: 'cascade', threads: 2, concurrency: 1, queueLimit: 1 })
    const raw = await sharp(solvay).raw().toBuffer()
    const image = { data: new Uint8Array(raw), width: 960, height: 661 }
    const calls = await Promise.allSettled(Array.from({ length: 2 }, () => mtcnn.detect(image)))
    expect(calls.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    const many = await Promise.allSettled(Array.from({ length: 12 }, () => mtcnn.detect(image)))
    const refused = many.flatMap((call) => (call.status === 'rejected' ? [call.reason.code] : []))
    expect(refused).toEqual(new Array(10).fill('ERR_BUSY'))
  })
})
