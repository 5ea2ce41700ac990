/** A message between the processes: a header as JSON, and binary segments that follow it. */
export interface Frame<H> {
  readonly header: H
  readonly segments: readonly ArrayBuffer[]
}

/** The header on the wire also has the size of each segment. */
interface WireHeader {
  readonly header: unknown
  readonly sizes: readonly number[]
}

const PREFIX_BYTES = 4

/** Bytes of a header. The longest are lists of a graph's nodes. */
const MAX_HEADER_BYTES = 64 << 20

/** What the other side sent is not a frame, or a frame above the limit. */
export class FrameError extends Error {}

/**
 * The chunks of one frame, in order: the header's length as uint32, the header, the segments. JSON and raw bytes, not the
 * structured clone format, because its reader is not safe against data from a compromised process.
 */
export function frameOf(header: unknown, segments: readonly Uint8Array[]): readonly Uint8Array[] {
  const wire: WireHeader = { header, sizes: segments.map(({ byteLength }) => byteLength) }
  const json = Buffer.from(JSON.stringify(wire))
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32LE(json.byteLength)
  return [Buffer.concat([prefix, json]), ...segments.filter(({ byteLength }) => byteLength > 0)]
}

/** Puts a stream of bytes together into frames. */
export class FrameReader<H> {
  readonly #maxBytes: number
  readonly #onFrame: (frame: Frame<H>) => void
  #wire: WireHeader | undefined
  #segments: ArrayBuffer[] = []
  #part = new Uint8Array(PREFIX_BYTES)
  #filled = 0
  #readsPrefix = true

  /** @param maxBytes of all segments of one frame; more is refused before memory is allocated for it */
  constructor(maxBytes: number, onFrame: (frame: Frame<H>) => void) {
    this.#maxBytes = maxBytes
    this.#onFrame = onFrame
  }

  /** Takes the next bytes; calls back for each frame that they complete. @throws FrameError */
  push(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.byteLength) {
      const taken = Math.min(chunk.byteLength - at, this.#part.byteLength - this.#filled)
      this.#part.set(chunk.subarray(at, at + taken), this.#filled)
      this.#filled += taken
      at += taken
      if (this.#filled === this.#part.byteLength) this.#complete()
    }
  }

  #complete(): void {
    if (this.#readsPrefix) this.#expectHeader()
    else if (this.#wire) this.#segments.push(this.#part.buffer as ArrayBuffer)
    else this.#wire = parseHeader(this.#part, this.#maxBytes)
    if (this.#wire) this.#nextSegment(this.#wire)
  }

  #expectHeader(): void {
    const length = new DataView(this.#part.buffer).getUint32(0, true)
    if (length === 0 || length > MAX_HEADER_BYTES) throw new FrameError(`a header of ${length} bytes`)
    this.#readsPrefix = false
    this.#expect(new Uint8Array(length))
  }

  #nextSegment(wire: WireHeader): void {
    // An empty segment takes no bytes from the stream.
    while (wire.sizes[this.#segments.length] === 0) this.#segments.push(new ArrayBuffer(0))
    const size = wire.sizes[this.#segments.length]
    if (size !== undefined) {
      this.#expect(new Uint8Array(size))
      return
    }
    const frame = { header: wire.header as H, segments: this.#segments }
    this.#wire = undefined
    this.#segments = []
    this.#readsPrefix = true
    this.#expect(new Uint8Array(PREFIX_BYTES))
    this.#onFrame(frame)
  }

  #expect(part: Uint8Array<ArrayBuffer>): void {
    this.#part = part
    this.#filled = 0
  }
}

function parseHeader(json: Uint8Array, maxBytes: number): WireHeader {
  let wire: Partial<WireHeader> | null
  try {
    wire = JSON.parse(Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString())
  } catch (cause) {
    throw new FrameError('a header that is not JSON', { cause })
  }
  const sizes: unknown = wire?.sizes
  if (typeof wire?.header !== 'object' || wire.header === null || !Array.isArray(sizes) || !sizes.every(isSize)) {
    throw new FrameError('a header of another form')
  }
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  if (bytes > maxBytes) throw new FrameError(`${bytes} bytes, more than the ${maxBytes} it may hold`)
  return { header: wire.header, sizes }
}

const isSize = (size: unknown): size is number => Number.isSafeInteger(size) && (size as number) >= 0
