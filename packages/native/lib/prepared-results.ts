import { type Tensor, tensorOf } from '@zoo/core/engine'
import type { DType } from '@zoo/graph/base'
import type { NativeResult } from './addon.js'

interface Result {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly bytes: number
}

/** Makes what a run will most likely answer while the library computes: tensors as the run before answered, which was like it. */
export class PreparedResults {
  readonly #shareFrom: number
  #results: readonly Result[] | undefined
  #form = new BigInt64Array()

  /** @param shareFrom the addon's: larger results are handed over without a copy, so nothing is made for them */
  constructor(shareFrom: number) {
    this.#shareFrom = shareFrom
  }

  /** For each result its type, its rank and its dimensions, as the addon compares them. */
  get form(): BigInt64Array {
    return this.#form
  }

  /** Keeps what a run answered. */
  learn(answer: readonly NativeResult[], tensors: readonly Tensor[]): void {
    const results = tensors.map(({ dtype, shape, data }) => {
      const bytes = dtype === 'string' ? 0 : (data as ArrayBufferView).byteLength
      return { dtype, shape: [...shape], bytes }
    })
    const canPrepare = results.every(({ bytes }) => bytes > 0 && bytes < this.#shareFrom)
    this.#results = canPrepare ? results : undefined
    if (!canPrepare) return
    this.#form = BigInt64Array.from(answer.flatMap(([type, shape]) => [type, shape.length, ...shape]).map(BigInt))
  }

  /** New tensors, with the memory that the next results are to be written to; undefined where it is not known what they will be. */
  make(): Tensor[] | undefined {
    return this.#results?.map(({ dtype, shape, bytes }) => tensorOf(dtype, shape, new ArrayBuffer(bytes)))
  }
}
