import { tensorAttr, tensorData, tensorName } from '@zoo/graph'

/** TensorFlow's numbers of dtypes, by the names that TensorFlow.js knows them by. */
const DTYPES = { 1: { type: 'DT_FLOAT', held: 'float32' }, 3: { type: 'DT_INT32', held: 'int32' } }

/** Convolutions that a bias, and then an activation, become part of, and what they are called then. */
const FUSED = { Conv2D: '_FusedConv2D', DepthwiseConv2dNative: 'FusedDepthwiseConv2dNative' }
const ACTIVATIONS = ['Relu', 'Relu6']

const base64 = (text) => Buffer.from(text).toString('base64')

/** An attribute as protobuf's JSON has it. */
const attrJson = ({ kind, value }) => {
  switch (kind) {
    case 'string':
      return { s: base64(value) }
    case 'int':
      return { i: String(value) }
    case 'float':
      return { f: value }
    case 'bool':
      return { b: value }
    case 'type':
      return { type: DTYPES[value].type }
    case 'list':
      return { list: { i: value.ints.map(String) } }
    default:
      return {}
  }
}

const nodeJson = ({ name, op, inputs, attrs }) => ({
  name,
  op,
  input: inputs.map(({ node, output }) => tensorName(node, output)),
  attr: Object.fromEntries([...attrs].flatMap(([key, value]) => (key === 'value' ? [] : [[key, attrJson(value)]]))),
})

/** Nodes as JSON with bias and activation made part of their convolution, which then has the last one's name. */
const fused = (graph) => {
  const onlyUser = (name, ops) => {
    const [user, ...others] = graph.consumers(name)
    return others.length === 0 && ops.includes(user?.op) ? user : undefined
  }
  const nodes = new Map(graph.nodes.map((node) => [node.name, nodeJson(node)]))
  for (const { name, op } of graph.nodes) {
    const bias = op in FUSED ? onlyUser(name, ['BiasAdd']) : undefined
    if (!bias) continue
    const activation = onlyUser(bias.name, ACTIVATIONS)
    const parts = [bias, activation].filter(Boolean)
    const last = parts.at(-1)
    const { input, attr } = nodes.get(name)
    nodes.set(last.name, {
      name: last.name,
      op: FUSED[op],
      input: [...input, bias.inputs[1].node],
      attr: { ...attr, num_args: { i: '1' }, fused_ops: { list: { s: parts.map((part) => base64(part.op)) } } },
    })
    nodes.delete(name)
    if (activation) nodes.delete(bias.name)
  }
  return [...nodes.values()]
}

/**
 * A frozen graph as a graph model that TensorFlow.js loads from memory.
 * @param fuse whether convolutions take in what follows them, as when TensorFlow.js' own converter has written the model
 */
export const tfjsModel = (graph, { fuse }) => {
  const constants = graph.nodes.filter(({ op }) => op === 'Const')
  const tensors = constants.map((node) => tensorAttr(node, 'value'))
  return {
    modelTopology: { node: fuse ? fused(graph) : graph.nodes.map(nodeJson), versions: { producer: graph.producer } },
    weightSpecs: constants.map(({ name, attrs }, i) => ({
      name,
      shape: [...tensors[i].shape],
      dtype: DTYPES[attrs.get('dtype').value].held,
    })),
    weightData: Buffer.concat(tensors.map((tensor) => Buffer.from(tensorData(tensor).slice().buffer))).buffer,
  }
}
