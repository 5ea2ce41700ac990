import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { dequantise } from '../src/dequantise/dequantise.js'
import { tensorAttr } from '../src/graphdef/attr.js'
import { readGraph } from '../src/graphdef/read.js'
import { type TensorValue, tensorData } from '../src/graphdef/tensor-value.js'

const bytesOf = (value: TensorValue): Buffer => {
  const { buffer, byteOffset, byteLength } = tensorData(value) as Float32Array
  return Buffer.from(buffer, byteOffset, byteLength)
}

const model = (name: string) => readFileSync(shared('models', name))

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
