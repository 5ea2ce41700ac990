import { type DType, InferenceError, type PartialShape } from '@zoo/graph/base'

export { InferenceError, ModelLoadError, UnsupportedGraphError, type UnsupportedNode } from '@zoo/graph/base'

const cause = (fields: { cause?: unknown }): ErrorOptions | undefined =>
  'cause' in fields ? { cause: fields.cause } : undefined

/** One place a library or engine was looked for, and why it did not serve. */
export interface Attempt {
  readonly place: string
  readonly reason: string
}

/** A native binary is absent, of the wrong platform or of the wrong version. */
export class NativeLoadError extends InferenceError {
  /** `process.platform`-`process.arch`, with `-musl` where the libc is. */
  readonly platform: string
  readonly tried: readonly Attempt[]
  readonly advice: string

  constructor(
    message: string,
    fields: { platform: string; tried: readonly Attempt[]; advice: string; cause?: unknown },
  ) {
    super('ERR_NATIVE_LOAD', message, cause(fields))
    this.platform = fields.platform
    this.tried = fields.tried
    this.advice = fields.advice
  }
}

/** Names that an error lists: logs and answers of services often print all of its fields. */
const MAX_KNOWN = 1000

/** A tensor name is unknown, missing or given twice. */
export class TensorNameError extends InferenceError {
  /** The tensor's name as it was given, or the missing one. */
  readonly tensor: string
  /** Names that would do; the first 1000 where there are more. */
  readonly known: readonly string[]

  constructor(message: string, fields: { tensor: string; known: readonly string[] }) {
    super('ERR_TENSOR_NAME', message)
    this.tensor = fields.tensor
    this.known = fields.known.length > MAX_KNOWN ? fields.known.slice(0, MAX_KNOWN) : fields.known
  }
}

/** What a tensor is or should be, in an error's fields. */
export interface TensorForm {
  readonly dtype?: DType | null
  readonly shape?: PartialShape
  readonly length?: number
  /** Where the form cannot say it: the offending value, for instance. */
  readonly detail?: string
}

/** A feed's dtype, shape, length or values are not what the graph takes. */
export class TensorMismatchError extends InferenceError {
  readonly tensor: string
  readonly expected: TensorForm
  readonly received: TensorForm

  constructor(message: string, fields: { tensor: string; expected: TensorForm; received: TensorForm }) {
    super('ERR_TENSOR_MISMATCH', message)
    this.tensor = fields.tensor
    this.expected = fields.expected
    this.received = fields.received
  }
}

/** An argument or option is unknown or has a bad value. */
export class ArgumentError extends InferenceError {
  readonly option: string
  readonly expected: string
  readonly received: unknown

  constructor(message: string, fields: { option: string; expected: string; received: unknown; cause?: unknown }) {
    super('ERR_ARGUMENT', message, cause(fields))
    this.option = fields.option
    this.expected = fields.expected
    this.received = fields.received
  }
}

/** An engine that could not serve, and what to do about it. */
export interface EngineAttempt {
  readonly engine: string
  readonly reason: string
  readonly advice?: string
}

/** No engine can take the model. */
export class NoEngineError extends InferenceError {
  readonly engines: readonly EngineAttempt[]
  readonly advice: string

  constructor(message: string, fields: { engines: readonly EngineAttempt[]; advice: string; cause?: unknown }) {
    super('ERR_NO_ENGINE', message, cause(fields))
    this.engines = fields.engines
    this.advice = fields.advice
  }
}

/** An image cannot be decoded, or is too large. */
export class ImageError extends InferenceError {
  /** The format that was recognised, or undefined. */
  readonly format: string | undefined
  /** The option that would let a larger image in, where it was its limit that was exceeded. */
  readonly option: string | undefined

  constructor(
    message: string,
    fields: { format?: string | undefined; option?: string | undefined; cause?: unknown } = {},
  ) {
    super('ERR_IMAGE', message, cause(fields))
    this.format = fields.format
    this.option = fields.option
  }
}

/** The engine refused or failed a run. */
export class RunError extends InferenceError {
  /** The engine's own name for what happened, such as `INVALID_ARGUMENT`. */
  readonly status: string
  readonly engine: string
  readonly model: string | undefined

  constructor(
    message: string,
    fields: { status: string; engine: string; model?: string | undefined; cause?: unknown },
  ) {
    super('ERR_RUN', message, cause(fields))
    this.status = fields.status
    this.engine = fields.engine
    this.model = fields.model
  }
}

/** The run queue is full: the caller should shed load or try later. */
export class BusyError extends InferenceError {
  readonly limit: number
  readonly waiting: number

  constructor(message: string, fields: { limit: number; waiting: number }) {
    super('ERR_BUSY', message)
    this.limit = fields.limit
    this.waiting = fields.waiting
  }
}

/** A model, session or engine was used after it was disposed. */
export class DisposedError extends InferenceError {
  /** What was disposed: `Model`, `Session`. */
  readonly object: string

  constructor(object: string) {
    super('ERR_DISPOSED', `This ${object} was disposed, so it cannot be used any more; load it again.`)
    this.object = object
  }
}

/**
 * A run, or what `what` names, was given up because its AbortSignal fired; `cause` is the signal's reason.
 * Its `name` is `AbortError`, the platform's word for it, so the usual check finds it.
 */
export class AbortError extends InferenceError {
  constructor(reason: unknown, what = 'run') {
    super('ERR_ABORTED', `The ${what} was aborted by its signal.`, { cause: reason })
    this.name = 'AbortError'
  }
}
