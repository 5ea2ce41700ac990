/** The elements of a constant that are made where they are to lie: large ones are then touched just once. */
export interface Content {
  readonly byteLength: number
  /** Writes the elements, little-endian. `bytes` are as many, and aligned to 16. */
  writeTo(bytes: Uint8Array): void
}

/** A tensor of which only that matters here. */
interface Constant {
  readonly data?: Uint8Array | Content
}

/** What XNNPACK and the schema ask of a constant's bytes. */
export const DATA_ALIGNMENT = 16

/** A constant's elements as a vector of bytes, and where that stands behind the tables. */
export interface Placed<T extends Constant = Constant> {
  readonly tensor: T
  readonly data: Uint8Array | Content
  /** Of its length; the elements are aligned. */
  readonly start: number
}

/** Bytes of a vector's length, which stands before its elements. */
const LENGTH = 4

/** Where the elements of those tensors go that have some, in the tensors' order. */
export function layOut<T extends Constant>(tensors: readonly T[]): Placed<T>[] {
  const placed: Placed<T>[] = []
  let end = 0
  for (const tensor of tensors) {
    const { data } = tensor
    if (!data) continue
    const start = Math.ceil((end + LENGTH) / DATA_ALIGNMENT) * DATA_ALIGNMENT - LENGTH
    placed.push({ tensor, data, start })
    end = start + LENGTH + data.byteLength
  }
  return placed
}

/** The file: the tables, and behind them the contents where they were laid out. */
export function appended(tables: Uint8Array, contents: readonly Placed[]): Uint8Array {
  const last = contents.at(-1)
  const file = new Uint8Array(tables.length + (last ? last.start + LENGTH + last.data.byteLength : 0))
  file.set(tables)
  const view = new DataView(file.buffer)
  for (const { data, start } of contents) {
    const at = tables.length + start
    view.setUint32(at, data.byteLength, true)
    const place = file.subarray(at + LENGTH, at + LENGTH + data.byteLength)
    if (data instanceof Uint8Array) place.set(data)
    else data.writeTo(place)
  }
  return file
}
