import { opMap } from '../../op-map.js'
import { type Activation, type Pass, rewrite } from '../program.js'

const ACTIVATIONS = opMap<Activation>({ Relu: 'relu', Relu6: 'relu6' })

/** The ops of TensorFlow Lite that can finish with an activation. */
const FUSING = new Set(
  `Add AddV2 AvgPool BiasAdd Conv2D DepthwiseConv2dNative MatMul MaxPool Mul RealDiv Sub`.split(' '),
)

/** Lets the op before a Relu or Relu6 apply it, where nothing else takes what that op puts out. */
export const fuseActivations: Pass = (program) =>
  rewrite(program, (operation, links) => {
    const { op, outputs, activation } = operation
    if (!FUSING.has(op) || activation || outputs[0]!.dtype !== 'float32') return undefined
    const next = links.onlyConsumer(outputs[0]!)
    const found = next && ACTIVATIONS.get(next.op)
    return found && { operations: [{ ...operation, outputs: next.outputs, activation: found }], absorbed: [next] }
  })
