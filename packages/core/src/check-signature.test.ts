import { openModel } from '@zoo/graph'
import { describe, expect, it } from 'vitest'
import { identityGraph, sumGraph } from './__fixtures__/graphdef.js'
import { checkSignature, refine } from './check-signature.js'
import type { Signature } from './signature.js'

const info = openModel(sumGraph)
const float = { dtype: 'float32', shape: [3] } as const

describe('checkSignature', () => {
  it('knows the tensors by canonical name, and the outputs as written', () => {
    const signature: Signature = {
      inputs: { 'a:0': float, b: float },
      outputs: { 'twice:0': { dtype: 'float32', shape: [null] } },
    }
    const { tensors, outputs } = checkSignature(signature, info)
    expect([...tensors.keys()]).toEqual(['a', 'b', 'twice'])
    expect(outputs).toEqual(['twice:0'])
  })

  it("without a signature has the model's own outputs", () => {
    expect(checkSignature(undefined, info)).toEqual({ tensors: new Map(), outputs: ['twice', 'other'] })
  })

  it.each([
    ['another dtype', { dtype: 'float64', shape: [3] }, "'a' is float64 [3], but in the model it is float32 [3]"],
    ['another dimension', { dtype: 'float32', shape: [4] }, 'float32 [4]'],
    ['another rank', { dtype: 'float32', shape: [1, 3] }, 'float32 [1, 3]'],
  ] as const)('rejects %s', (_, a, message) => {
    expect(() => checkSignature({ inputs: { a }, outputs: {} }, info)).toThrow(
      expect.objectContaining({ code: 'ERR_TENSOR_MISMATCH', tensor: 'a', message: expect.stringContaining(message) }),
    )
  })

  it('rejects names the model has not', () => {
    expect(() => checkSignature({ inputs: {}, outputs: { twise: float } }, info)).toThrow(
      expect.objectContaining({ code: 'ERR_TENSOR_NAME', message: expect.stringContaining("Did you mean 'twice'?") }),
    )
  })

  it.each([
    [{ inputs: {} }],
    [[]],
    [{ inputs: { a: { dtype: 'float', shape: [3] } }, outputs: {} }],
    [{ inputs: { a: { dtype: 'float32' } }, outputs: {} }],
    [{ inputs: { a: { dtype: 'float32', shape: [-1] } }, outputs: {} }],
    [{ inputs: { a: null }, outputs: {} }],
  ])('rejects what is no signature: %j', (signature) => {
    expect(() => checkSignature(signature as never, info)).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT' }))
  })
})

it('fills in what the file leaves open, and leaves the signature as it is', () => {
  const spec = openModel(identityGraph('float32', [-1, 2])).inputs[0]!
  expect(refine(spec, { dtype: 'float32', shape: [7, 2] }).shape).toEqual([7, 2])
  expect(refine({ name: 'x', dtype: null, shape: null }, { dtype: 'int8', shape: [null] })).toMatchObject({
    dtype: 'int8',
    shape: [null],
  })
  const shape = [7]
  const refined = refine({ name: 'x', dtype: null, shape: null }, { dtype: 'int8', shape })
  expect(Object.isFrozen(refined.shape)).toBe(true)
  expect(Object.isFrozen(shape)).toBe(false)
})
