import { shortMessage } from './shortened.js'

/** Says of an object from any copy of our packages that it is one of our errors: the check must outlive duplicate installs. */
const marker = Symbol.for('zoo.InferenceError')

/** The base of every error our packages reject with: a stable `code` and the facts as fields beside the sentence. */
export class InferenceError extends Error {
  /** Stable across releases; what a program should switch on. */
  readonly code: string
  readonly [marker] = true

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(shortMessage(message), options)
    this.name = new.target.name
    this.code = code
  }

  /** Whether `value` is one of our errors, even when another copy of the package made it. */
  static isInstance(value: unknown): value is InferenceError {
    return typeof value === 'object' && value !== null && marker in value
  }
}

/** The file is missing, differs from its hash, or is no model we can read. */
export class ModelLoadError extends InferenceError {
  readonly path: string | undefined
  readonly expected: string | undefined
  readonly actual: string | undefined

  constructor(
    message: string,
    fields: { path?: string | undefined; expected?: string; actual?: string; cause?: unknown } = {},
  ) {
    super('ERR_MODEL_LOAD', message, 'cause' in fields ? { cause: fields.cause } : undefined)
    this.path = fields.path
    this.expected = fields.expected
    this.actual = fields.actual
  }
}

/** One node that an engine cannot run or the allow-list forbids. */
export interface UnsupportedNode {
  readonly node: string
  readonly op: string
  readonly reason: string
  /** Only because shapes are open: where those of a run are known, it may be taken. */
  readonly open?: true
}

/** An engine cannot run these ops, or the op allow-list forbids them. */
export class UnsupportedGraphError extends InferenceError {
  readonly nodes: readonly UnsupportedNode[]

  constructor(message: string, fields: { nodes: readonly UnsupportedNode[]; cause?: unknown }) {
    super('ERR_UNSUPPORTED_GRAPH', message, 'cause' in fields ? { cause: fields.cause } : undefined)
    this.nodes = fields.nodes
  }

  /** The distinct ops among `nodes`. */
  get ops(): readonly string[] {
    return [...new Set(this.nodes.map((n) => n.op))]
  }

  /** The distinct reasons among `nodes`. */
  get reasons(): readonly string[] {
    return [...new Set(this.nodes.map((n) => n.reason))]
  }
}
