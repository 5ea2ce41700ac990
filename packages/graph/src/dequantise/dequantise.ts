import { UnsupportedGraphError, type UnsupportedNode } from '../errors.js'
import { writeGraph } from '../graphdef/write.js'
import { Refusal, refuse } from '../lower/refusal.js'
import { readTflite } from '../tflite/read.js'
import { FloatGraph } from './float-graph.js'
import { RULES } from './rules.js'

/**
 * A quantised TensorFlow Lite model as a frozen GraphDef of float32: the real numbers that its weights stand for, and none of the
 * rounding between its operators. The batch, which the file fixes, is open.
 *
 * Nodes are named after the file's tensors, with what the converter joined to them taken off: a convolution whose result is
 * `a/b/Relu6;…` becomes `a/b/weights`, `a/b/Conv2D`, `a/b/biases`, `a/b/BiasAdd` and `a/b/Relu6`, as slim names them.
 * @param bytes a `.tflite` file
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the bytes are no TensorFlow Lite model
 * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) with every operator that has no rule here
 */
export const dequantise = (bytes: Uint8Array): Uint8Array => {
  const { tensors, operators, inputs } = readTflite(bytes).subgraphs[0]!
  const graph = new FloatGraph(tensors)
  for (const input of inputs) graph.placeholder(input)
  const refused: UnsupportedNode[] = []
  for (const operator of operators) {
    try {
      const rule = (operator.custom ? undefined : RULES.get(operator.op)) ?? refuse('it has no rule for floats')
      rule(graph, operator)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const node = tensors[operator.outputs[0]!]?.name ?? ''
      refused.push({ node, op: operator.op, reason: error.message })
      // The others are looked at too, so that all are named at once.
      graph.result(operator, '', '')
    }
  }
  if (refused.length > 0) {
    const named = refused.map(({ node, op, reason }) => `${node} (${op}): ${reason}`).join('; ')
    throw new UnsupportedGraphError(`The model cannot be dequantised: ${named}.`, { nodes: refused })
  }
  return writeGraph(graph.nodes)
}
