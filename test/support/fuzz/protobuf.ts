/**
 * Writes protobuf messages field by field, valid or not: the same field twice, in any order, with any content. A field is the
 * bytes of its key and value; a message is the fields one after another.
 */
export type Fields = readonly Uint8Array[]

const encoder = new TextEncoder()

/** A base-128 number; negative ones as 64-bit two's complement. */
export const varint = (value: number | bigint): Uint8Array => {
  let rest = BigInt.asUintN(64, BigInt(value))
  const bytes: number[] = []
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 0x80 : low)
  } while (rest > 0n)
  return Uint8Array.from(bytes)
}

export const concat = (parts: Fields): Uint8Array => Buffer.concat(parts)

/** A varint field. */
export const int = (field: number, value: number | bigint | boolean): Uint8Array =>
  concat([varint(field << 3), varint(typeof value === 'boolean' ? Number(value) : value)])

/** A 32-bit float field. */
export const float = (field: number, value: number): Uint8Array =>
  concat([varint((field << 3) | 5), new Uint8Array(Float32Array.of(value).buffer)])

/** A bytes, string or message field. */
export const bytes = (field: number, value: string | Uint8Array | Fields): Uint8Array => {
  const content =
    typeof value === 'string' ? encoder.encode(value) : value instanceof Uint8Array ? value : concat(value)
  return concat([varint((field << 3) | 2), varint(content.length), content])
}
