import { ArgumentError, TensorNameError } from '@zoo/core'
import {
  type GraphInfo,
  type Lowered,
  type LoweringRequest,
  lower,
  type OpenedModel,
  parseTensorName,
  tensorName,
} from '@zoo/graph'
import type { LoweringOptions } from './options.js'
import { type PassDump, PassRecorder, passesText, writePasses } from './passes.js'

/** A graph lowered as the options say, and how it came about. */
export interface LoweredModel {
  readonly lowered: Lowered & { readonly bytes: Uint8Array }
  readonly passes: readonly PassDump[]
}

/**
 * The model as a graph.
 * @throws ArgumentError (ERR_ARGUMENT) when it is a TensorFlow Lite model already
 */
export function graphOf(path: string, info: OpenedModel): GraphInfo {
  if (info.format === 'tensorflow') return info
  throw new ArgumentError(`${path} is a TensorFlow Lite model already; only a frozen GraphDef (.pb) is lowered.`, {
    option: 'model',
    expected: 'a frozen GraphDef',
    received: 'a TensorFlow Lite model',
  })
}

/**
 * What the options ask to lower: by canonical names, with the inputs that are needed besides what is fed.
 * @throws TensorNameError (ERR_TENSOR_NAME) when the graph has no such tensor
 */
export function loweringRequest(info: GraphInfo, { feed, fetch }: LoweringOptions): LoweringRequest {
  const canonical = (name: string): string => {
    const parsed = parseTensorName(name)
    const own = parsed && tensorName(parsed.node, parsed.output)
    if (own !== undefined && info.tensor(own)) return own
    throw new TensorNameError(`The graph has no tensor named "${name}"; zoo inspect lists its inputs and outputs.`, {
      tensor: name,
      known: [...info.inputs, ...info.outputs].map((tensor) => tensor.name),
    })
  }
  const fetches = fetch?.map(canonical) ?? info.outputs.map(({ name }) => name)
  const given = new Map(feed?.map(([name, shape]) => [canonical(name), { shape }]))
  const required = info.required(fetches, [...given.keys()])
  const feeds = new Map([...required.map(({ name, shape }) => [name, { shape }] as const), ...given])
  return { feeds, fetches }
}

/**
 * Lowers what was asked for. The programs of the passes go where the options say, also when it is refused after them.
 * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH), ArgumentError (ERR_ARGUMENT) when there is nothing to lower
 * @throws OutputError (ERR_OUTPUT)
 */
export async function lowerModel(
  { graph }: GraphInfo,
  request: LoweringRequest,
  { dumpPasses, json }: LoweringOptions & { readonly json?: true },
): Promise<LoweredModel> {
  const { passes, watch } = new PassRecorder()
  let lowered: Lowered
  try {
    lowered = lower(graph, request, dumpPasses === undefined ? undefined : watch)
  } finally {
    if (typeof dumpPasses === 'string') await writePasses(dumpPasses, passes)
    else if (!json) process.stdout.write(passesText(passes))
  }
  const { bytes } = lowered
  if (bytes) return { lowered: { ...lowered, bytes }, passes }
  throw new ArgumentError('Every tensor fetched is a constant of the graph, so there is nothing to lower.', {
    option: '--fetch',
    expected: 'a tensor that depends on what is fed',
    received: request.fetches.join(', '),
  })
}
