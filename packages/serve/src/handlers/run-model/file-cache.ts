import { webcrypto } from 'node:crypto'

/** A file that is kept, under its SHA-256. */
export interface CachedFile {
  readonly sha256: string
  readonly bytes: Uint8Array
}

/** Files by their SHA-256; the least recently used are forgotten when there are more bytes than the limit. */
export class FileCache {
  readonly #limitBytes: number
  readonly #files = new Map<string, CachedFile>()
  #bytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** Keeps a file. The bytes are copied, since they may be a small part of a request's memory. */
  async add(bytes: Uint8Array): Promise<CachedFile> {
    // Off the event loop: models are large.
    const digest = await webcrypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
    const sha256 = Buffer.from(digest).toString('hex')
    const known = this.get(sha256)
    if (known) return known
    const file = { sha256, bytes: Uint8Array.from(bytes) }
    this.#files.set(sha256, file)
    this.#bytes += bytes.byteLength
    for (const [oldest, { bytes: old }] of this.#files) {
      if (this.#bytes <= this.#limitBytes || oldest === sha256) break
      this.#files.delete(oldest)
      this.#bytes -= old.byteLength
    }
    return file
  }

  get(sha256: string): CachedFile | undefined {
    const file = this.#files.get(sha256)
    if (!file) return undefined
    this.#files.delete(sha256)
    this.#files.set(sha256, file)
    return file
  }

  /** Forgets a file. */
  delete(sha256: string): void {
    const file = this.#files.get(sha256)
    if (!file) return
    this.#files.delete(sha256)
    this.#bytes -= file.bytes.byteLength
  }
}
