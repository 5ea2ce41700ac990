const FIRST_BLOCK = 64 * 1024

/**
 * Bytes that arrive in chunks, copied into one block that doubles when it is full. Kept one by one, chunks of a byte cost some 90 bytes
 * of memory each, and pin the larger buffers that they are slices of.
 */
export class GrowingBytes {
  readonly #limit: number
  #block = Buffer.alloc(0)
  #length = 0

  /** @param limit most bytes; the block never grows beyond it */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Copies a chunk to the end, or returns false when it exceeds the limit. */
  append(chunk: Uint8Array): boolean {
    const length = this.#length + chunk.length
    if (length > this.#limit) return false
    if (length > this.#block.length) this.#grow(length)
    this.#block.set(chunk, this.#length)
    this.#length = length
    return true
  }

  /** All bytes so far; nothing may be appended afterwards. */
  take(): Buffer {
    return this.#block.subarray(0, this.#length)
  }

  #grow(length: number): void {
    const size = Math.min(this.#limit, Math.max(length, this.#block.length * 2, FIRST_BLOCK))
    // Not from Node's pool, and not filled with zeros: only what was written is ever handed out.
    const block = Buffer.allocUnsafeSlow(size)
    block.set(this.#block.subarray(0, this.#length))
    this.#block = block
  }
}
