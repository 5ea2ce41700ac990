import { LITERT_DTYPE } from './dtype.js'
import type { ModelInfo } from './model-info.js'
import { parsedTflite } from './tflite/parsed.js'

/** What LiteRT will not run, in a clause, and what cures it if anything. */
interface Refusal {
  readonly reason: string
  readonly advice?: string
}

/** Why LiteRT runs no such model, where that shows in the file: by a dtype that it does not pass, or an operation of TensorFlow's. */
export function litertRefusal(info: Pick<ModelInfo, 'inputs' | 'outputs'>): Refusal | undefined {
  for (const { name, dtype } of [...info.inputs, ...info.outputs]) {
    if (dtype !== null && LITERT_DTYPE[dtype] !== undefined) continue
    return { reason: `it passes no tensors of the dtype of ${name} (${dtype ?? 'one we have no name for'})` }
  }
  const operators = parsedTflite(info)?.model.subgraphs.flatMap((subgraph) => subgraph.operators)
  const flex = operators?.find(({ op, custom }) => custom && op.startsWith('Flex'))
  return (
    flex && {
      reason: `its operation ${flex.op} is TensorFlow's, for which LiteRT needs the Flex delegate, and comes without it`,
      advice: 'convert the model without SELECT_TF_OPS, or load the frozen graph it was made from',
    }
  )
}
