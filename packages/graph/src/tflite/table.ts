import { ByteBuffer } from 'flatbuffers'

/** Strings and lists of a file may share bytes, but all that is read of them may not be more than so many times the file. */
const MAX_READ = 4

/** Bytes a file of any size may give in strings and lists. */
const FREE_READ = 1 << 20

/** Bytes that an object of ours takes for a table, about; a file can name a table in four. */
const TABLE_COST = 64

/** Bytes before the fields of a table, and before the places in its list of them. */
const HEADER = 4

/**
 * A FlatBuffers file whose every offset is checked before it is followed. Offsets point forward only, so no chain of them
 * is endless; a budget keeps a small file from making much of little by pointing to the same bytes again and again.
 * All of its methods throw a RangeError where the file is damaged.
 */
export class FlatFile {
  readonly bytes: Uint8Array
  readonly buffer: ByteBuffer
  #budget: number

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.buffer = new ByteBuffer(bytes)
    this.#budget = FREE_READ + MAX_READ * bytes.byteLength
  }

  /** The table that the file is. */
  root(): Table {
    return new Table(this, this.follow(0))
  }

  /** Where the offset at `position` points. */
  follow(position: number): number {
    this.check(position, 4)
    const target = position + this.buffer.readUint32(position)
    this.check(target, 4)
    return target
  }

  /** Throws unless `length` bytes from `position` lie in the file. */
  check(position: number, length: number): void {
    if (position < 0 || position + length > this.bytes.byteLength) {
      throw new RangeError(`it points to byte ${position + length - 1} of ${this.bytes.byteLength}`)
    }
  }

  /** Takes what is about to be read out of the budget. */
  spend(bytes: number): void {
    this.#budget -= bytes
    if (this.#budget < 0) throw new RangeError('its parts overlap, so that they are more than the file')
  }
}

/** A list in the file: where its elements start and how many there are. */
interface Vector {
  readonly start: number
  readonly length: number
}

/** An object in a FlatBuffers file: its fields by slot, the number of the field in the schema counted from 0. */
export class Table {
  readonly #file: FlatFile
  readonly #position: number
  readonly #size: number

  /** @throws RangeError when no whole table lies at `position` */
  constructor(file: FlatFile, position: number) {
    file.spend(TABLE_COST)
    file.check(position, 4)
    // A table starts with how far before it (or after) the list of its fields' places is.
    const places = position - file.buffer.readInt32(position)
    file.check(places, 4)
    const placesSize = file.buffer.readUint16(places)
    file.check(places, placesSize)
    this.#file = file
    this.#position = position
    this.#size = file.buffer.readUint16(places + 2)
    if (placesSize < HEADER || this.#size < HEADER) throw new RangeError('it has a table without a header')
    file.check(position, this.#size)
    // Fields that nothing here reads are looked at too: the engine reads more of them.
    for (let at = places + HEADER; at + 2 <= places + placesSize; at += 2) {
      const place = file.buffer.readUint16(at)
      if (place !== 0 && (place < HEADER || place >= this.#size)) throw outside()
    }
  }

  /** Where the field lies, or undefined when the table does not have it. `size` is how many bytes it takes. */
  #find(slot: number, size: number): number | undefined {
    const offset = this.#file.buffer.__offset(this.#position, 4 + 2 * slot)
    if (offset === 0) return undefined
    if (offset + size > this.#size) throw outside()
    return this.#position + offset
  }

  has(slot: number): boolean {
    return this.#find(slot, 1) !== undefined
  }

  int8(slot: number, fallback = 0): number {
    const at = this.#find(slot, 1)
    return at === undefined ? fallback : this.#file.buffer.readInt8(at)
  }

  uint8(slot: number, fallback = 0): number {
    const at = this.#find(slot, 1)
    return at === undefined ? fallback : this.#file.buffer.readUint8(at)
  }

  bool(slot: number): boolean {
    return this.uint8(slot) !== 0
  }

  int32(slot: number, fallback = 0): number {
    const at = this.#find(slot, 4)
    return at === undefined ? fallback : this.#file.buffer.readInt32(at)
  }

  uint32(slot: number, fallback = 0): number {
    const at = this.#find(slot, 4)
    return at === undefined ? fallback : this.#file.buffer.readUint32(at)
  }

  float32(slot: number, fallback = 0): number {
    const at = this.#find(slot, 4)
    return at === undefined ? fallback : this.#file.buffer.readFloat32(at)
  }

  uint64(slot: number): number {
    const at = this.#find(slot, 8)
    return at === undefined ? 0 : Number(this.#file.buffer.readUint64(at))
  }

  /** An int64 as a number; the nearest where it is beyond ±2^53. */
  int64(slot: number): number {
    const at = this.#find(slot, 8)
    return at === undefined ? 0 : Number(this.#file.buffer.readInt64(at))
  }

  /** The table that a field points to, or undefined. */
  table(slot: number): Table | undefined {
    const at = this.#find(slot, 4)
    return at === undefined ? undefined : new Table(this.#file, this.#file.follow(at))
  }

  /** The tables of a list; empty when the field is not there. */
  tables(slot: number): readonly Table[] {
    const { start, length } = this.#vector(slot, 4)
    return Array.from({ length }, (_, i) => new Table(this.#file, this.#file.follow(start + 4 * i)))
  }

  /** A string, empty when the field is not there. What is not UTF-8 in it becomes U+FFFD. */
  string(slot: number): string {
    const bytes = this.bytes(slot)
    if (!bytes) return ''
    this.#file.spend(bytes.length)
    return TEXT.decode(bytes)
  }

  /** The bytes of a list of bytes, as a view, or undefined when the field is not there. */
  bytes(slot: number): Uint8Array | undefined {
    const { start, length } = this.#vector(slot, 1)
    return start === 0 ? undefined : this.#file.bytes.subarray(start, start + length)
  }

  int32s(slot: number): readonly number[] {
    const { start, length } = this.#vector(slot, 4)
    return Array.from({ length }, (_, i) => this.#file.buffer.readInt32(start + 4 * i))
  }

  float32s(slot: number): readonly number[] {
    const { start, length } = this.#vector(slot, 4)
    return Array.from({ length }, (_, i) => this.#file.buffer.readFloat32(start + 4 * i))
  }

  /** A list of int64 as numbers; the nearest where one is beyond ±2^53. */
  int64s(slot: number): readonly number[] {
    const { start, length } = this.#vector(slot, 8)
    return Array.from({ length }, (_, i) => Number(this.#file.buffer.readInt64(start + 8 * i)))
  }

  #vector(slot: number, elementSize: number): Vector {
    const at = this.#find(slot, 4)
    if (at === undefined) return { start: 0, length: 0 }
    const position = this.#file.follow(at)
    const length = this.#file.buffer.readUint32(position)
    this.#file.check(position + 4, length * elementSize)
    // Lists of bytes are views and cost nothing.
    if (elementSize > 1) this.#file.spend(length * elementSize)
    return { start: position + 4, length }
  }
}

const outside = () => new RangeError('it has a table with a field outside of it')

const TEXT = new TextDecoder()
