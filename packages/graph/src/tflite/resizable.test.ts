import { describe, expect, it } from 'vitest'
import { readTflite } from './read.js'
import { outputSources, resizableTflite } from './resizable.js'
import { writeTflite } from './write.js'

const file = writeTflite({
  description: 'test: an open batch, outputs that are one tensor or an input',
  tensors: [
    { name: 'x', dtype: 'float32', shape: [null, 3] },
    { name: 'scale', dtype: 'float32', shape: [] },
    { name: 'inner', dtype: 'float32', shape: [null, 3] },
    { name: 'y', dtype: 'float32', shape: [null, 3] },
  ],
  operators: [
    { code: 18, inputs: [0, 1], outputs: [2] },
    { code: 18, inputs: [2, 1], outputs: [3] },
  ],
  inputs: [0, 1],
  outputs: [3, 0, 3],
})

describe('resizableTflite', () => {
  it('gives a file that reads as the same model', () => {
    const before = file.slice()
    const [main] = readTflite(resizableTflite(file).bytes).subgraphs
    expect(main!.operators.map(({ op, inputs, outputs }) => ({ op, inputs, outputs }))).toEqual([
      { op: 'MUL', inputs: [0, 1], outputs: [2] },
      { op: 'MUL', inputs: [2, 1], outputs: [3] },
    ])
    expect(main!.inputs).toEqual([0, 1])
    expect(file).toEqual(before)
  })

  it('takes a shape by writing to it', () => {
    const { bytes, dimensions } = resizableTflite(file)
    expect(dimensions).toHaveLength(2)
    new DataView(bytes.buffer).setInt32(dimensions[0]!, 17, true)
    const { tensors } = readTflite(bytes).subgraphs[0]!
    expect(tensors[0]).toMatchObject({ name: 'tensor_0', shape: [17, 3], declaredShape: [17, 3] })
    expect(tensors[1]!.shape).toEqual([])
  })

  it('leaves open only what is an output', () => {
    const { tensors } = readTflite(resizableTflite(file).bytes).subgraphs[0]!
    expect(tensors[2]!.declaredShape).toEqual([1, 3])
    expect(tensors[3]!.declaredShape).toEqual([null, 3])
  })

  it('has each output that is computed once', () => {
    expect(readTflite(resizableTflite(file).bytes).subgraphs[0]!.outputs).toEqual([3])
    expect(outputSources(readTflite(file))).toEqual([{ output: 0 }, { input: 0 }, { output: 0 }])
  })

  it('keeps an output where none is computed', () => {
    const passing = writeTflite({
      description: 'test: nothing to compute',
      tensors: [{ name: 'x', dtype: 'float32', shape: [3] }],
      operators: [],
      inputs: [0],
      outputs: [0],
    })
    expect(readTflite(resizableTflite(passing).bytes).subgraphs[0]!.outputs).toEqual([0])
    expect(outputSources(readTflite(passing))).toEqual([{ input: 0 }])
  })

  it('pads files whose length is no multiple of four', () => {
    const { bytes, dimensions } = resizableTflite(Uint8Array.of(...file, 0))
    expect(dimensions.every((position) => position % 4 === 0)).toBe(true)
    expect(readTflite(bytes).subgraphs).toHaveLength(1)
  })
})
