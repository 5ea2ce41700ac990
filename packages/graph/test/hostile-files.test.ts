import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { InferenceError } from '../src/errors.js'
import { tensorAttr } from '../src/graphdef/attr.js'
import { tensorData } from '../src/graphdef/tensor-value.js'
import { inspectModel } from '../src/inspect.js'
import { openModel } from '../src/open.js'
import { toSignatureSource } from '../src/signature-source.js'

/** Numbers that look random and are the same every time. @source Tommy Ettinger's mulberry32, public domain */
const randomNumbers = (seed: number) => {
  let state = seed
  return (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit)
  }
}

type Random = ReturnType<typeof randomNumbers>

const MUTATIONS: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  function cutOff(bytes, random) {
    return bytes.subarray(0, random(bytes.length))
  },
  function flipBits(bytes, random) {
    const changed = Uint8Array.from(bytes)
    for (let i = 0; i < 1 + random(20); i++) changed[random(bytes.length)]! ^= 1 << random(8)
    return changed
  },
  function flipBitsAtTheEnds(bytes, random) {
    const changed = Uint8Array.from(bytes)
    for (let i = 0; i < 1 + random(8); i++) {
      const place = random(Math.min(400, bytes.length))
      changed[random(2) === 0 ? place : bytes.length - 1 - place]! ^= 1 << random(8)
    }
    return changed
  },
  function spoilTheStart(bytes, random) {
    const changed = Uint8Array.from(bytes)
    for (let i = 0; i < 8; i++) changed[i] = random(256)
    return changed
  },
  function writeHugeNumbers(bytes, random) {
    const changed = Uint8Array.from(bytes)
    const at = random(bytes.length - 5)
    changed.set(
      [
        [0xff, 0xff, 0xff, 0xff, 0x7f],
        [0xff, 0xff, 0xff, 0x7f, 0],
        [0, 0, 0, 0x80, 0],
      ][random(3)]!,
      at,
    )
    return changed
  },
  function pointBack(bytes, random) {
    // An offset of a FlatBuffer or a length of a message, replaced by another that is in the file.
    const changed = Uint8Array.from(bytes)
    const from = random(bytes.length - 4)
    changed.copyWithin(random(bytes.length - 4), from, from + 4)
    return changed
  },
  function repeatAPart(bytes, random) {
    const start = random(bytes.length)
    const end = Math.min(bytes.length, start + random(2000))
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)])
  },
  function leaveOutAPart(bytes, random) {
    const start = random(bytes.length)
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + random(200))])
  },
]

/** Does with a model all that the package can, so that nothing damaged lies in wait. */
const useAll = (bytes: Uint8Array, trusted: boolean): void => {
  const model = openModel(bytes, { trusted })
  const inspection = inspectModel(model)
  toSignatureSource({ ...model, ...inspection })
  for (const name of model.names().slice(0, 500)) model.tensor(name)
  model.required(
    model.outputs.map(({ name }) => name),
    [],
  )
  if (model.format !== 'tensorflow') return
  for (const node of model.graph.nodes) {
    const value = tensorAttr(node, 'value')
    if (value) tensorData(value)
  }
}

const graphs = hasShared ? readdirSync(shared('graphs')).filter((file) => file.endsWith('.pb')) : []
const files = [
  ...graphs.map((file) => ['graphs', file] as const),
  ['models', 'mtcnn.pb'] as const,
  ['models', 'mobilenet_v2_1.0_224_quant.tflite'] as const,
  ['models', 'mobilenet_v2_1.0_224_inat_bird_quant.tflite'] as const,
  ['models', 'aiy_vision_classifier_birds_V1_3.tflite'] as const,
]

describe.skipIf(!hasShared)('damaged model files', () => {
  it.each(files)('%s/%s opens or throws a coded error, however it is damaged', (...path) => {
    const bytes = readFileSync(shared(...path))
    const random = randomNumbers(bytes.length)
    for (const mutate of MUTATIONS) {
      for (let round = 0; round < 4; round++) {
        const damaged = mutate(bytes, random)
        try {
          useAll(damaged, round % 2 === 0)
        } catch (error) {
          expect(error, `${mutate.name}, round ${round}`).toBeInstanceOf(InferenceError)
          expect(['ERR_MODEL_LOAD', 'ERR_UNSUPPORTED_GRAPH']).toContain((error as InferenceError).code)
        }
      }
    }
  })

  it('fill no memory by being many small parts', () => {
    // Two million nodes of 14 bytes each would take gigabytes; they are refused for their number.
    const node = Buffer.from([0x0a, 12, 0x0a, 6, 0, 0, 0, 0, 0, 0, 0x12, 2, 0x41, 0x42])
    const many = Buffer.alloc(node.length * 2_000_000)
    for (let i = 0; i < 2_000_000; i++) {
      node.write(i.toString(36).padStart(6, '0'), 4, 'latin1')
      node.copy(many, i * node.length)
    }
    const before = process.memoryUsage()
    expect(() => openModel(many, { trusted: true })).toThrow(/more than 200000 nodes/)
    const after = process.memoryUsage()
    expect(after.rss - before.rss).toBeLessThan(8 * many.length)
  })
})
