import type { ByteBuffer } from 'flatbuffers'
import { SUBGRAPH } from './schema.js'

/** A field of a table: a number of at most four bytes, a list of int32, or a table. */
export interface TableField {
  readonly slot: number
  readonly value: number | readonly number[] | { readonly fields: readonly TableField[] }
}

/**
 * Lists of int32, strings and tables to be put behind a file, and references in it to be set. These point forward only, so the end is where
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

  /** Where the table will lie. */
  addTable(fields: readonly TableField[]): number {
    const slots = 1 + Math.max(...fields.map(({ slot }) => slot))
    // Before a table stands what says where its fields are, in two bytes each: its own size, the table's, and the places by slot.
    const places = new Uint16Array(2 + slots + (slots % 2))
    places.set([4 + 2 * slots, 4 + 4 * fields.length])
    for (const [i, { slot }] of fields.entries()) places[2 + slot] = 4 + 4 * i
    for (let i = 0; i < places.length; i += 2) this.#words.push(places[i]! | (places[i + 1]! << 16))
    const table = this.#start + 4 * this.#words.length
    const first = this.#words.push(2 * places.length)
    this.#words.push(...fields.map(() => 0))
    for (const [i, { value }] of fields.entries()) {
      const isNumber = typeof value === 'number'
      this.#words[first + i] = isNumber ? value : this.#addChild(value) - (table + 4 + 4 * i)
    }
    return table
  }

  #addChild(child: readonly number[] | { readonly fields: readonly TableField[] }): number {
    return 'fields' in child ? this.addTable(child.fields) : this.add(child)
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
