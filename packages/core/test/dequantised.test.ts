import { readFileSync } from 'node:fs'
import { loadModel, Tensor } from '@zoo/core'
import { dequantise } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'

const OUTPUT = 'MobilenetV2/Predictions/Softmax'
/** Two images of colours that change from pixel to pixel, -1..1. */
const pixels = Float32Array.from({ length: 2 * 224 * 224 * 3 }, (_, i) => Math.sin(i * 0.37))

const answer = async (source: Uint8Array, engine: 'litert' | 'tensorflow'): Promise<Float32Array> => {
  const model = await loadModel(source, { engine })
  const outputs = await model.run({ input: new Tensor('float32', [2, 224, 224, 3], pixels) }, [OUTPUT])
  await model.dispose()
  return outputs[OUTPUT]!.data as Float32Array
}

describe.runIf(hasShared)('a dequantised MobileNet', () => {
  it.each(['litert', 'tensorflow'] as const)('answers on %s as the published float graph does', async (engine) => {
    if (!(await hasEngine(engine))) return
    const published = await answer(readFileSync(shared('models', 'mobilenet_v2_1.0_224_frozen.pb')), engine)
    const own = await answer(dequantise(readFileSync(shared('models', 'mobilenet_v2_1.0_224_quant.tflite'))), engine)
    expect(own.length).toBe(2 * 1001)
    const furthest = own.reduce((most, value, i) => Math.max(most, Math.abs(value - published[i]!)), 0)
    expect(furthest).toBeLessThan(1e-5)
  })
})
