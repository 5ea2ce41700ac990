import { Buffer } from 'node:buffer'
import protobuf from 'protobufjs/minimal.js'

/** Messages inside messages that a file may nest; TensorFlow's own reader stops at 100. */
const MAX_DEPTH = 64

/**
 * Parts (messages and byte strings) a file may hold whatever its size. Each costs us some 150 bytes where it may cost the file
 * two, so without a bound a small hostile file would fill the memory; the largest published graphs hold under a million.
 */
const FREE_PARTS = 1_000_000

/** Beyond those, one for each so many bytes of file. */
const BYTES_PER_PART = 32

/** Numbers of a list that cost as much as one part. */
const NUMBERS_PER_PART = 8

/** Wire type of a group, a form of nesting that protobuf gave up before TensorFlow. */
const GROUP_START = 3

/** Characters of a decoded string that need a second look: NUL, and the replacement for bytes that are not UTF-8. */
const DOUBTFUL = /[\0\ufffd]/

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

/** The key that stands before a field in a file: its number and how its value is stored. */
export const key = (field: number, wire: keyof typeof WIRE): number => (field << 3) | WIRE[wire]

/** A protobuf reader that refuses files which nest too deep or hold too many parts. Byte fields are views, not copies. */
export class WireReader extends protobuf.BufferReader {
  #depth = 0
  #parts: number

  constructor(bytes: Uint8Array) {
    super(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    this.#parts = FREE_PARTS + bytes.byteLength / BYTES_PER_PART
  }

  /** Whether the message being read has more fields. */
  get more(): boolean {
    return this.pos < this.len
  }

  /** Reads a length and then a message of that length: `read` sees nothing beyond it. */
  message<T>(read: (reader: this) => T): T {
    const end = this.size() + this.pos
    if (end > this.len) throw new RangeError('a part is longer than what holds it')
    if (this.#depth++ > MAX_DEPTH) throw new RangeError(`its parts are nested more than ${MAX_DEPTH} deep`)
    this.#spend(1)
    const outer = this.len
    this.len = end
    const value = read(this)
    if (this.pos !== end) throw new RangeError('a part ends in mid-field')
    this.len = outer
    this.#depth--
    return value
  }

  /** Reads one number of a repeated field, or all of a packed run of them, as the field's key says. */
  repeated(fieldKey: number, read: () => void): void {
    const one = () => {
      this.#spend(1 / NUMBERS_PER_PART)
      read()
    }
    if ((fieldKey & 7) !== WIRE.bytes) one()
    else {
      this.message(() => {
        while (this.more) one()
      })
    }
  }

  /** A byte string as a view: one of those a message may have many of. */
  byteString(): Uint8Array {
    this.#spend(1)
    return this.bytes()
  }

  #spend(parts: number): void {
    this.#parts -= parts
    if (this.#parts < 0) throw new RangeError('it has too many parts for its size')
  }

  /** An int64: a number where a number is exact, a bigint beyond. The library's own reader would make an object of each. */
  integer(): number | bigint {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.pos >= this.len) throw new RangeError('a number is cut off')
      const byte = this.buf[this.pos++]!
      const bits = byte & 0x7f
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high = bits >> 4
      } else high |= bits << (shift - 32)
      if (byte < 0x80) {
        const value = (high | 0) * 4294967296 + (low >>> 0)
        return Number.isSafeInteger(value) ? value : BigInt.asIntN(64, (BigInt(high | 0) << 32n) | BigInt(low >>> 0))
      }
    }
    throw new RangeError('a number is longer than 64 bits')
  }

  /**
   * Reads a string field of proto3: valid UTF-8, and without NUL, since the C API of TensorFlow ends names there.
   * @throws RangeError for anything else
   */
  text(): string {
    const start = this.pos
    const text = this.string()
    if (!DOUBTFUL.test(text)) return text
    if (text.includes('\0')) throw new RangeError('a name contains a NUL character')
    // U+FFFD stands for bytes that are not UTF-8, unless the file has that character itself.
    this.pos = start
    this.stringVerify()
    return text
  }

  /**
   * Notes that a singular field was read. Protobuf merges a repeated one, or keeps the last, depending on the reader, so a file
   * with one means different things to different readers.
   * @param seen the fields of the message so far, one bit for each number
   * @returns `seen` with this field
   * @throws RangeError when the field was there before
   */
  once(seen: number, fieldKey: number): number {
    const bit = 1 << (fieldKey >>> 3)
    if (seen & bit) throw new RangeError(`a part has its field ${fieldKey >>> 3} twice`)
    return seen | bit
  }

  /** Steps over a field that we do not read; the writer drops it. Refuses groups, which no message of TensorFlow has. */
  skipField(fieldKey: number): void {
    if ((fieldKey & 7) === GROUP_START) throw new RangeError('a part holds a group, which graphs do not have')
    this.skipType(fieldKey & 7, 0, fieldKey >>> 3)
  }
}

/** Reads the fields of one message, up to the reader's end. */
export type Read<T> = (reader: WireReader) => T
