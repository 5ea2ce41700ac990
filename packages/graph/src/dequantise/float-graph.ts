import type { Node } from '../graphdef/graph.js'
import { attr, makeConstant, makeNode, makePlaceholder } from '../graphdef/make.js'
import { refuse } from '../lower/refusal.js'
import type { TfliteOperator, TfliteTensor } from '../tflite/model.js'
import { realValues } from '../tflite/real-values.js'

/** The attributes of a node of floats. */
export const FLOAT = { T: attr.type('float32') }

/** Collects the nodes, and knows which stands for which of the file's tensors. */
export class FloatGraph {
  readonly nodes: Node[] = []
  readonly #names = new Set<string>()
  readonly #nodeOf = new Map<number, string>()
  readonly #tensors: readonly TfliteTensor[]

  constructor(tensors: readonly TfliteTensor[]) {
    this.#tensors = tensors
  }

  /** Refuses an input or output that an operator lacks. */
  tensor(place: number | undefined): TfliteTensor {
    return this.#tensors[place ?? -1] ?? refuse('it lacks an input or output')
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
  nameOf(place: number | undefined): string {
    const [first = ''] = this.tensor(place).name.split(';')
    const base = first.replace(/(?<![\d_.x])1$/, '')
    const isCopy = base !== first && this.#tensors.some(({ name }) => name.split(';')[0] === base)
    const name = isCopy ? base : first
    return this.#names.has(name) ? `${name}_${place}` : name
  }

  /** The node that stands for a tensor; a constant's is made when it is first taken. */
  input(place: number | undefined): string {
    const tensor = this.tensor(place)
    const known = this.#nodeOf.get(place!)
    if (known !== undefined) return known
    const node = this.add(makeConstant(this.nameOf(place), 'float32', tensor.shape, realValues(tensor)))
    this.#nodeOf.set(place!, node)
    return node
  }

  /** Ends an operator: applies its activation, and lets the node stand for its result. */
  result(operator: TfliteOperator, node: string, scope: string, written = NO_ACTIVATION): void {
    const activation = written === 0 ? impliedActivation(this.tensor(operator.outputs[0])) : written
    const op = activation <= 0 ? undefined : (ACTIVATIONS[activation] ?? refuse('it has an unknown activation'))
    const last = op ? this.add(makeNode(`${scope}/${op}`, op, [node], FLOAT)) : node
    this.#nodeOf.set(operator.outputs[0]!, last)
  }
}

/** TensorFlow Lite's numbers of fused activations. */
const ACTIVATIONS: Readonly<Record<number, string>> = { 1: 'Relu', 3: 'Relu6', 4: 'Tanh' }

/** Of an operator that has none. */
export const NO_ACTIVATION = -1

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
