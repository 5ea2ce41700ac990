import type { TfliteOperator } from './model.js'

/** A graph that an operator runs: its number, and what it is to the operator. */
export interface CalledGraph {
  readonly graph: number
  readonly role: 'branch' | 'condition' | 'body' | 'initialisation' | 'computation'
}

/** Where options name graphs: the union, the slot and the role. */
const SLOTS: Readonly<Record<string, readonly (readonly [union: 1 | 2, slot: number, role: CalledGraph['role']])[]>> = {
  CALL: [[1, 0, 'branch']],
  CALL_ONCE: [[1, 0, 'initialisation']],
  IF: [
    [1, 0, 'branch'],
    [1, 1, 'branch'],
  ],
  STABLEHLO_COMPOSITE: [[2, 1, 'branch']],
  STABLEHLO_REDUCE: [[2, 1, 'computation']],
  STABLEHLO_REDUCE_WINDOW: [[2, 5, 'computation']],
  STABLEHLO_SCATTER: [[2, 6, 'computation']],
  STABLEHLO_SORT: [[2, 2, 'computation']],
  STABLEHLO_WHILE: [
    [2, 0, 'condition'],
    [2, 1, 'body'],
  ],
  WHILE: [
    [1, 0, 'condition'],
    [1, 1, 'body'],
  ],
}

/**
 * The graphs that an operator runs, as its options name them.
 * @source tflite/converter/schema/schema.fbs of google-ai-edge/LiteRT, every field that ends in subgraph_index or subgraph_indices
 */
export const calledGraphs = ({ op, custom, options, options2 }: TfliteOperator): readonly CalledGraph[] => {
  if (custom) return []
  if (op === 'STABLEHLO_CASE') return (options2?.int32s(0) ?? []).map((graph) => ({ graph, role: 'branch' }))
  if (op === 'STABLEHLO_CUSTOM_CALL') {
    return (options2?.int32s(4) ?? []).map((graph) => ({ graph, role: 'computation' }))
  }
  return (SLOTS[op] ?? []).map(([union, slot, role]) => ({
    graph: (union === 1 ? options : options2)?.int32(slot) ?? 0,
    role,
  }))
}
