import type { UnsupportedNode } from '../errors.js'
import type { TfliteModel, TfliteOperator } from './model.js'

/** Operators whose kernels end the process at some values of these inputs, so that only constants, which were checked, will do. */
const NEEDS_CONSTANTS: Readonly<Record<string, readonly number[]>> = {
  // Shapes that do not broadcast.
  BROADCAST_ARGS: [0, 1],
}

const REASON = "its values are known in the run only, and some of them end the process in LiteRT's kernel"

/**
 * The operators of a model that a native engine should not run, since values that are fed or computed could end the process. In WebAssembly
 * they end a run. A node is named by its first output.
 */
export const nativeHazards = ({ subgraphs }: TfliteModel): readonly UnsupportedNode[] =>
  subgraphs.flatMap(({ tensors, operators }) =>
    operators
      .filter((operator) => needed(operator).some((input) => !tensors[operator.inputs[input] ?? -1]?.data))
      .map(({ op, outputs }) => ({ node: tensors[outputs[0] ?? -1]?.name ?? '', op, reason: REASON })),
  )

const needed = ({ op, custom }: TfliteOperator): readonly number[] => (custom ? [] : (NEEDS_CONSTANTS[op] ?? []))
