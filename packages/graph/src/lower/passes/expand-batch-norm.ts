import { boolAttr, floatAttr, stringAttr } from '../../graphdef/attr.js'
import { type Operation, type Pass, rewrite } from '../program.js'
import { floatConstant, isConstant } from '../value.js'

/** The epsilon of the op when the graph does not say one. @source tensorflow/core/ops/nn_ops.cc, FusedBatchNorm */
const DEFAULT_EPSILON = 1e-4

/**
 * Writes a batch norm with constant statistics as a multiplication and an addition per channel, which `foldAffine`
 * can then merge into a convolution; where none comes before, they stay, and are as fast.
 */
export const expandBatchNorm: Pass = (program) =>
  rewrite(program, (operation) => {
    const { op, node, inputs, outputs } = operation
    if (!/^FusedBatchNorm(V2|V3)?$/.test(op) || boolAttr(node, 'is_training') !== false) return undefined
    const [x, ...statistics] = inputs
    if (!x || !statistics.every(isConstant) || statistics.some(({ dtype }) => dtype !== 'float32')) return undefined
    // Those after the first three are for the op's gradient.
    const [, , ...others] = outputs.slice(1)
    if (others.some(({ dtype }) => dtype === 'float32')) return undefined
    const [gamma, beta, mean, variance] = statistics.map(({ data }) => data as Float32Array)
    const epsilon = floatAttr(node, 'epsilon') ?? DEFAULT_EPSILON
    const channels = gamma!.length
    const scale = new Float32Array(channels)
    const shift = new Float32Array(channels)
    for (let c = 0; c < channels; c++) {
      const s = gamma![c]! / Math.sqrt(variance![c]! + epsilon)
      scale[c] = s
      shift[c] = beta![c]! - mean![c]! * s
    }
    const shape = stringAttr(node, 'data_format') === 'NCHW' ? [channels, 1, 1] : [channels]
    const scaled = { ...outputs[0]!, name: `${node.name}/scaled` }
    const make = (op: string, inputs: Operation['inputs'], output: Operation['outputs'][number]): Operation => ({
      op,
      node,
      inputs,
      outputs: [output],
    })
    return {
      operations: [
        make('Mul', [x, floatConstant(`${node.name}/scale`, shape, scale)], scaled),
        make('AddV2', [scaled, floatConstant(`${node.name}/shift`, shape, shift)], outputs[0]!),
      ],
      replaced: [
        [outputs[1]!, statistics[2]!],
        [outputs[2]!, statistics[3]!],
      ],
    }
  })
