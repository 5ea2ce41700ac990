import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { dequantise } from '../src/dequantise/dequantise.js'
import { UnsupportedGraphError } from '../src/errors.js'
import { tensorAttr } from '../src/graphdef/attr.js'
import { readGraph } from '../src/graphdef/read.js'
import { type TensorValue, tensorData } from '../src/graphdef/tensor-value.js'
import { type TestOperator, tfliteBytes } from './support/tflite-bytes.js'

const bytesOf = (value: TensorValue): Buffer => {
  const { buffer, byteOffset, byteLength } = tensorData(value) as Float32Array
  return Buffer.from(buffer, byteOffset, byteLength)
}

const model = (name: string) => readFileSync(shared('models', name))

describe('dequantise of an operator that is not as it should be', () => {
  const refusal = (operator: TestOperator, ...shapes: number[][]) => {
    const weights = shapes.map((shape) => ({ shape, data: new Uint8Array(4 * shape.reduce((a, b) => a * b, 1)) }))
    const tensors = [{ shape: [1, 4] }, ...weights, { shape: [1, 4] }]
    const outputs = [tensors.length - 1]
    const bytes = tfliteBytes({ subgraphs: [{ tensors, inputs: [0], outputs, operators: [{ ...operator, outputs }] }] })
    try {
      return dequantise(bytes) && 'none'
    } catch (error) {
      if (!(error instanceof UnsupportedGraphError)) throw error
      return error.reasons.join()
    }
  }

  it.each(['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED'])(
    'refuses %s without weights, or of another rank',
    (op) => {
      for (const inputs of [[0], [0, -1]]) {
        expect(() => refusal({ op, inputs, outputs: [] })).toThrow(expect.objectContaining({ code: 'ERR_MODEL_LOAD' }))
      }
      // LiteRT ends the process when a depthwise convolution has no bias, so such a file is refused before.
      const inputs = op === 'DEPTHWISE_CONV_2D' ? [0, 1, 1] : [0, 1]
      expect(refusal({ op, inputs, outputs: [] }, [4])).toBe('its weights are of rank 1')
    },
  )

  it.each(['ADD', 'constructor', '__proto__'])('takes a custom operation called %s for none of its own', (op) => {
    expect(refusal({ op, custom: true, inputs: [0], outputs: [] })).toBe('it has no rule for floats')
  })
})

describe.runIf(hasShared)('dequantise', () => {
  it('gives the nodes of the published MobileNet, by the same names and with the same weights', () => {
    const graph = readGraph(dequantise(model('mobilenet_v2_1.0_224_quant.tflite')))
    const reference = readGraph(model('mobilenet_v2_1.0_224_frozen.pb'))
    // The published graph goes to the probabilities by way of two reshapes, and keeps what its depthwise ops were made from.
    const others = /\/Predictions\/Reshape|\/depthwise\/(Shape|dilation_rate)$/
    const expected = reference.nodes.filter(({ name }) => !others.test(name))
    expect(graph.nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(expected.map(({ name }) => name)))
    for (const { name, op } of expected) {
      const [value, wanted] = [graph, reference].map((each) => tensorAttr(each.node(name)!, 'value'))
      expect([name, graph.node(name)!.op, value?.shape]).toEqual([name, op, wanted?.shape])
      if (value && wanted) expect(bytesOf(value).equals(bytesOf(wanted)), name).toBe(true)
    }
  })

  it('writes the activations that only the range of a result tells', () => {
    const { nodes } = readGraph(dequantise(model('aiy_vision_classifier_birds_V1_3.tflite')))
    expect(nodes.filter(({ op }) => op === 'Relu6')).toHaveLength(35)
  })

  it('gives the same bytes each time', () => {
    const bytes = model('mobilenet_v2_1.0_224_inat_bird_quant.tflite')
    expect(Buffer.from(dequantise(bytes)).equals(dequantise(bytes))).toBe(true)
  })

  it('says of bytes that are no model that they are none', () => {
    expect(() => dequantise(new Uint8Array(64))).toThrow(expect.objectContaining({ code: 'ERR_MODEL_LOAD' }))
  })
})
