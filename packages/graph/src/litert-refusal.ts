import { LITERT_DTYPE } from './dtype.js'
import type { ModelInfo } from './model-info.js'

/** Why LiteRT runs no such model, in a clause, where one of its inputs or outputs is of a dtype that LiteRT does not pass. */
export function litertRefusal({ inputs, outputs }: Pick<ModelInfo, 'inputs' | 'outputs'>): string | undefined {
  for (const { name, dtype } of [...inputs, ...outputs]) {
    if (dtype !== null && LITERT_DTYPE[dtype] !== undefined) continue
    return `it passes no tensors of the dtype of ${name} (${dtype ?? 'one we have no name for'})`
  }
  return undefined
}
