import type { Graph } from '../graphdef/graph.js'
import { writeTflite } from '../tflite/write.js'
import { buildProgram } from './build.js'
import { emitProgram } from './emit/index.js'
import { hasOpenShapes, type LoweringRequest } from './part.js'
import { runPasses } from './passes/index.js'
import type { Program } from './program.js'
import { Refusals, unsupported } from './refusal.js'
import { type Constant, isConstant, type Value } from './value.js'

export type { LoweringRequest } from './part.js'

/** A graph as a TensorFlow Lite model. */
export interface Lowered {
  /** The file, schema 3; the same bytes for the same graph and request. Undefined when every fetch is a constant. */
  readonly bytes: Uint8Array | undefined
  /** Which of the model's inputs each feed is: its position, by the feed's canonical name. */
  readonly inputs: ReadonlyMap<string, number>
  /** Where each fetch comes from, by its canonical name: a position among the model's outputs, or a constant. */
  readonly outputs: ReadonlyMap<string, number | Constant>
}

/**
 * Lowers the part of a graph that computes `fetches` from `feeds` to TensorFlow Lite, wholly or not at all.
 * @param watch is shown the program as built and after each pass
 * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) with every node that cannot be lowered, and why
 */
export const lower = (
  graph: Graph,
  request: LoweringRequest,
  watch?: (pass: string, program: Program) => void,
): Lowered => {
  const refusals = new Refusals(hasOpenShapes(request))
  const built = buildProgram(graph, request, refusals)
  if (!built) throw refusal(refusals)
  watch?.('build', built)
  const whole = runPasses(built, watch)
  const computed = [...new Set(whole.outputs)].filter((value) => !isConstant(value))
  const program: Program = { ...whole, outputs: computed }
  refuseUnfed(program, refusals)
  const model = emitProgram(program, refusals)
  if (!model) throw refusal(refusals)
  const places = new Map(computed.map((value, place) => [value, place]))
  return {
    bytes: computed.length > 0 ? writeTflite(model) : undefined,
    inputs: new Map([...request.feeds.keys()].map((name, place) => [name, place])),
    outputs: new Map(
      request.fetches.map((name, i) => {
        const value = whole.outputs[i]!
        return [name, isConstant(value) ? value : places.get(value)!]
      }),
    ),
  }
}

/** A result that depends on no feed was not folded; LiteRT would work it out as it compiles, and then not write it. */
const refuseUnfed = (program: Program, refusals: Refusals): void => {
  const fed = new Set<Value>(program.inputs)
  const results = new Set<Value>(program.outputs)
  for (const { node, inputs, outputs } of program.operations) {
    if (inputs.some((input) => fed.has(input))) for (const output of outputs) fed.add(output)
    else if (outputs.some((output) => results.has(output)))
      refusals.add(node, 'it depends on nothing that is fed', true)
  }
}

const refusal = (refusals: Refusals) =>
  unsupported(
    refusals,
    'The graph cannot run on LiteRT, which takes only what TensorFlow Lite has',
    'The tensorflow engine runs it.',
  )
