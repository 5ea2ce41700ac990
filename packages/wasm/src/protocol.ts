/** What a worker gets at its start: one model, for good. */
export interface Setup {
  /** The model's file, as `resizableTflite` makes it. */
  readonly model: Uint8Array
  /** Where in it the dimensions of each input lie. */
  readonly dimensions: readonly number[]
  /** The shapes to compile the model for at once, by input. */
  readonly shapes: readonly (readonly number[])[]
  /** Whether inputs may come in other shapes; then failing to compile for the first is no failure of the model. */
  readonly isOpen: boolean
  readonly threads: number
  /** Let LiteRT write its log to stderr. */
  readonly verbose: boolean
}

/** A tensor on its way: LiteRT's number of the dtype, the shape, the bytes of the elements. */
export type TensorMessage = readonly [type: number, shape: readonly number[], data: ArrayBuffer]

/** A run: every input in the file's order, and which outputs to send back. */
export interface Request {
  readonly inputs: readonly TensorMessage[]
  readonly outputs: readonly number[]
}

/** A failure in words that survive the way between threads. */
export interface Failure {
  /** `UNAVAILABLE` when no WebAssembly of LiteRT starts here, else what failed. */
  readonly status: 'UNAVAILABLE' | 'COMPILATION' | 'INVALID_ARGUMENT' | 'RUNTIME_FAILURE'
  readonly message: string
  /** Whether the worker should do no more. */
  readonly worn: boolean
}

/** What a worker answers: once when it has compiled the model, then once to each request, in order. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly outputs: readonly TensorMessage[] }
  | { readonly kind: 'failed'; readonly failure: Failure }
