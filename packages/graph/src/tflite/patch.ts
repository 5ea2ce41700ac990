import type { ByteBuffer } from 'flatbuffers'
import { SUBGRAPH } from './schema.js'

/**
 * Lists of int32 and strings to be put behind a file, and references in it to be set. These point forward only, so the end is where
 * new things fit.
 */
export class Tail {
  readonly #start: number
  readonly #words: number[] = []
  readonly #references: [position: number, target: number][] = []

  constructor(fileLength: number) {
    this.#start = Math.ceil(fileLength / 4) * 4
  }

  /** Where the list will lie. */
  add(list: readonly number[]): number {
    const position = this.#start + 4 * this.#words.length
    this.#words.push(list.length, ...list)
    return position
  }

  /** Where the string will lie, with the zero that ends it. */
  addString(text: string): number {
    const position = this.#start + 4 * this.#words.length
    const bytes = new Uint8Array(Math.ceil((text.length + 1) / 4) * 4)
    const { written } = new TextEncoder().encodeInto(text, bytes)
    const view = new DataView(bytes.buffer)
    this.#words.push(written, ...Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(4 * i, true)))
    return position
  }

  /** Makes the reference at `position`, if there is one, one to `target`. */
  point(position: number, target: number): void {
    if (position > 0) this.#references.push([position, target])
  }

  appendTo(bytes: Uint8Array): Uint8Array {
    const whole = new Uint8Array(this.#start + 4 * this.#words.length)
    whole.set(bytes)
    const view = new DataView(whole.buffer)
    for (const [i, word] of this.#words.entries()) view.setInt32(this.#start + 4 * i, word, true)
    for (const [position, target] of this.#references) view.setUint32(position, target - position, true)
    return whole
  }
}

/** Where a field of a table lies, 0 when the table does not have it. */
export const at = (file: ByteBuffer, table: number, slot: number): number => {
  const offset = file.__offset(table, 4 + 2 * slot)
  return offset && table + offset
}

/** Where the reference at `position` leads. */
export const follow = (file: ByteBuffer, position: number): number => position + file.readUint32(position)

/** Where the elements lie, of four bytes each, in the list that the field at `position` refers to. */
export const elements = (file: ByteBuffer, position: number): readonly number[] => {
  if (position === 0) return []
  const list = follow(file, position)
  return Array.from({ length: file.readUint32(list) }, (_, i) => list + 4 + 4 * i)
}

/** The elements of the list that the field at `position` refers to. */
export const int32s = (file: ByteBuffer, position: number): readonly number[] =>
  elements(file, position).map((element) => file.readInt32(element))

/** Where the tables of a graph's tensors lie. */
export const tensorsOf = (file: ByteBuffer, graph: number): readonly number[] =>
  elements(file, at(file, graph, SUBGRAPH.tensors)).map((position) => follow(file, position))
