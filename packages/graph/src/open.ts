import { refusal, refusedNodes, refusedOperators } from './allow-list.js'
import { InferenceError, ModelLoadError } from './errors.js'
import { freezeGraphDef } from './freezing.js'
import { checkGraph } from './graphdef/check.js'
import type { Graph } from './graphdef/graph.js'
import { type GraphInfo, graphInfo } from './graphdef/info.js'
import { readGraph } from './graphdef/read.js'
import type { ModelFormat } from './model-info.js'
import { recogniseOtherFile } from './other-file.js'
import { sniffFormat } from './sniff.js'
import { checkMemory } from './tflite/check-memory.js'
import { type TfliteInfo, tfliteInfo } from './tflite/info.js'
import { readTflite } from './tflite/read.js'

/** How to open a model. */
export interface OpenOptions {
  /** What the bytes must be; seen from them when left out. */
  readonly format?: ModelFormat | undefined
  /** Let the model hold operations that may do more than compute, such as reading files. */
  readonly trusted?: boolean | undefined
  /** Where the bytes came from, for messages. */
  readonly path?: string | undefined
}

/** What `openModel` does when nothing is said. */
export const OPEN_DEFAULTS = { format: undefined, trusted: false, path: undefined } as const satisfies OpenOptions

/** A model read and checked: what it says of itself, and its graph as data. */
export type OpenedModel = GraphInfo | TfliteInfo

const FORMAT_NAMES: Readonly<Record<ModelFormat, string>> = {
  tensorflow: 'a frozen TensorFlow graph',
  tflite: 'a TensorFlow Lite model',
}

const WANTED = 'a frozen TensorFlow graph (.pb) or a TensorFlow Lite model (.tflite)'

/**
 * Reads a frozen GraphDef or a TensorFlow Lite model and checks it, before any engine sees it. Weights stay views of `bytes`,
 * which must not change while the model is in use.
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the bytes are no such model, cut off, damaged, or a graph that is not frozen
 * @throws UnsupportedGraphError (ERR_UNSUPPORTED_GRAPH) when it holds operations that may do more than compute and is not trusted
 * @throws InferenceError (ERR_ARGUMENT) for bytes that are none, or a bad or unknown option
 */
export const openModel = (bytes: Uint8Array, options: OpenOptions = {}): OpenedModel => {
  checkArguments(bytes, options)
  const { format, trusted, path } = { ...OPEN_DEFAULTS, ...options }
  try {
    return recognise(bytes, format, path) === 'tflite' ? openTflite(bytes, trusted) : openGraph(bytes, trusted, path)
  } catch (error) {
    if (!(error instanceof ModelLoadError) || path === undefined) throw error
    const { expected, actual, cause } = error
    throw new ModelLoadError(`${path}: ${error.message}`, {
      path,
      cause,
      ...(expected === undefined ? {} : { expected }),
      ...(actual === undefined ? {} : { actual }),
    })
  }
}

const checkArguments = (bytes: Uint8Array, options: OpenOptions): void => {
  if (!(bytes instanceof Uint8Array)) {
    throw new InferenceError('ERR_ARGUMENT', `The bytes of a model should be a Uint8Array; got ${typeof bytes}.`)
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(OPEN_DEFAULTS, name)) {
      const known = Object.keys(OPEN_DEFAULTS).join(', ')
      throw new InferenceError('ERR_ARGUMENT', `openModel has no option "${name}"; its options are ${known}.`)
    }
  }
  if (options.format !== undefined && !Object.hasOwn(FORMAT_NAMES, options.format)) {
    const known = Object.keys(FORMAT_NAMES).join(' or ')
    throw new InferenceError('ERR_ARGUMENT', `The option "format" should be ${known}; got ${String(options.format)}.`)
  }
}

const recognise = (bytes: Uint8Array, wanted: ModelFormat | undefined, path: string | undefined): ModelFormat => {
  const expected = wanted ? FORMAT_NAMES[wanted] : WANTED
  if (bytes.byteLength === 0) {
    throw new ModelLoadError(`The file is empty where ${expected} was expected; get it anew.`, {
      expected,
      actual: '0 bytes',
    })
  }
  const format = sniffFormat(bytes)
  if (format && (wanted === undefined || wanted === format)) return format
  const other = format
    ? { what: FORMAT_NAMES[format], advice: `open it as "${format}", or do not say what it is.` }
    : recogniseOtherFile(bytes, path)
  if (other) {
    throw new ModelLoadError(`The file is ${other.what}, not ${expected}; ${other.advice}`, {
      expected,
      actual: other.what,
    })
  }
  // Fields of a graph may come in another order than its writers' usual one, so who says it is one is believed for now.
  if (wanted) return wanted
  const start = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  throw new ModelLoadError(
    `The file is no model that we read: expected ${expected}, but it begins with the bytes ${start}.`,
    {
      expected,
      actual: `bytes beginning with ${start}`,
    },
  )
}

const openTflite = (bytes: Uint8Array, trusted: boolean | undefined): TfliteInfo => {
  const model = readTflite(bytes)
  if (!trusted) checkMemory(model.subgraphs)
  const refused = trusted ? [] : refusedOperators(model)
  if (refused.length > 0) throw refusal(refused)
  return tfliteInfo(model)
}

const openGraph = (bytes: Uint8Array, trusted: boolean | undefined, path: string | undefined): GraphInfo => {
  const graph = readGraph(bytes)
  checkGraph(graph)
  if (!trusted) {
    checkFrozen(graph, path)
    const refused = refusedNodes(graph)
    if (refused.length > 0) throw refusal(refused)
  }
  return graphInfo(graph)
}

/** Ops that hold a model's weights while it is trained. */
const VARIABLE_OPS: ReadonlySet<string> = new Set(['AutoReloadVariable', 'VarHandleOp', 'Variable', 'VariableV2'])

const checkFrozen = (graph: Graph, path: string | undefined): void => {
  const variables = graph.nodes.filter((node) => VARIABLE_OPS.has(node.op))
  const [first] = variables
  if (!first) return
  throw new ModelLoadError(
    `The graph is not frozen: the values of its variables, such as "${first.name}", are not in the file. ` +
      `Freeze it together with its checkpoint: ${freezeGraphDef(path)}`,
    { expected: FORMAT_NAMES.tensorflow, actual: `a graph with variables (${variables.length})` },
  )
}
