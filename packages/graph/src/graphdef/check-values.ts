import { intAttr, tensorAttr } from './attr.js'
import type { Node } from './graph.js'
import { KnownRanks } from './known-rank.js'
import { tensorData } from './tensor-value.js'

/** Elements that all results whose size stands in a graph may have together: 512 MB of float32. */
const MAX_ELEMENTS = 2 ** 27

/** The operand whose elements, multiplied, are the size of a result or how many times as large as another operand it is. */
const SIZES: ReadonlyMap<string, readonly number[]> = new Map(
  (
    [
      [
        [0],
        `Conv2DBackpropInput Conv3DBackpropInputV2 Empty Fill ParameterizedTruncatedNormal RandomGamma RandomStandardNormal RandomUniform RandomUniformInt
        StatelessMultinomial StatelessParameterizedTruncatedNormal StatelessRandomGammaV2 StatelessRandomNormal
        StatelessRandomNormalV2 StatelessRandomUniform StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2
        StatelessRandomUniformInt StatelessRandomUniformIntV2 StatelessRandomUniformV2 StatelessTruncatedNormal
        StatelessTruncatedNormalV2 TensorArray TensorArrayV2 TensorArrayV3 TruncatedNormal`,
      ],
      [
        [1],
        `Bincount BroadcastTo DenseBincount Multinomial OneHot RandomCrop ResizeArea ResizeBicubic ResizeBilinear
        ResizeNearestNeighbor ScaleAndTranslate SparseToDense TensorArrayWriteV3
        TensorListConcatV2 TensorListResize TensorListStack Tile`,
      ],
      [
        [2],
        `HistogramFixedWidth LinSpace TensorListGather TensorListGetItem ScatterNd StatefulStandardNormalV2 StatefulTruncatedNormal StatefulUniform
        StatefulUniformFullInt StatefulUniformInt UnsortedSegmentMax UnsortedSegmentMin UnsortedSegmentProd
        UnsortedSegmentSum`,
      ],
      [
        [3],
        'CropAndResize SparseSegmentMeanWithNumSegments SparseSegmentSqrtNWithNumSegments SparseSegmentSumWithNumSegments',
      ],
      [[0, 1], 'TensorListReserve'],
    ] as const
  ).flatMap(([operands, ops]) => ops.split(/\s+/).map((op) => [op, operands] as const)),
)

/** Ops whose result has as many rows as the highest number in an operand says. */
const HIGHEST: ReadonlyMap<string, number> = new Map([
  ...['SegmentMax', 'SegmentMean', 'SegmentMin', 'SegmentProd', 'SegmentSum'].map((op) => [op, 1] as const),
  ...['TensorArrayScatterV3', 'TensorListScatter', 'TensorListScatterV2'].map((op) => [op, 1] as const),
  ...['SparseSegmentMean', 'SparseSegmentSqrtN', 'SparseSegmentSum'].map((op) => [op, 2] as const),
])
const STITCHES: ReadonlySet<string> = new Set(['DynamicStitch', 'ParallelDynamicStitch'])

const tellsSize = ({ op }: Node): boolean => SIZES.has(op) || HIGHEST.has(op) || STITCHES.has(op) || op === 'Range'

/** Ops that hand their first operand on, as numbers: what a constant behind them says still holds. */
const HANDS_ON: ReadonlySet<string> = new Set([
  'Cast',
  'EnsureShape',
  'Identity',
  'PlaceholderWithDefault',
  'PreventGradient',
  'Reshape',
  'StopGradient',
])

/** As many nodes as are followed from an operand to its constant. */
const MAX_STEPS = 64
/** A list of sizes has one for each axis, of which no tensor has more. */
const MAX_LENGTH = 254

/**
 * Why nodes of a graph or function would exhaust or end the process, as the constants they take say; values that a run computes are
 * not known.
 */
export const valueObjections = (nodes: readonly Node[]): ReadonlyMap<Node, string> => {
  const found = new Map<Node, string>()
  if (
    !nodes.some(
      (node) =>
        tellsSize(node) ||
        isTransform(node) ||
        GATHERS.has(node.op) ||
        NEVER_SCALAR.has(node.op) ||
        SHAPED.has(node.op),
    )
  )
    return found
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const ranks = new KnownRanks(nodes)
  const operand: Operand = (node, place) => {
    const input = node.inputs[place]
    return input && !input.control && input.output === 0 ? constantNumbers(byName, input.node) : undefined
  }
  let all = 0
  for (const node of nodes) {
    all += resultSize(node, operand)
    if (all > MAX_ELEMENTS) {
      found.set(node, `brings the graph to ${all} elements, where ${MAX_ELEMENTS} are allowed`)
      all = 0
    }
    const reason =
      transformObjection(node, operand) ??
      gatherObjection(node, ranks) ??
      scalarObjection(node, ranks) ??
      negativeSize(node, operand) ??
      cropObjection(node, operand)
    if (reason) found.set(node, reason)
  }
  return found
}

/** Real Fourier transforms, whose lengths are an operand. */
const isTransform = ({ op }: Node): boolean => /^I?(R?FFTND|RFFT(2D|3D)?)$/.test(op)

const transformObjection = (node: Node, operand: Operand): string | undefined =>
  isTransform(node) && operand(node, 1)?.some((length) => length < 1)
    ? 'transforms less than one element, over which libtensorflow ends the process'
    : undefined

/** Ops that end the process over a first operand that is a scalar. */
const NEVER_SCALAR: ReadonlySet<string> = new Set(['FakeQuantWithMinMaxVarsPerChannel'])

const scalarObjection = (node: Node, ranks: KnownRanks): string | undefined => {
  const input = NEVER_SCALAR.has(node.op) ? node.inputs[0] : undefined
  return input?.output === 0 && ranks.of(input.node) === 0 ? 'takes a scalar, which has no channels' : undefined
}

/** Ops that end the process over a negative size in their first operand. */
const SHAPED: ReadonlySet<string> = new Set(['Conv2DBackpropInput', 'Conv3DBackpropInputV2'])

const negativeSize = (node: Node, operand: Operand): string | undefined =>
  SHAPED.has(node.op) && operand(node, 0)?.some((size) => size < 0) ? 'computes a result of a negative size' : undefined

const cropObjection = (node: Node, operand: Operand): string | undefined => {
  const size = node.op === 'CropAndResize' ? operand(node, 3) : undefined
  // The shape function reads two numbers whatever there are.
  return size && size.length !== 2 ? `crops to ${size.length} sizes, where it takes 2` : undefined
}

const GATHERS: ReadonlySet<string> = new Set(['GatherV2'])

const gatherObjection = (node: Node, ranks: KnownRanks): string | undefined => {
  const batch = GATHERS.has(node.op) ? Math.abs(intAttr(node, 'batch_dims') ?? 0) : 0
  if (batch === 0) return undefined
  const low = node.inputs.slice(0, 2).map((input) => (input.output === 0 ? ranks.of(input.node) : undefined))
  return low.some((rank) => rank !== undefined && batch > rank)
    ? `has batch_dims ${batch}, more than its operands have dimensions`
    : undefined
}

type Operand = (node: Node, place: number) => readonly number[] | undefined

const resultSize = (node: Node, operand: Operand): number => {
  if (node.op === 'Range') return rangeLength(node, operand)
  // The indices of a stitch come before its values, as many as those.
  if (STITCHES.has(node.op))
    return highest(node.inputs.slice(0, node.inputs.length / 2).flatMap((_, at) => operand(node, at) ?? []))
  const numbered = HIGHEST.get(node.op)
  if (numbered !== undefined) return highest(operand(node, numbered) ?? [])
  const sizes = (SIZES.get(node.op) ?? []).map((place) => operand(node, place))
  return sizes.some((size) => size !== undefined) ? sizes.reduce((all, size) => all * product(size), 1) : 0
}

const highest = (numbers: readonly number[]): number => numbers.reduce((high, index) => Math.max(high, index), 0)

const product = (sizes: readonly number[] | undefined): number => {
  const count = (sizes ?? []).reduce((size, dimension) => size * Math.max(0, dimension), 1)
  return Number.isNaN(count) ? 0 : count
}

const rangeLength = (node: Node, operand: Operand): number => {
  const [start, limit, delta] = [0, 1, 2].map((place) => operand(node, place)?.[0])
  if (start === undefined || limit === undefined || delta === undefined) return 0
  const length = (limit - start) / delta
  // A step of 0 or a length that is no number libtensorflow refuses.
  return Number.isNaN(length) ? 0 : Math.max(length, 0)
}

/** Returns the elements of the small constant that a tensor comes from; undefined when it comes from something else. */
const constantNumbers = (byName: ReadonlyMap<string, Node>, name: string): readonly number[] | undefined => {
  let node = byName.get(name)
  for (let step = 0; node && step < MAX_STEPS; step++) {
    if (node.op === 'Const') {
      const value = tensorAttr(node, 'value')
      if (!value || value.size > MAX_LENGTH || value.dtype === null || value.dtype === 'string') return undefined
      return Array.from(tensorData(value) as ArrayLike<number | bigint>, Number)
    }
    const input: Node['inputs'][number] | undefined = node.inputs[0]
    if (!HANDS_ON.has(node.op) || !input || input.control || input.output !== 0) return undefined
    node = byName.get(input.node)
  }
  return undefined
}
