const FIRST_BYTES = 64 * 1024

/**
 * Joins chunks of bytes. They are copied as they come: a body in pieces of one byte would otherwise take a hundred times its size.
 */
export class ByteCollector {
  #buffer: Buffer
  #length = 0

  /** @param expectedBytes how many there will be; memory that is not written to takes no room */
  constructor(expectedBytes = 0) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(expectedBytes, 1))
  }

  /** The bytes so far. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  add(chunk: Uint8Array): void {
    const length = this.#length + chunk.byteLength
    if (length > this.#buffer.byteLength) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#buffer.byteLength, FIRST_BYTES))
      larger.set(this.bytes)
      this.#buffer = larger
    }
    this.#buffer.set(chunk, this.#length)
    this.#length = length
  }
}
