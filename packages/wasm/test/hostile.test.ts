import { readFile } from 'node:fs/promises'
import { InferenceError, loadModel, type Model, Tensor } from '@zoo/core'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { convolutionModel, rowsModel } from '../../../test/support/tflite-models.js'

/** Numbers that look like chance and are the same each time. @source Steele, Vigna, "Computationally easy, spectrally good multipliers" (LCG) */
const chance = (seed: number) => () => {
  seed = (Math.imul(seed, 0x915f77f5) + 1) >>> 0
  return seed / 2 ** 32
}

/** A copy with some bytes changed, most of them where the tables are and not the weights. */
function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const mutated = bytes.slice()
  const tables = Math.min(bytes.length, 64 << 10)
  const changes = 1 + Math.floor(random() * 2)
  for (let i = 0; i < changes; i++) {
    const fromEnd = random() < 0.5
    const place = Math.floor(random() * tables)
    mutated[fromEnd ? bytes.length - 1 - place : place] = Math.floor(random() * 256)
  }
  return mutated
}

async function tryOut(bytes: Uint8Array): Promise<string> {
  let model: Model | undefined
  try {
    model = await loadModel(bytes, { engine: 'wasm', concurrency: 1 })
    const feeds = model.inputs.map(({ name, dtype, shape }) => {
      const fed = (shape ?? []).map((dimension) => dimension ?? 4)
      const size = fed.reduce((product, dimension) => product * dimension, 1)
      if (size > 1 << 22) throw new InferenceError('TOO_LARGE', 'more than this test feeds')
      const data = dtype === 'uint8' ? new Uint8Array(size) : new Float32Array(size)
      return [name, dtype === 'uint8' || dtype === 'float32' ? new Tensor(dtype, fed, data as never) : data] as const
    })
    await model.run(Object.fromEntries(feeds) as never)
    return 'ran'
  } catch (error) {
    if (!InferenceError.isInstance(error)) throw error
    return (error as InferenceError).code
  } finally {
    await model?.dispose()
  }
}

describe('damaged models on wasm', () => {
  it.runIf(hasShared)('are refused with a code or run, 50 of them, and leave the process as it was', async () => {
    const mobilenet = await readFile(shared('models', 'mobilenet_v2_1.0_224_quant.tflite'))
    const outcomes = new Map<string, number>()
    const random = chance(7)
    for (let i = 0; i < 50; i++) {
      const whole = [mobilenet, rowsModel(), convolutionModel()][i % 3]!
      const outcome = await tryOut(mutate(whole, random))
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
    expect([...outcomes.keys()].every((code) => code === 'ran' || /^(ERR|TOO)_/.test(code))).toBe(true)
    expect(outcomes.size).toBeGreaterThan(1)
    expect(await tryOut(rowsModel())).toBe('ran')
  })
})
