import { tensorAttr, tensorData } from '@zoo/graph'

const FLOAT = 1
const INT = 2
const INTS = 7

const text = (attr) => Buffer.from(attr.value).toString()
const ints = (name, values) => ({ name, type: INTS, ints: values.map(Number) })
const string = (name, value) => ({ name, type: 3, s: Buffer.from(value) })
/** The two spatial values of a list in the order NHWC. */
const spatial = (attr) => attr.value.ints.slice(1, 3)

/** Elements of an array [a, b, c, d] in another order of the axes. */
const permuted = (data, shape, order) => {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1))
  const [a, b, c, d] = order.map((axis) => [shape[axis], strides[axis]])
  const out = new Float32Array(data.length)
  let at = 0
  for (let i = 0; i < a[0]; i++)
    for (let j = 0; j < b[0]; j++)
      for (let k = 0; k < c[0]; k++)
        for (let l = 0; l < d[0]; l++) out[at++] = data[i * a[1] + j * b[1] + k * c[1] + l * d[1]]
  return { data: out, shape: order.map((axis) => shape[axis]) }
}

const floats = (name, { data, shape }) => ({
  name,
  dataType: FLOAT,
  dims: shape,
  rawData: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
})

/**
 * A frozen MobileNetV2 whose batch norms are folded, as an ONNX model: NCHW inside, [1, size, size, 3] in and [1, classes] out.
 * @param onnx the classes of `onnx-proto`
 * @returns the file's bytes
 */
export const onnxModel = (onnx, graph, { input, output, size }) => {
  const nodes = []
  const initializers = []
  const add = (opType, inputs, name, attribute = []) => {
    nodes.push({ opType, name, input: inputs, output: [name], attribute })
  }
  const constant = (name) => {
    const tensor = tensorAttr(graph.node(name), 'value')
    return { data: tensorData(tensor), shape: tensor.shape.map(Number) }
  }
  initializers.push(
    { name: 'zero', dataType: FLOAT, dims: [], floatData: [0] },
    { name: 'six', dataType: FLOAT, dims: [], floatData: [6] },
  )
  add('Transpose', [input], 'nchw', [ints('perm', [0, 3, 1, 2])])
  const named = (name) => (name === input ? 'nchw' : name)
  const pad = (attrs) => string('auto_pad', text(attrs.get('padding')) === 'SAME' ? 'SAME_UPPER' : 'VALID')
  for (const node of graph.nodes) {
    const [x, second] = node.inputs.map((from) => from.node)
    const { attrs } = node
    switch (node.op) {
      case 'Conv2D':
      case 'DepthwiseConv2dNative': {
        const depthwise = node.op !== 'Conv2D'
        const weights = constant(second)
        // HWIO becomes OIHW; a depthwise filter [h, w, channels, 1] becomes [channels, 1, h, w].
        const filter = permuted(weights.data, weights.shape, depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1])
        const [bias] = graph.consumers(node.name)
        initializers.push(floats(second, filter), floats(`${node.name}/bias`, constant(bias.inputs[1].node)))
        add('Conv', [named(x), second, `${node.name}/bias`], bias.name, [
          ints('strides', spatial(attrs.get('strides'))),
          { name: 'group', type: INT, i: depthwise ? weights.shape[2] : 1 },
          pad(attrs),
        ])
        break
      }
      case 'BiasAdd':
        // Part of its convolution.
        break
      case 'Relu6':
        add('Clip', [x, 'zero', 'six'], node.name)
        break
      case 'AddV2':
        add('Add', [x, second], node.name)
        break
      case 'AvgPool':
        add('AveragePool', [x], node.name, [
          ints('kernel_shape', spatial(attrs.get('ksize'))),
          ints('strides', spatial(attrs.get('strides'))),
          pad(attrs),
        ])
        break
      case 'Softmax':
        add('Flatten', [graph.node(x).inputs[0].node], x, [{ name: 'axis', type: INT, i: 1 }])
        add('Softmax', [x], node.name)
        break
    }
    if (node.name === output) break
  }
  const value = (name, shape) => ({
    name,
    type: { tensorType: { elemType: FLOAT, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
  })
  const [classes] = initializers.at(-1).dims
  const model = {
    irVersion: 7,
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'mobilenet',
      node: nodes,
      initializer: initializers,
      input: [value(input, [1, size, size, 3])],
      output: [value(output, [1, classes])],
    },
  }
  return onnx.ModelProto.encode(onnx.ModelProto.fromObject(model)).finish()
}
