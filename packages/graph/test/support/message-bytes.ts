/** Bytes of a protobuf message, field by field, for files that no writer writes. */
export type Bytes = readonly number[]

const encoder = new TextEncoder()

export const varint = (value: number): Bytes => {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return [...bytes, rest]
}

/** A field that holds a number. */
export const number = (field: number, value: number): Bytes => [...varint(field * 8), ...varint(value)]

/** A field that holds bytes, or the fields of a message one after the other. */
export const part = (field: number, ...content: readonly Bytes[]): Bytes => {
  const bytes = content.flat()
  return [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes]
}

/** A field that holds text. */
export const text = (field: number, value: string): Bytes => part(field, [...encoder.encode(value)])

/** An attribute of a node, function or call; the fields are those of its AttrValue. */
export const attr = (field: number, name: string, ...value: readonly Bytes[]): Bytes =>
  part(field, text(1, name), part(2, ...value))

/** A node of a graph (field 1) or function (field 3). */
export const node = (field: number, name: string, op: string, ...rest: readonly Bytes[]): Bytes =>
  part(field, text(1, name), text(2, op), ...rest)

/** A file. */
export const file = (...fields: readonly Bytes[]): Uint8Array => Uint8Array.from(fields.flat())
