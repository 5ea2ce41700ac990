import { type Lowering, Tensor } from '@zoo/core/engine'
import { hasOpenShapes, type LoweredDType, Refusals, straighten, unsupported, type Value } from '@zoo/graph'
import type { DType } from '@zoo/graph/base'
import { type Emitted, emitProgram } from './artifacts.js'
import { rewritingsOf } from './rules/index.js'
import { type Aversion, aversionOf } from './rules/nan.js'
import type { Tfjs } from './tf.js'

/** A tensor of a graph model: what it is in the graph. */
export interface GraphTensor {
  /** Its name there. */
  readonly label: string
  readonly dtype: LoweredDType
  /** null where any size may come. */
  readonly shape: readonly (number | null)[]
}

/** What one kind of run needs of a graph, as a graph model for one backend. */
export interface GraphProgram extends Pick<Emitted, 'nodes' | 'weights'> {
  readonly path: string | undefined
  readonly tf: Tfjs
  readonly backend: string
  readonly aversion: Aversion | undefined
  /** What is fed and what can be fetched, by their names in the model. */
  readonly tensors: ReadonlyMap<string, GraphTensor>
}

/**
 * Writes what is run of a graph as a graph model, wholly or not at all.
 * @param find the TensorFlow.js that will run it, its backend ready
 */
export const lowering =
  (find: () => Promise<Tfjs>): Lowering<GraphProgram> =>
  async ({ path }, graph, request) => {
    const tf = await find()
    const backend = tf.getBackend()
    const refusals = new Refusals(hasOpenShapes(request))
    const program = straighten(graph, request, refusals)
    const hasKernel = (name: string) => tf.getKernel(name, backend) != null
    const rewritings = program && rewritingsOf(program, { name: backend, hasKernel }, refusals)
    if (!program || !rewritings || refusals.nodes.length > 0) throw refusal(refusals)
    const { nodes, weights, inputs, outputs } = emitProgram(program, rewritings)
    const tensors = new Map([...named(inputs, program.inputs), ...named(outputs, program.outputs)])
    const about = { path, tf, backend, aversion: aversionOf(program, backend) }
    const isConstant = outputs.every((name) => name === undefined)
    return {
      model: isConstant ? undefined : { ...about, nodes, weights, tensors },
      inputs: new Map([...request.feeds.keys()].map((name, i) => [name, inputs[i]!])),
      outputs: new Map(request.fetches.map((name, i) => [name, outputs[i] ?? constant(program.outputs[i]!)])),
    }
  }

const named = (names: readonly (string | undefined)[], values: readonly Value[]) =>
  names.flatMap((name, i): [string, GraphTensor][] => {
    const { name: label, dtype, shape } = values[i]!
    return name === undefined ? [] : [[name, { label, dtype, shape }]]
  })

const constant = ({ dtype, shape, data }: Value): Tensor =>
  new Tensor<DType>(dtype, shape as readonly number[], data as never)

const refusal = (refusals: Refusals) =>
  unsupported(
    refusals,
    'The graph cannot run on TensorFlow.js, which would fail it or answer it otherwise than TensorFlow',
    'The tensorflow engine runs it.',
  )
