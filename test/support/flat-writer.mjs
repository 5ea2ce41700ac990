/**
 * A FlatBuffers writer without a schema, for files that no schema allows. A table is an object of values by slot:
 * a number is an int32, a bigint an int64; `i8`, `f32`, `text`, `bytes`, `list` and `table` make the others.
 */

export const i8 = (value) => ({ kind: 'i8', value })
export const f32 = (value) => ({ kind: 'f32', value })
export const text = (value) => ({ kind: 'text', value })
export const bytes = (value) => ({ kind: 'bytes', value })
/** A vector of int32 (numbers), int64 (bigints), float32 (`f32`), strings (`text`) or tables. */
export const list = (value) => ({ kind: 'list', value })
export const table = (fields) => ({ kind: 'table', fields })

const SIZES = { number: 4, bigint: 8, i8: 1, f32: 4 }
const kindOf = (value) => (typeof value === 'object' ? value.kind : typeof value)
const isReference = (value) => SIZES[kindOf(value)] === undefined

/** The bytes of a file whose root is the table. */
export const flatFile = (root, identifier) => {
  const writer = new Writer()
  const start = writer.reserve(4, 4)
  for (const letter of identifier) writer.view.setUint8(writer.reserve(1, 1), letter.charCodeAt(0))
  writer.point(start, root)
  return writer.finish()
}

class Writer {
  view = new DataView(new ArrayBuffer(1024))
  #end = 0

  /** Where `size` bytes of zeros start; `offset` bytes behind there the place is aligned. */
  reserve(size, alignment, offset = 0) {
    this.#end += (alignment - ((this.#end + offset) % alignment)) % alignment
    const start = this.#end
    this.#end += size
    if (this.#end > this.view.byteLength) {
      const grown = new Uint8Array(2 * this.#end)
      grown.set(new Uint8Array(this.view.buffer))
      this.view = new DataView(grown.buffer)
    }
    return start
  }

  finish() {
    return new Uint8Array(this.view.buffer, 0, Math.ceil(this.#end / 4) * 4).slice()
  }

  /** Writes the value behind all others and a reference to it at `position`. */
  point(position, value) {
    // The view is another when the file has grown meanwhile.
    const place = this.#place(value)
    this.view.setUint32(position, place - position, true)
  }

  #place(value) {
    const kind = kindOf(value)
    if (kind === 'text') return this.#bytes(new TextEncoder().encode(`${value.value}\0`), 1, 4)
    if (kind === 'bytes') return this.#bytes(value.value, 0, 16)
    if (kind === 'list') return this.#list(value.value)
    return this.#table(value.fields)
  }

  /** `ending` bytes are not counted. */
  #bytes(content, ending, alignment) {
    const start = this.reserve(4 + content.length, alignment, 4)
    this.view.setUint32(start, content.length - ending, true)
    new Uint8Array(this.view.buffer).set(content, start + 4)
    return start
  }

  #list(values) {
    const size = SIZES[kindOf(values[0] ?? 0)] ?? 4
    const start = this.reserve(4 + size * values.length, Math.max(size, 4), 4)
    this.view.setUint32(start, values.length, true)
    for (const [i, value] of values.entries()) this.#set(start + 4 + size * i, value)
    return start
  }

  #table(fields) {
    const slots = Object.keys(fields).map(Number)
    const count = slots.length === 0 ? 0 : Math.max(...slots) + 1
    const places = this.reserve(4 + 2 * count, 2)
    let size = 4
    const offsets = new Map()
    // The largest first, so that all are aligned.
    const sizeOf = (slot) => SIZES[kindOf(fields[slot])] ?? 4
    for (const slot of slots.toSorted((a, b) => sizeOf(b) - sizeOf(a))) {
      if (offsets.size === 0 && sizeOf(slot) === 8) size = 8
      offsets.set(slot, size)
      size += sizeOf(slot)
    }
    const start = this.reserve(size, 8)
    this.view.setUint16(places, 4 + 2 * count, true)
    this.view.setUint16(places + 2, size, true)
    this.view.setInt32(start, start - places, true)
    for (const [slot, offset] of offsets) {
      this.view.setUint16(places + 4 + 2 * slot, offset, true)
      this.#set(start + offset, fields[slot])
    }
    return start
  }

  #set(position, value) {
    const kind = kindOf(value)
    if (isReference(value)) this.point(position, value)
    else if (kind === 'bigint') this.view.setBigInt64(position, value, true)
    else if (kind === 'i8') this.view.setInt8(position, value.value)
    else if (kind === 'f32') this.view.setFloat32(position, value.value, true)
    else this.view.setInt32(position, value, true)
  }
}
