import { shapeAttr, tensorAttr } from './attr.js'
import type { Node } from './graph.js'

/** Operations whose result has the rank of their first operand. */
const KEEPS_RANK: ReadonlySet<string> = new Set(
  `BiasAdd CheckNumerics Elu Enter FakeQuantWithMinMaxArgs FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsPerChannel FusedBatchNorm
  FusedBatchNormV2 FusedBatchNormV3 Identity LeakyRelu LRN MirrorPad Neg Pad PadV2 PreventGradient Relu Relu6 Rsqrt Selu Sigmoid
  Softplus Softsign StopGradient Tanh`.split(/\s+/),
)

/** Operations whose result has one rank, whatever they take; libtensorflow refuses a node of them that gives another. */
const RANK_OF: ReadonlyMap<string, number> = new Map(
  (
    [
      [4, 'AvgPool Conv2D Conv2DBackpropInput CropAndResize DepthToSpace DepthwiseConv2dNative MaxPool MaxPoolV2'],
      [4, 'ResizeArea ResizeBicubic ResizeBilinear ResizeNearestNeighbor SpaceToDepth'],
      [5, 'AvgPool3D Conv3D Conv3DBackpropInputV2 MaxPool3D'],
      [2, 'MatMul'],
      [1, 'Shape'],
      [0, 'Rank Size'],
    ] as const
  ).flatMap(([rank, ops]) => ops.split(' ').map((op) => [op, rank] as const)),
)

/** Looks up the rank of a node's first output where the graph alone says it, following its inputs. */
export class KnownRanks {
  readonly #byName: ReadonlyMap<string, Node>
  readonly #known = new Map<string, number | undefined>()

  constructor(nodes: readonly Node[]) {
    this.#byName = new Map(nodes.map((node) => [node.name, node]))
  }

  /** The rank of output 0 of the node of this name, or undefined where a run decides. */
  of(name: string): number | undefined {
    const followed: string[] = []
    let rank: number | undefined
    for (let at: string | undefined = name; at !== undefined; ) {
      if (this.#known.has(at)) {
        rank = this.#known.get(at)
        break
      }
      // Known to be unknown until the end is reached, so a cycle ends here too.
      this.#known.set(at, undefined)
      followed.push(at)
      const node = this.#byName.get(at)
      rank = node && ownRank(node)
      const input: Node['inputs'][number] | undefined = node?.inputs[0]
      at =
        rank === undefined && node && KEEPS_RANK.has(node.op) && input?.output === 0 && !input.control
          ? input.node
          : undefined
    }
    for (const one of followed) this.#known.set(one, rank)
    return rank
  }
}

const ownRank = (node: Node): number | undefined => {
  if (node.op === 'Const') return tensorAttr(node, 'value')?.shape.length
  // What is fed is checked against the shape that a placeholder declares.
  if (node.op === 'Placeholder') return shapeAttr(node, 'shape')?.length
  return RANK_OF.get(node.op)
}
