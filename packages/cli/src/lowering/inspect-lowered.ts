import type { UnsupportedGraphError } from '@zoo/core'
import {
  type GraphInfo,
  type Inspection,
  inspectModel,
  type LoweringRequest,
  type OpenedModel,
  openModel,
  readTflite,
} from '@zoo/graph'
import { type InspectionSection, inspectionText, sectionText } from '../inspection-text.js'
import { toJson } from '../report-error.js'
import { shapeText } from '../shape-text.js'
import { graphOf, type LoweredModel, loweringRequest, lowerModel } from './lower-model.js'
import type { LoweringOptions } from './options.js'

/** What there is to know of a lowered model. */
interface LoweredDescription extends Inspection {
  readonly sizeBytes: number
  readonly tensors: { readonly count: number; readonly constants: number }
  /** The shapes that `--feed` settled where the graph has others. */
  readonly specialised: Readonly<Record<string, readonly (number | null)[]>>
  /** Fetches that depend on nothing fed, and so are no part of the model. */
  readonly constantFetches: readonly string[]
}

/** `zoo inspect --lowered` and `--dump-passes`. */
export async function inspectLowered(
  path: string,
  info: OpenedModel,
  options: LoweringOptions & { readonly json?: true; readonly lowered?: true },
): Promise<void> {
  const graph = graphOf(path, info)
  const request = loweringRequest(graph, options)
  const { lowered, passes } = await lowerModel(graph, request, options).catch((error: UnsupportedGraphError) => {
    if (!options.json && error.code === 'ERR_UNSUPPORTED_GRAPH') {
      process.stdout.write(refusalSections(error, request).map(sectionText).join(''))
    }
    throw error
  })
  const description = describe(lowered, request, graph)
  if (options.json) {
    process.stdout.write(`${toJson({ ...description, ...(options.dumpPasses === true && { passes }) })}\n`)
  } else if (options.lowered) process.stdout.write(loweredText(description))
}

/** Describes a lowered model by reading the file that was made. */
const describe = (
  { bytes, outputs }: LoweredModel['lowered'],
  { feeds }: LoweringRequest,
  info: GraphInfo,
): LoweredDescription => {
  const tensors = readTflite(bytes).subgraphs.flatMap((subgraph) => subgraph.tensors)
  const settled = [...feeds].filter(
    ([name, { shape }]) => shape && JSON.stringify(info.tensor(name)?.shape) !== JSON.stringify(shape),
  )
  return {
    ...inspectModel(openModel(bytes)),
    sizeBytes: bytes.length,
    tensors: { count: tensors.length, constants: tensors.filter(({ data }) => data).length },
    specialised: Object.fromEntries(settled.map(([name, { shape }]) => [name, shape!])),
    constantFetches: [...outputs].flatMap(([name, source]) => (typeof source === 'number' ? [] : [name])),
  }
}

const loweredText = (lowered: LoweredDescription): string => {
  const { sizeBytes, tensors, constantFetches } = lowered
  const sections: InspectionSection[] =
    constantFetches.length > 0 ? [['Constant, whatever is fed', constantFetches.map((name) => [name])]] : []
  return inspectionText(lowered, sizeBytes, {
    facts: [
      ['Tensors', `${tensors.count}, ${tensors.constants} of them constant`],
      ['Sizes', sizesText(lowered)],
    ],
    sections,
  })
}

const sizesText = ({ specialised, inputs }: LoweredDescription): string => {
  const given = Object.entries(specialised).map(([name, shape]) => `${name} ${shapeText(shape)}`)
  if (given.length > 0) return `made for ${given.join(', ')}`
  return inputs.some(({ shape }) => shape?.includes(null))
    ? 'those that the graph leaves open stay open'
    : 'as the graph fixes them'
}

/** What stands in the way of lowering, every node of it, and what may help. */
const refusalSections = ({ nodes }: UnsupportedGraphError, { feeds }: LoweringRequest): InspectionSection[] => {
  const refused = nodes.map(({ node, op, reason }) => [node, op, reason])
  const open = [...feeds].filter(([, { shape }]) => !shape || shape.includes(null))
  const settling = open.map(([name, { shape }]) => [name, shapeText(shape), `settle it by --feed ${name}=…`])
  return [
    [`Not lowered (${nodes.length})`, refused],
    ...(settling.length > 0 ? [['Sizes left open', settling] as const] : []),
  ]
}
