import type { Attr, Attrs, PartialShape } from '@zoo/graph'
import { TENSORFLOW_DTYPE } from '@zoo/graph/base'

/** An attribute as protobuf's JSON has it, which is what TensorFlow.js reads. */
export type AttrJson = Readonly<Record<string, unknown>>

/** TensorFlow.js knows dtypes by the names of TensorFlow's enum, and has three of its own for ours. */
const TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [TENSORFLOW_DTYPE.float32, 'DT_FLOAT'],
  [TENSORFLOW_DTYPE.bool, 'DT_BOOL'],
  // Integers of every width are held as int32.
  [TENSORFLOW_DTYPE.int32, 'DT_INT32'],
  [TENSORFLOW_DTYPE.int64, 'DT_INT32'],
  [TENSORFLOW_DTYPE.int8, 'DT_INT32'],
  [TENSORFLOW_DTYPE.uint8, 'DT_INT32'],
])

/** A node's attributes as JSON; kinds that no op we pass on has are left out. */
export const attrsJson = (attrs: Attrs): Readonly<Record<string, AttrJson>> =>
  Object.fromEntries(
    [...attrs].flatMap(([name, attr]) => {
      const json = attrJson(attr)
      return json ? [[name, json]] : []
    }),
  )

const attrJson = ({ kind, value }: Attr): AttrJson | undefined => {
  switch (kind) {
    case 'string':
      return { s: base64(value) }
    case 'int':
      return { i: String(value) }
    case 'float':
      return { f: value }
    case 'bool':
      return { b: value }
    case 'type': {
      const type = TYPE_NAMES.get(value)
      return type === undefined ? undefined : { type }
    }
    case 'shape':
      return { shape: shapeJson(value) }
    case 'list':
      if (value.ints.length > 0) return { list: { i: value.ints.map(String) } }
      if (value.floats.length > 0) return { list: { f: value.floats } }
      if (value.strings.length > 0) return { list: { s: value.strings.map(base64) } }
      return { list: {} }
    default:
      return undefined
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

const shapeJson = (shape: PartialShape) =>
  shape === null ? { unknownRank: true } : { dim: shape.map((size) => ({ size: String(size ?? -1) })) }
