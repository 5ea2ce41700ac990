import { describe, expect, it } from 'vitest'
import { reluModel, type TestTfliteTensor, tfliteBytes } from '../../test/support/tflite-bytes.js'
import { tfliteInfo } from './info.js'
import { readTflite } from './read.js'

const info = (bytes: Uint8Array) => tfliteInfo(readTflite(bytes))
const names = (specs: readonly { readonly name: string }[]) => specs.map(({ name }) => name)

/** Inputs first, then as many outputs, each computed from the input at its place. */
const model = (inputs: readonly TestTfliteTensor[], outputs: readonly TestTfliteTensor[]) =>
  info(
    tfliteBytes({
      subgraphs: [
        {
          tensors: [...inputs, ...outputs],
          inputs: inputs.map((_, i) => i),
          outputs: outputs.map((_, i) => inputs.length + i),
          operators: outputs.map((_, i) => ({ op: 'RELU', inputs: [i], outputs: [inputs.length + i] })),
        },
      ],
    }),
  )

describe('tfliteInfo', () => {
  it('has inputs and outputs in the graph’s order, with quantisation and open dimensions', () => {
    const quantization = { scales: [0.5], zeroPoints: [3] }
    const { inputs, outputs } = model([{ name: 'x', dtype: 'uint8', shape: [1, 4], quantization }], [{ name: 'y' }])
    expect(inputs).toEqual([
      { name: 'x', dtype: 'uint8', shape: [1, 4], quantization: { scales: [0.5], zeroPoints: [3], axis: 0 } },
    ])
    expect(outputs).toEqual([{ name: 'y', dtype: 'float32', shape: [] }])
    expect(info(reluModel()).inputs[0]!.shape).toEqual([null, 2])
  })

  it('names them as its signature does', () => {
    const signatures = [{ key: 'serving_default', inputs: { image: 0 }, outputs: { scores: 1 } }]
    const signed = info(reluModel({ signatures }))
    expect([names(signed.inputs), names(signed.outputs)]).toEqual([['image'], ['scores']])
    expect(signed.tensor('x')).toBeUndefined()
  })

  it('writes names canonically, and takes them in any spelling', () => {
    const named = model([{ name: 'x:0' }, { name: 'z' }], [{ name: 'call:0' }, { name: 'call:1' }])
    expect(named.names()).toEqual(['x', 'z', 'call', 'call:1'])
    expect(named.tensor('x:0')).toBe(named.inputs[0])
    expect(named.tensor('call')).toBe(named.outputs[0])
    expect(named.tensor('call:1')).toBe(named.outputs[1])
    expect(named.tensor('call:2')).toBeUndefined()
  })

  it('gives every tensor a name of its own when the file does not', () => {
    expect(model([{}, { name: '' }], [{ name: 'y' }, { name: 'y' }]).names()).toEqual([
      'input_0',
      'input_1',
      'y',
      'y_1',
    ])
    expect(model([{ name: 'a' }, { name: 'a' }], [{ name: 'a_1' }]).names()).toEqual(['a', 'a_1', 'a_1_1'])
  })

  it('needs every input that is not fed', () => {
    const two = model([{ name: 'a' }, { name: 'b' }], [{ name: 'y' }])
    expect(names(two.required(['y'], []))).toEqual(['a', 'b'])
    expect(names(two.required(['y'], ['a:0']))).toEqual(['b'])
  })

  it('finds names in a time that does not grow with their square', () => {
    const many = new Array<TestTfliteTensor>(20_000).fill({ name: 'x' })
    const { inputs } = info(tfliteBytes({ subgraphs: [{ tensors: many, inputs: many.map((_, i) => i), outputs: [] }] }))
    expect(new Set(names(inputs)).size).toBe(20_000)
  })
})
