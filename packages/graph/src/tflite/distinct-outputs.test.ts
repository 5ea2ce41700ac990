import { expect, it } from 'vitest'
import { reluModel, tfliteBytes } from '../../test/support/tflite-bytes.js'
import { distinctOutputs } from './distinct-outputs.js'
import { readTflite } from './read.js'

const of = (outputs: readonly string[], signed = false) =>
  tfliteBytes({
    subgraphs: [
      {
        tensors: ['x', ...outputs].map((name) => ({ name, dtype: 'float32', shape: [2] })),
        operators: outputs.map((_, i) => ({ op: 'RELU', inputs: [0], outputs: [i + 1] })),
        inputs: [0],
        outputs: outputs.map((_, i) => i + 1),
      },
    ],
    ...(signed && { signatures: [{ key: 'serving_default', inputs: { x: 0 }, outputs: { a: 1, b: 2 } }] }),
  })
const apart = (bytes: Uint8Array) => distinctOutputs(bytes, readTflite(bytes))

it('gives outputs of one name names of their own, and changes nothing else', () => {
  const bytes = of(['y', 'z', 'y'])
  const before = readTflite(bytes)
  const [main] = readTflite(apart(bytes)).subgraphs
  expect(main!.tensors.map(({ name }) => name)).toEqual(['x', 'tensor_1', 'tensor_2', 'tensor_3'])
  const named = {
    ...before.subgraphs[0]!,
    tensors: before.subgraphs[0]!.tensors.map((t, i) => ({ ...t, name: main!.tensors[i]!.name })),
  }
  expect(main).toEqual(named)
  expect(readTflite(bytes)).toEqual(before)
})

it.each([
  ['outputs have names of their own', of(['y', 'z'])],
  ['a signature names them', of(['y', 'y'], true)],
  ['an output is an input', reluModel()],
])('leaves a file alone where %s', (_, bytes) => {
  expect(apart(bytes)).toBe(bytes)
})
