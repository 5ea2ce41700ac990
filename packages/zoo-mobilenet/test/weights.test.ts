import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadModel, Tensor } from '@zoo/core'
import { fillModelFolder, readManifest, resolveFile } from '@zoo/kit'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'

const folder = new URL('../', import.meta.url)
const OUTPUT = 'MobilenetV2/Predictions/Softmax'
/** Two images of colours that change from pixel to pixel, -1..1. */
const images = new Tensor(
  'float32',
  [2, 224, 224, 3],
  Float32Array.from({ length: 2 * 224 * 224 * 3 }, (_, i) => Math.sin(i * 0.37)),
)

async function answer(path: string, engine: 'litert' | 'tensorflow' | 'wasm'): Promise<Float32Array> {
  await using model = await loadModel(path, { engine })
  return (await model.run({ input: images }, [OUTPUT]))[OUTPUT]!.data as Float32Array
}

describe.skipIf(!hasShared)('the weights of the default variant', async () => {
  const present = { litert: await hasEngine('litert'), tensorflow: await hasEngine('tensorflow'), wasm: true }

  afterEach(() => void vi.unstubAllEnvs())

  it('are made of the quantised model, byte for byte as the manifest pins them', async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'mobilenet-weights-'))
    onTestFinished(() => rm(scratch, { recursive: true }))
    await mkdir(join(scratch, 'model'))
    for (const name of ['model.json', 'labels.txt']) {
      await copyFile(new URL(`model/${name}`, folder), join(scratch, 'model', name))
    }
    vi.stubEnv('ZOO_CACHE', join(scratch, 'cache'))
    const filled = await fillModelFolder(scratch, { mirror: shared('models'), offline: true })
    expect(filled.map(({ file, outcome }) => [file, outcome])).toEqual([
      ['mobilenet_v2_1.0_224_frozen.pb', 'placed'],
      ['mobilenet_v2_1.0_224_quant.tflite', 'placed'],
      ['labels.txt', 'present'],
    ])
  })

  for (const engine of ['litert', 'tensorflow', 'wasm'] as const) {
    it.skipIf(!present[engine])(`answer on ${engine} as the published float graph does, to 1e-5`, async () => {
      const manifest = await readManifest(folder)
      const { weights } = manifest.variants[manifest.defaultVariant]!
      const own = await answer(await resolveFile(manifest, folder, weights), engine)
      const published = await answer(shared('models', 'mobilenet_v2_1.0_224_frozen.pb'), engine)
      expect(own.length).toBe(2 * 1001)
      const furthest = own.reduce((most, value, i) => Math.max(most, Math.abs(value - published[i]!)), 0)
      expect(furthest).toBeLessThan(1e-5)
    })
  }
})
