import { attr, makeConstant, makeNode } from '../graphdef/make.js'
import { transposed } from '../lower/evaluate.js'
import { refuse } from '../lower/refusal.js'
import { floatConstant } from '../lower/value.js'
import { opMap } from '../op-map.js'
import type { TfliteOperator, TfliteTensor } from '../tflite/model.js'
import { realValues } from '../tflite/real-values.js'
import { FLOAT, type FloatGraph, NO_ACTIVATION } from './float-graph.js'

const NHWC = { data_format: attr.string('NHWC') }

/** Writes the nodes of one operator. */
export type Rule = (graph: FloatGraph, operator: TfliteOperator) => void

const scopeOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('/'))) || name

const paddingOf = (operator: TfliteOperator) => attr.string(operator.options?.int8(0) === 1 ? 'VALID' : 'SAME')

const slotPair = (operator: TfliteOperator, width: number, height: number) =>
  attr.ints([1, operator.options?.int32(height, 1) ?? 1, operator.options?.int32(width, 1) ?? 1, 1])

/** The weights of an operator, which have so many axes in every model that runs. */
const weightsOf = (graph: FloatGraph, place: number | undefined, rank: number): TfliteTensor => {
  const stored = graph.tensor(place)
  return stored.shape.length === rank ? stored : refuse(`its weights are of rank ${stored.shape.length}`)
}

/** A node with the bias added that an operator has as its third input, if it has one. */
const biased = (graph: FloatGraph, { inputs }: TfliteOperator, scope: string, node: string): string => {
  const [, , bias = -1] = inputs
  if (bias < 0) return node
  const values = realValues(graph.tensor(bias))
  const biases = graph.add(makeConstant(`${scope}/biases`, 'float32', [values.length], values))
  return graph.add(makeNode(`${scope}/BiasAdd`, 'BiasAdd', [node, biases], { ...FLOAT, ...NHWC }))
}

/** A convolution of either kind, with bias and activation as nodes of their own. */
const convolution =
  (depthwise: boolean): Rule =>
  (graph, operator) => {
    const [x, filter] = operator.inputs
    const scope = scopeOf(graph.nameOf(operator.outputs[0]))
    const stored = weightsOf(graph, filter, 4)
    const weights = floatConstant('', stored.shape, realValues(stored))
    // out, height, width, in → height, width, in, out; or 1, height, width, in · multiplier → height, width, in, multiplier
    const [, height, width, channels] = stored.shape as [number, number, number, number]
    const multiplier = depthwise ? (operator.options?.int32(3, 1) ?? 1) : 1
    if (multiplier < 1 || channels % multiplier !== 0)
      refuse(`its multiplier is ${multiplier} for ${channels} channels`)
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
    const node = graph.add(makeNode(`${scope}/${name}`, op!, [graph.input(x), weightsName], attrs))
    graph.result(operator, biased(graph, operator, scope, node), scope, operator.options?.int8(depthwise ? 4 : 3))
  }

const pool =
  (op: string): Rule =>
  (graph, operator) => {
    const name = graph.nameOf(operator.outputs[0])
    const attrs = {
      ...FLOAT,
      ...NHWC,
      padding: paddingOf(operator),
      strides: slotPair(operator, 1, 2),
      ksize: slotPair(operator, 3, 4),
    }
    const node = graph.add(makeNode(name, op, [graph.input(operator.inputs[0])], attrs))
    // What it pools has the same range, so that tells nothing.
    graph.result(operator, node, name, operator.options?.int8(5) || NO_ACTIVATION)
  }

const binary =
  (op: string): Rule =>
  (graph, operator) => {
    const name = graph.nameOf(operator.outputs[0])
    const operands = operator.inputs.map((place) => graph.input(place))
    graph.result(operator, graph.add(makeNode(name, op, operands, FLOAT)), name, operator.options?.int8(0))
  }

const unary =
  (op: string): Rule =>
  (graph, operator) => {
    const name = graph.nameOf(operator.outputs[0])
    graph.result(operator, graph.add(makeNode(name, op, [graph.input(operator.inputs[0])], FLOAT)), name)
  }

const softmax: Rule = (graph, operator) => {
  if (operator.options?.float32(0, 1) !== 1) refuse('its beta is not 1')
  unary('Softmax')(graph, operator)
}

/** Weights [out, in], as they are stored. */
const fullyConnected: Rule = (graph, operator) => {
  const [x, filter] = operator.inputs
  const scope = scopeOf(graph.nameOf(operator.outputs[0]))
  const stored = weightsOf(graph, filter, 2)
  if (operator.options?.int8(1)) refuse('its weights are shuffled')
  const weights = graph.add(makeConstant(`${scope}/weights`, 'float32', stored.shape, realValues(stored)))
  const attrs = { ...FLOAT, transpose_a: attr.bool(false), transpose_b: attr.bool(true) }
  // The operator takes any rank, the last of the weights' axes to a row.
  const rows =
    graph.tensor(x).shape.length === 2
      ? graph.input(x)
      : reshaped(graph, `${scope}/Flatten`, graph.input(x), [stored.shape[1]!])
  const node = graph.add(makeNode(`${scope}/MatMul`, 'MatMul', [rows, weights], attrs))
  graph.result(operator, biased(graph, operator, scope, node), scope, operator.options?.int8(0))
}

/** To the shape that the file plans for the result, its first dimension open as the batch is. */
const reshape: Rule = (graph, operator) => {
  const [output] = operator.outputs
  const name = graph.nameOf(output)
  const { shape } = graph.tensor(output)
  graph.result(operator, reshaped(graph, name, graph.input(operator.inputs[0]), shape.slice(1)), name)
}

/** A Reshape to an open batch of these sizes. */
const reshaped = (graph: FloatGraph, name: string, x: string, each: readonly number[]): string => {
  const sizes = Int32Array.from([-1, ...each])
  const target = graph.add(makeConstant(`${name}/shape`, 'int32', [sizes.length], sizes))
  return graph.add(makeNode(name, 'Reshape', [x, target], { ...FLOAT, Tshape: attr.type('int32') }))
}

/** By operator. */
export const RULES = opMap<Rule>({
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
})
