import type { UnsupportedNode } from '@zoo/graph/base'
import type { ModelFile } from '../engine.js'
import { UnsupportedGraphError } from '../errors.js'
import { nameInWords } from '../wording.js'

/** The error for a TensorFlow Lite model with operations that an engine would answer wrongly or not at all; none where there are none. */
export function unanswerable(
  engine: string,
  { path }: ModelFile,
  nodes: readonly UnsupportedNode[],
): UnsupportedGraphError | undefined {
  const [first] = nodes
  if (!first) return undefined
  const more = nodes.length > 1 ? ` and ${nodes.length - 1} more` : ''
  return new UnsupportedGraphError(
    `The ${engine} engine cannot run ${path ?? 'the model'} because of ${first.op} (${nameInWords(first.node)})${more}: ${first.reason}. Convert the model with fixed shapes, or run it on another engine.`,
    { nodes },
  )
}
