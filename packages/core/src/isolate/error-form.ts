import {
  ArgumentError,
  BusyError,
  DisposedError,
  InferenceError,
  ModelLoadError,
  NativeLoadError,
  NoEngineError,
  RunError,
  TensorMismatchError,
  TensorNameError,
  UnsupportedGraphError,
} from '../errors.js'
import { valueInWords } from '../wording.js'

/** An error on its way between processes. */
export interface ErrorForm {
  readonly name: string
  readonly message: string
  /** Of an InferenceError, or of an error of Node such as `ENOENT`. */
  readonly code?: string
  /** Whether it is an InferenceError. */
  readonly ours: boolean
  /** The fields of its class. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly cause?: ErrorForm
}

/** Causes below this depth are left out. */
const MAX_CAUSES = 4

/** Fields of every error, which the form has apart. */
const OWN = new Set(['name', 'message', 'code', 'stack', 'cause'])

/** An error as JSON holds it. */
export function formOfError(error: unknown, causes = MAX_CAUSES): ErrorForm {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: String(error), ours: false, fields: {} }
  }
  const { name, message, cause } = error
  const code = (error as { code?: unknown }).code
  const fields = Object.entries(error).filter(([key]) => !OWN.has(key))
  return {
    name,
    message,
    ours: InferenceError.isInstance(error),
    ...(typeof code === 'string' && { code }),
    fields: Object.fromEntries(fields.map(([key, value]) => [key, plain(value)])),
    ...(cause !== undefined && causes > 0 && { cause: formOfError(cause, causes - 1) }),
  }
}

/** A field's value if JSON can hold it, else what it is in words. */
function plain(value: unknown): unknown {
  try {
    return value === undefined || JSON.stringify(value) === undefined ? undefined : value
  } catch {
    return valueInWords(value)
  }
}

/** Makes an error of its message and fields. */
type Make = (message: string, fields: never) => InferenceError

const CLASSES: Readonly<Record<string, Make>> = {
  ERR_NATIVE_LOAD: (message, fields) => new NativeLoadError(message, fields),
  ERR_MODEL_LOAD: (message, fields) => new ModelLoadError(message, fields),
  ERR_TENSOR_NAME: (message, fields) => new TensorNameError(message, fields),
  ERR_TENSOR_MISMATCH: (message, fields) => new TensorMismatchError(message, fields),
  ERR_ARGUMENT: (message, fields) => new ArgumentError(message, fields),
  ERR_NO_ENGINE: (message, fields) => new NoEngineError(message, fields),
  ERR_UNSUPPORTED_GRAPH: (message, fields) =>
    new UnsupportedGraphError(message, { ...(fields as object), ...nodes(fields) }),
  ERR_RUN: (message, fields) => new RunError(message, fields),
  ERR_BUSY: (message, fields) => new BusyError(message, fields),
  ERR_DISPOSED: (_message, { object }: { object: string }) => new DisposedError(String(object)),
}

const nodes = ({ nodes }: { nodes?: unknown }) => ({ nodes: Array.isArray(nodes) ? nodes : [] })

/** The error of a form: of the same class, with the same code, message, fields and causes. */
export function errorOfForm({ name, message, code, ours, fields, cause }: ErrorForm): Error {
  const options = cause ? { cause: errorOfForm(cause) } : {}
  if (ours && code !== undefined) {
    const make = Object.hasOwn(CLASSES, code) ? CLASSES[code] : undefined
    if (make) return make(message, { ...fields, ...options } as never)
    return new InferenceError(code, message, options)
  }
  return Object.assign(new Error(message, options), { name, ...(code !== undefined && { code }), ...fields })
}
