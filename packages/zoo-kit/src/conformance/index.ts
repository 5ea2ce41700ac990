import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { ImageInput } from '../image-input.js'
import { readManifest } from '../manifest.js'
import { differences, type Tolerances } from './differences.js'
import { inputKinds, wrongInputs } from './input-kinds.js'
import { longestPause } from './longest-pause.js'

export { differences, type Tolerances } from './differences.js'

/** What the suite needs of a test runner: vitest's `{ describe, it, expect }` and jest's fit. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown
  it(name: string, body: () => Promise<void>): unknown
  expect(actual: unknown): Expectation
}

/** What the suite needs of an expectation. */
export interface Expectation {
  toEqual(expected: unknown): unknown
  toBeLessThan(limit: number): unknown
  readonly rejects: { toMatchObject(expected: object): Promise<unknown> }
}

/** What every model class has. */
export interface ImageModel extends AsyncDisposable {
  dispose(): Promise<void>
}

/** A zoo package under test: a model of images. */
export interface Subject<M extends ImageModel> {
  /** File URL of the package's folder, ending in `/`. */
  readonly packageFolder: URL
  load(options?: object): Promise<M>
  /** The call that answers for one image. */
  answer(model: M, image: ImageInput, options?: object): Promise<unknown>
  /** Paths of two photographs with different answers. */
  readonly images: readonly [string, string]
  readonly golden: readonly GoldenCase[]
  /** How far answers may be apart: the tolerances of the manifest. */
  readonly tolerances: Tolerances
}

/** An image with its answer by the reference. */
export interface GoldenCase {
  readonly name: string
  readonly image: string
  readonly loadOptions?: object
  readonly options?: object
  readonly answer: unknown
  readonly tolerances?: Tolerances
}

/** The tests that every package of an image model must pass; to be called from a test file of the package. */
export function conformance<M extends ImageModel>({ describe, it, expect }: TestRunner, subject: Subject<M>): void {
  const { answer, images, tolerances } = subject
  const [first, second] = images
  /** Loaded once for the tests that leave it as it is. */
  let loading: Promise<M> | undefined
  const shared = () => {
    loading ??= subject.load()
    return loading
  }

  describe('conformance', () => {
    it('has a manifest that is complete and well formed', async () => {
      await readManifest(subject.packageFolder)
    })

    for (const golden of subject.golden) {
      it(`answers as the reference does: ${golden.name}`, async () => {
        await using own = golden.loadOptions ? await subject.load(golden.loadOptions) : undefined
        const actual = await answer(own ?? (await shared()), golden.image, golden.options)
        expect(differences(actual, golden.answer, golden.tolerances ?? tolerances)).toEqual([])
      })
    }

    it('gives the same answer again, and to callers at the same time each their own', async () => {
      const model = await shared()
      const alone = [await answer(model, first), await answer(model, second)]
      const together = await Promise.all(Array.from({ length: 8 }, (_, i) => answer(model, images[i % 2]!)))
      together.forEach((result, i) => {
        expect(differences(result, alone[i % 2], tolerances)).toEqual([])
      })
    })

    it('gives the same answer for every kind of input', async () => {
      const model = await shared()
      const expected = await answer(model, first)
      for (const [kind, make] of Object.entries(await inputKinds(first))) {
        const found = differences(await answer(model, await make()), expected, tolerances)
        expect([kind, ...found]).toEqual([kind])
      }
    })

    it('rejects what is no image, and never answers it or throws', async () => {
      const model = await shared()
      for (const [, input, code] of await wrongInputs(first)) {
        await expect(answer(model, input as ImageInput)).rejects.toMatchObject({ code })
      }
    })

    it('rejects options there are none of, and bad values', async () => {
      const model = await shared()
      const rejected = (call: Promise<unknown>, option: string) =>
        expect(call).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option })
      await rejected(subject.load({ thread: 2 }), 'thread')
      await rejected(subject.load({ threads: 0 }), 'threads')
      await rejected(subject.load({ engine: 'steam' }), 'engine')
      await rejected(answer(model, first, { limitPixels: 1 }), 'limitPixels')
      await rejected(answer(model, first, { limitInputPixels: -1 }), 'limitInputPixels')
      await rejected(answer(model, first, { signal: true }), 'signal')
    })

    it('opens no path, file: or plain http: URL for an untrusted image', async () => {
      const model = await shared()
      const options = { untrusted: true, allowRemote: true, allowPrivateNetwork: true }
      for (const named of [first, pathToFileURL(first), pathToFileURL(first).href, 'http://127.0.0.1:1/a.jpg']) {
        await expect(answer(model, named, options)).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'image' })
      }
      const trusted = await answer(model, first)
      expect(differences(await answer(model, await readFile(first), options), trusted, tolerances)).toEqual([])
    })

    it('honours an abort signal', async () => {
      const model = await shared()
      const aborted = { code: 'ERR_ABORTED', name: 'AbortError' }
      await expect(answer(model, first, { signal: AbortSignal.abort() })).rejects.toMatchObject(aborted)
      const controller = new AbortController()
      const call = answer(model, first, { signal: controller.signal })
      controller.abort()
      await expect(call).rejects.toMatchObject(aborted)
    })

    it('leaves the event loop free', async () => {
      const model = await shared()
      await answer(model, first)
      // A share, not a time: machines differ. The best of several: a garbage collection, or another process, may fall into one.
      const shares: number[] = []
      for (let round = 0; round < 20 && !(Math.min(...shares) < 0.5); round++) {
        shares.push(await longestPause(() => answer(model, first)))
      }
      expect(Math.min(...shares)).toBeLessThan(0.5)
    })

    it('waits for calls under way when it is disposed, twice without harm, and then rejects', async () => {
      const model = await subject.load()
      const call = answer(model, first)
      await Promise.all([model.dispose(), model.dispose()])
      expect(differences(await call, await answer(await shared(), first), tolerances)).toEqual([])
      await model.dispose()
      await expect(answer(model, first)).rejects.toMatchObject({ code: 'ERR_DISPOSED' })
      await (await shared()).dispose()
      // A runner may take the tests in any order.
      loading = undefined
    })
  })
}
