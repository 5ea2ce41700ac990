import { intsAttr, stringAttr } from '../../graphdef/attr.js'
import { numbersOf } from '../evaluate.js'
import { type Operation, type Pass, rewrite } from '../program.js'
import { isConstant } from '../value.js'

/**
 * Lets a convolution pad by itself where the Pad before it adds just the zeros that SAME would. SAME pads by the
 * input's size, so the size must be known unless the stride is 1.
 */
export const mergePads: Pass = (program) =>
  rewrite(program, (operation, links) => {
    if (operation.op !== 'Pad') return undefined
    const [x, amounts] = operation.inputs
    const next = links.onlyConsumer(operation.outputs[0]!)
    if (!x || !isConstant(amounts) || !next || next.inputs[0] !== operation.outputs[0]) return undefined
    if (!isSame(next, x.shape, numbersOf(amounts))) return undefined
    return {
      operations: [{ ...next, inputs: [x, ...next.inputs.slice(1)], node: withPadding(next, 'SAME') }],
      absorbed: [next],
    }
  })

const isSame = (next: Operation, shape: readonly (number | null)[], pads: readonly number[]): boolean => {
  if (next.op !== 'Conv2D' && next.op !== 'DepthwiseConv2dNative') return false
  const filter = next.inputs[1]
  const strides = intsAttr(next.node, 'strides')
  const dilations = intsAttr(next.node, 'dilations') ?? [1, 1, 1, 1]
  if (!filter || !strides || pads.length !== 8 || shape.length !== 4) return false
  if (stringAttr(next.node, 'padding') !== 'VALID' || (stringAttr(next.node, 'data_format') ?? 'NHWC') !== 'NHWC')
    return false
  if (pads[0] || pads[1] || pads[6] || pads[7]) return false
  return [1, 2].every((axis) => {
    const size = shape[axis]
    const kernel = filter.shape[axis - 1]
    const stride = strides[axis]!
    if (kernel == null || (stride !== 1 && size == null)) return false
    const extent = (kernel - 1) * dilations[axis]! + 1
    const outputs = Math.ceil((size ?? 1) / stride)
    const total = stride === 1 ? extent - 1 : Math.max(0, (outputs - 1) * stride + extent - size!)
    const before = Math.floor(total / 2)
    return pads[2 * axis] === before && pads[2 * axis + 1] === total - before
  })
}

const withPadding = ({ node }: Operation, padding: string): Operation['node'] => ({
  ...node,
  attrs: new Map([...node.attrs, ['padding', { kind: 'string', value: new TextEncoder().encode(padding) }]]),
})
