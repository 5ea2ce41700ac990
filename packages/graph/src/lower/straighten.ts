import type { Graph } from '../graphdef/graph.js'
import { buildProgram } from './build.js'
import type { LoweringRequest } from './part.js'
import { foldConstants } from './passes/fold-constants.js'
import { removeIdentities } from './passes/remove-identities.js'
import { type Program, withoutDeadCode } from './program.js'
import type { Refusals } from './refusal.js'

/**
 * The part of a graph that computes the fetches, as a program in TensorFlow's own ops, for engines that have those: pruned,
 * without control flow and identities, what is constant calculated.
 * @returns undefined when something was refused
 */
export const straighten = (graph: Graph, request: LoweringRequest, refusals: Refusals): Program | undefined => {
  const built = buildProgram(graph, request, refusals)
  return built && withoutDeadCode(foldConstants(removeIdentities(built)))
}
