import { UnsupportedGraphError, type UnsupportedNode } from './errors.js'
import type { Node } from './graphdef/graph.js'
import { attr, makeConstant, makeNode, makePlaceholder } from './graphdef/make.js'
import { writeGraph } from './graphdef/write.js'
import { transposed } from './lower/evaluate.js'
import { Refusal, refuse } from './lower/refusal.js'
import { floatConstant } from './lower/value.js'
import type { TfliteOperator, TfliteTensor } from './tflite/model.js'
import { readTflite } from './tflite/read.js'
import { realValues } from './tflite/real-values.js'

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
      const rule = RULES[operator.op] ?? refuse('it has no rule for floats')
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

const FLOAT = { T: attr.type('float32') }
const NHWC = { data_format: attr.string('NHWC') }

/** Collects the nodes, and knows which stands for which of the file's tensors. */
class FloatGraph {
  readonly nodes: Node[] = []
  readonly #names = new Set<string>()
  readonly #nodeOf = new Map<number, string>()
  readonly #tensors: readonly TfliteTensor[]

  constructor(tensors: readonly TfliteTensor[]) {
    this.#tensors = tensors
  }

  tensor(place: number): TfliteTensor {
    return this.#tensors[place]!
  }

  add(node: Node): string {
    this.nodes.push(node)
    this.#names.add(node.name)
    return node.name
  }

  placeholder(place: number): void {
    const { shape } = this.tensor(place)
    this.#nodeOf.set(place, this.add(makePlaceholder(this.nameOf(place), 'float32', [null, ...shape.slice(1)])))
  }

  /** The first of the names joined in a tensor's, without the digit that kept it apart from another tensor's. */
  nameOf(place: number): string {
    const [first = ''] = this.tensor(place).name.split(';')
    const base = first.replace(/(?<![\d_.x])1$/, '')
    const isCopy = base !== first && this.#tensors.some(({ name }) => name.split(';')[0] === base)
    const name = isCopy ? base : first
    return this.#names.has(name) ? `${name}_${place}` : name
  }

  /** The node that stands for a tensor; a constant's is made when it is first taken. */
  input(place: number): string {
    const known = this.#nodeOf.get(place)
    if (known !== undefined) return known
    const tensor = this.tensor(place)
    const node = this.add(makeConstant(this.nameOf(place), 'float32', tensor.shape, realValues(tensor)))
    this.#nodeOf.set(place, node)
    return node
  }

  /** Ends an operator: applies its activation, and lets the node stand for its result. */
  result(operator: TfliteOperator, node: string, scope: string, written = NO_ACTIVATION): void {
    const activation = written === 0 ? impliedActivation(this.tensor(operator.outputs[0]!)) : written
    const op = activation <= 0 ? undefined : (ACTIVATIONS[activation] ?? refuse('it has an unknown activation'))
    const last = op ? this.add(makeNode(`${scope}/${op}`, op, [node], FLOAT)) : node
    this.#nodeOf.set(operator.outputs[0]!, last)
  }
}

/** TensorFlow Lite's numbers of fused activations. */
const ACTIVATIONS: Readonly<Record<number, string>> = { 1: 'Relu', 3: 'Relu6', 4: 'Tanh' }

/** Of an operator that has none. */
const NO_ACTIVATION = -1

/** The lowest and highest number of the dtypes of quantised results. */
const LIMITS: Readonly<Record<string, readonly [number, number]>> = { int8: [-128, 127], uint8: [0, 255] }

/**
 * The activation that a quantised result has without saying so: one that cannot be below 0 was cut off there, and so was one
 * that cannot be above 6. Converters leave out an activation that the range does by itself.
 */
const impliedActivation = ({ dtype, quantization }: TfliteTensor): number => {
  const [lowest, highest] = LIMITS[dtype ?? ''] ?? []
  if (lowest === undefined || highest === undefined || quantization?.zeroPoints[0] !== lowest) return 0
  const most = (highest - lowest) * quantization.scales[0]!
  return Math.abs(most - 6) < 0.01 ? 3 : 1
}

type Rule = (graph: FloatGraph, operator: TfliteOperator) => void

const scopeOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('/'))) || name

const paddingOf = (operator: TfliteOperator) => attr.string(operator.options?.int8(0) === 1 ? 'VALID' : 'SAME')

const slotPair = (operator: TfliteOperator, width: number, height: number) =>
  attr.ints([1, operator.options?.int32(height, 1) ?? 1, operator.options?.int32(width, 1) ?? 1, 1])

/** A convolution of either kind, with bias and activation as nodes of their own. */
const convolution =
  (depthwise: boolean): Rule =>
  (graph, operator) => {
    const [x, filter, bias] = operator.inputs as [number, number, number]
    const scope = scopeOf(graph.nameOf(operator.outputs[0]!))
    const stored = graph.tensor(filter)
    const weights = floatConstant('', stored.shape, realValues(stored))
    // out, height, width, in → height, width, in, out; or 1, height, width, in · multiplier → height, width, in, multiplier
    const [, height, width, channels] = stored.shape as [number, number, number, number]
    const multiplier = depthwise ? (operator.options?.int32(3, 1) ?? 1) : 1
    const turned = depthwise
      ? { shape: [height, width, channels / multiplier, multiplier], data: weights.data }
      : transposed(weights, [1, 2, 3, 0])
    const weightsName = graph.add(
      makeConstant(
        `${scope}/${depthwise ? 'depthwise_weights' : 'weights'}`,
        'float32',
        turned.shape,
        turned.data as Float32Array,
      ),
    )
    const dilation = depthwise ? 5 : 4
    const attrs = {
      ...FLOAT,
      ...NHWC,
      padding: paddingOf(operator),
      strides: slotPair(operator, 1, 2),
      dilations: slotPair(operator, dilation, dilation + 1),
    }
    const [op, name] = depthwise ? ['DepthwiseConv2dNative', 'depthwise'] : ['Conv2D', 'Conv2D']
    let last = graph.add(makeNode(`${scope}/${name}`, op!, [graph.input(x), weightsName], attrs))
    if (bias !== undefined && bias >= 0) {
      const values = realValues(graph.tensor(bias))
      const biases = graph.add(makeConstant(`${scope}/biases`, 'float32', [values.length], values))
      last = graph.add(makeNode(`${scope}/BiasAdd`, 'BiasAdd', [last, biases], { ...FLOAT, ...NHWC }))
    }
    graph.result(operator, last, scope, operator.options?.int8(depthwise ? 4 : 3))
  }

const pool =
  (op: string): Rule =>
  (graph, operator) => {
    const name = graph.nameOf(operator.outputs[0]!)
    const attrs = {
      ...FLOAT,
      ...NHWC,
      padding: paddingOf(operator),
      strides: slotPair(operator, 1, 2),
      ksize: slotPair(operator, 3, 4),
    }
    const node = graph.add(makeNode(name, op, [graph.input(operator.inputs[0]!)], attrs))
    // What it pools has the same range, so that tells nothing.
    graph.result(operator, node, name, operator.options?.int8(5) || NO_ACTIVATION)
  }

const binary =
  (op: string): Rule =>
  (graph, operator) => {
    const name = graph.nameOf(operator.outputs[0]!)
    const operands = operator.inputs.map((place) => graph.input(place))
    graph.result(operator, graph.add(makeNode(name, op, operands, FLOAT)), name, operator.options?.int8(0))
  }

const unary =
  (op: string): Rule =>
  (graph, operator) => {
    const name = graph.nameOf(operator.outputs[0]!)
    graph.result(operator, graph.add(makeNode(name, op, [graph.input(operator.inputs[0]!)], FLOAT)), name)
  }

const softmax: Rule = (graph, operator) => {
  if (operator.options?.float32(0, 1) !== 1) refuse('its beta is not 1')
  unary('Softmax')(graph, operator)
}

/** Weights [out, in], as they are stored. */
const fullyConnected: Rule = (graph, operator) => {
  const [x, filter, bias] = operator.inputs as [number, number, number | undefined]
  const scope = scopeOf(graph.nameOf(operator.outputs[0]!))
  const stored = graph.tensor(filter)
  if (operator.options?.int8(1)) refuse('its weights are shuffled')
  const weights = graph.add(makeConstant(`${scope}/weights`, 'float32', stored.shape, realValues(stored)))
  const attrs = { ...FLOAT, transpose_a: attr.bool(false), transpose_b: attr.bool(true) }
  // The operator takes any rank, the last of the weights' axes to a row.
  const rows =
    graph.tensor(x).shape.length === 2
      ? graph.input(x)
      : reshaped(graph, `${scope}/Flatten`, graph.input(x), [stored.shape[1]!])
  let last = graph.add(makeNode(`${scope}/MatMul`, 'MatMul', [rows, weights], attrs))
  if (bias !== undefined && bias >= 0) {
    const values = realValues(graph.tensor(bias))
    const biases = graph.add(makeConstant(`${scope}/biases`, 'float32', [values.length], values))
    last = graph.add(makeNode(`${scope}/BiasAdd`, 'BiasAdd', [last, biases], { ...FLOAT, ...NHWC }))
  }
  graph.result(operator, last, scope, operator.options?.int8(0))
}

/** To the shape that the file plans for the result, its first dimension open as the batch is. */
const reshape: Rule = (graph, operator) => {
  const [output] = operator.outputs as [number]
  const name = graph.nameOf(output)
  const { shape } = graph.tensor(output)
  graph.result(operator, reshaped(graph, name, graph.input(operator.inputs[0]!), shape.slice(1)), name)
}

/** A Reshape to an open batch of these sizes. */
const reshaped = (graph: FloatGraph, name: string, x: string, each: readonly number[]): string => {
  const sizes = Int32Array.from([-1, ...each])
  const target = graph.add(makeConstant(`${name}/shape`, 'int32', [sizes.length], sizes))
  return graph.add(makeNode(name, 'Reshape', [x, target], { ...FLOAT, Tshape: attr.type('int32') }))
}

const RULES: Readonly<Record<string, Rule>> = {
  ADD: binary('AddV2'),
  AVERAGE_POOL_2D: pool('AvgPool'),
  CONV_2D: convolution(false),
  DEPTHWISE_CONV_2D: convolution(true),
  FULLY_CONNECTED: fullyConnected,
  LOGISTIC: unary('Sigmoid'),
  MAX_POOL_2D: pool('MaxPool'),
  MUL: binary('Mul'),
  RESHAPE: reshape,
  SOFTMAX: softmax,
}
