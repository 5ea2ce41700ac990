import { stringAttr } from '../../graphdef/attr.js'
import { opMap } from '../../op-map.js'
import { type Operation, type Pass, rewrite } from '../program.js'
import { type Constant, floatConstant, isConstant, sizeOf, type Value } from '../value.js'

/** The ops with weights, and which axis of the weights counts the channels they put out. */
const OUTPUT_CHANNEL = opMap<(operation: Operation) => number>({
  Conv2D: () => 3,
  // [height, width, in, multiplier]: the last two axes together are the output channels; see `scaled`.
  DepthwiseConv2dNative: () => 3,
  MatMul: ({ node }) => (node.attrs.get('transpose_b')?.value === true ? 0 : 1),
})

/** What multiplies or adds to every channel: one number for each, or one for all. */
interface PerChannel {
  readonly kind: 'scale' | 'shift'
  readonly x: Value
  readonly factor: Constant
  /** For `x - c` and `c - x`. */
  readonly sign?: 1 | -1
}

/**
 * Merges what is multiplied and added per channel after a convolution or matrix product into its weights and bias: batch norm
 * in any spelling, a bias, a scale. A weighted op with a third input has it as its bias.
 */
export const foldAffine: Pass = (program) =>
  rewrite(program, (operation, links) => {
    const absorbed: Operation[] = []
    let folded = operation
    // A chain: scale, shift, scale …
    for (let next = links.onlyConsumer(folded.outputs[0]!); next; next = links.onlyConsumer(folded.outputs[0]!)) {
      const joined = join(folded, next)
      if (!joined) break
      folded = joined
      absorbed.push(next)
    }
    return absorbed.length > 0 ? { operations: [folded], absorbed } : undefined
  })

/** An operation with weights that does what comes `next` too, or undefined where it cannot. */
const join = (operation: Operation, next: Operation): Operation | undefined => {
  const axis = channelAxis(operation)
  const change = axis === undefined ? undefined : perChannel(next, operation.outputs[0]!)
  if (axis === undefined || !change) return undefined
  const channels = channelCount(operation, axis)
  const values = spread(change.factor, channels, operation.outputs[0]!.shape.length)
  if (!values) return undefined
  const isScale = change.kind === 'scale'
  const [x, filter, bias] = operation.inputs as [Value, Constant, Constant | undefined]
  const newFilter = isScale ? filter.scaled(values, sizeOf(filter.shape.slice(axis + 1))) : filter
  const newBias = biasOf(operation, bias, values, isScale)
  return { ...operation, inputs: newBias ? [x, newFilter, newBias] : [x, newFilter], outputs: next.outputs }
}

const biasOf = ({ node }: Operation, bias: Constant | undefined, values: Float32Array, isScale: boolean) => {
  if (!bias) return isScale ? undefined : floatConstant(`${node.name}/bias`, [values.length], values)
  const old = bias.data as Float32Array
  const data = old.map((b, c) => (isScale ? b * values[c]! : b + values[c]!))
  return floatConstant(bias.name, bias.shape, data)
}

const channelAxis = (operation: Operation): number | undefined => {
  const [, filter, bias] = operation.inputs
  if (!isConstant(filter) || filter.dtype !== 'float32' || (bias && !isConstant(bias))) return undefined
  if (operation.activation && operation.activation !== 'none') return undefined
  // With channels first the per-channel constants have another shape; such convolutions are transposed when emitted.
  if ((stringAttr(operation.node, 'data_format') ?? 'NHWC') !== 'NHWC') return undefined
  return OUTPUT_CHANNEL.get(operation.op)?.(operation)
}

const channelCount = ({ op, inputs }: Operation, axis: number): number => {
  const { shape } = inputs[1] as Constant
  return op === 'DepthwiseConv2dNative' ? shape[2]! * shape[3]! : shape[axis]!
}

const perChannel = (next: Operation, x: Value): PerChannel | undefined => {
  const [a, b] = next.inputs
  if (next.activation || next.outputs[0]!.dtype !== 'float32') return undefined
  const other = a === x ? b : a
  if (!isConstant(other) || a === b) return undefined
  switch (next.op) {
    case 'Mul':
      return { kind: 'scale', x, factor: other }
    case 'RealDiv':
      return a === x ? { kind: 'scale', x, factor: mapped(other, (c) => 1 / c) } : undefined
    case 'Add':
    case 'AddV2':
    case 'BiasAdd':
      return stringAttr(next.node, 'data_format') === 'NCHW' ? undefined : { kind: 'shift', x, factor: other }
    case 'Sub':
      return a === x ? { kind: 'shift', x, factor: mapped(other, (c) => -c) } : undefined
    default:
      return undefined
  }
}

const mapped = ({ name, shape, data }: Constant, f: (c: number) => number): Constant =>
  floatConstant(name, shape, (data as Float32Array).map(f))

/** The constant as one number a channel, or undefined when it varies along another axis or would change the shape. */
const spread = (constant: Constant, channels: number, rank: number): Float32Array | undefined => {
  const { shape, data } = constant
  if (shape.length > rank || shape.slice(0, -1).some((dimension) => dimension !== 1)) return undefined
  if (data.length === 1) return new Float32Array(channels).fill(Number(data[0]))
  return data.length === channels ? (data as Float32Array) : undefined
}
