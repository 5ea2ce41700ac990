import { dtypeOfTensorflow } from '../dtype.js'
import { MAX_RANK, type PartialShape } from '../spec.js'
import { type Attr, type AttrList, emptyAttrList, type FunctionCall } from './attr.js'
import { ATTR_LIST, ATTR_VALUE, MAP_ENTRY, NAME_ATTR_LIST, TENSOR, TENSOR_SHAPE } from './schema.js'
import { storedBytes, type TensorValue } from './tensor-value.js'
import type { Read, WireReader } from './wire.js'

/** Reads one named attribute into `attrs`; one without a value is left out. */
export const readAttrEntry = (reader: WireReader, attrs: Map<string, Attr>): void =>
  reader.message((r) => {
    let seen = 0
    let name = ''
    let value: Attr | undefined
    while (r.more) {
      const field = r.tag()
      if (field === MAP_ENTRY.key) {
        seen = r.once(seen, field)
        name = r.text()
      } else if (field === MAP_ENTRY.value) {
        seen = r.once(seen, field)
        value = r.message(readAttr(name.startsWith('_') ? readNotedShape : readShape))
      } else r.skipField(field)
    }
    if (attrs.has(name)) throw new RangeError(`the attribute "${name}" is there twice`)
    if (value) attrs.set(name, value)
  })

/** Reads the value of an attribute; undefined when it has none. */
export const readAttrValue = (reader: WireReader): Attr | undefined => readAttr(readShape)(reader)

const ATTR_VALUE_KEYS: ReadonlySet<number> = new Set(Object.values(ATTR_VALUE))

const readAttr =
  (readShape: Read<PartialShape>): Read<Attr | undefined> =>
  (reader) => {
    let attr: Attr | undefined
    while (reader.more) {
      const field = reader.tag()
      if (attr && ATTR_VALUE_KEYS.has(field)) throw new RangeError('an attribute has two values')
      switch (field) {
        case ATTR_VALUE.list:
          attr = { kind: 'list', value: reader.message(readList(readShape)) }
          break
        case ATTR_VALUE.string:
          attr = { kind: 'string', value: reader.byteString() }
          break
        case ATTR_VALUE.int:
          attr = { kind: 'int', value: reader.integer() }
          break
        case ATTR_VALUE.float:
          attr = { kind: 'float', value: reader.float() }
          break
        case ATTR_VALUE.bool:
          attr = { kind: 'bool', value: reader.bool() }
          break
        case ATTR_VALUE.type:
          attr = { kind: 'type', value: reader.int32() }
          break
        case ATTR_VALUE.shape:
          attr = { kind: 'shape', value: reader.message(readShape) }
          break
        case ATTR_VALUE.tensor:
          attr = { kind: 'tensor', value: reader.message(readTensor) }
          break
        case ATTR_VALUE.placeholder:
          attr = { kind: 'placeholder', value: reader.text() }
          break
        case ATTR_VALUE.func:
          attr = { kind: 'func', value: reader.message(readCall) }
          break
        default:
          reader.skipField(field)
      }
    }
    return attr
  }

const readList =
  (readShape: Read<PartialShape>): Read<AttrList> =>
  (reader) => {
    const list = emptyAttrList()
    while (reader.more) {
      const field = reader.tag()
      switch (field) {
        case ATTR_LIST.string:
          list.strings.push(reader.byteString())
          break
        case ATTR_LIST.int:
        case ATTR_LIST.packedInt:
          reader.repeated(field, () => list.ints.push(reader.integer()))
          break
        case ATTR_LIST.float:
        case ATTR_LIST.packedFloat:
          reader.repeated(field, () => list.floats.push(reader.float()))
          break
        case ATTR_LIST.bool:
        case ATTR_LIST.packedBool:
          reader.repeated(field, () => list.bools.push(reader.bool()))
          break
        case ATTR_LIST.type:
        case ATTR_LIST.packedType:
          reader.repeated(field, () => list.types.push(reader.int32()))
          break
        case ATTR_LIST.shape:
          list.shapes.push(reader.message(readShape))
          break
        case ATTR_LIST.tensor:
          list.tensors.push(reader.message(readTensor))
          break
        case ATTR_LIST.func:
          list.funcs.push(reader.message(readCall))
          break
        default:
          reader.skipField(field)
      }
    }
    return list
  }

const readCall: Read<FunctionCall> = (reader) => {
  let seen = 0
  let name = ''
  const attrs = new Map<string, Attr>()
  while (reader.more) {
    const field = reader.tag()
    if (field === NAME_ATTR_LIST.name) {
      seen = reader.once(seen, field)
      name = reader.text()
    } else if (field === NAME_ATTR_LIST.attr) readAttrEntry(reader, attrs)
    else reader.skipField(field)
  }
  return { name, attrs }
}

/** @param least the least a dimension may be */
const shapeReader =
  (least: number): Read<PartialShape> =>
  (reader) => {
    const dimensions: (number | null)[] = []
    let ranked = true
    let seen = 0
    while (reader.more) {
      const field = reader.tag()
      if (field === TENSOR_SHAPE.dim) dimensions.push(reader.message(dimensionReader(least)))
      else if (field === TENSOR_SHAPE.unknownRank) {
        seen = reader.once(seen, field)
        ranked = !reader.bool()
      } else reader.skipField(field)
    }
    if (dimensions.length > MAX_RANK) throw new RangeError(`a shape has ${dimensions.length} dimensions`)
    return ranked ? dimensions : null
  }

const dimensionReader =
  (least: number): Read<number | null> =>
  (reader) => {
    let size: number | bigint = 0
    let seen = 0
    while (reader.more) {
      const field = reader.tag()
      if (field === TENSOR_SHAPE.dimSize) {
        seen = reader.once(seen, field)
        size = reader.integer()
      } else {
        // Its name is not read, yet a field that comes twice is refused whichever it is.
        if (field === TENSOR_SHAPE.dimName) seen = reader.once(seen, field)
        reader.skipField(field)
      }
    }
    if (typeof size === 'bigint' || size < least) throw new RangeError(`a shape has a dimension of ${size}`)
    return size < 0 ? null : size
  }

const readShape = shapeReader(-1)

/** Reads a shape whose sizes are known or -1. */
export const readKnownShape: Read<PartialShape> = readShape

/**
 * A shape in an attribute that TensorFlow itself has noted down, whose name begins with `_`: unknown dimensions that are the same
 * have the same number below -1 there.
 * @source tensorflow/core/grappler/costs/graph_properties.h, "symbolic dimensions"; optimised graphs have them in `_input_shapes`
 */
const readNotedShape = shapeReader(-Infinity)

const readTensor: Read<TensorValue> = (reader) => {
  const start = reader.pos
  let seen = 0
  let type = 0
  let partial: PartialShape = []
  let content: Uint8Array | undefined
  while (reader.more) {
    const field = reader.tag()
    switch (field) {
      case TENSOR.dtype:
        seen = reader.once(seen, field)
        type = reader.int32()
        break
      case TENSOR.shape:
        seen = reader.once(seen, field)
        partial = reader.message(readShape)
        break
      case TENSOR.content:
        seen = reader.once(seen, field)
        content = reader.bytes()
        break
      case TENSOR.resource:
      case TENSOR.variant:
        throw new RangeError(
          'a stored tensor holds a handle or a variant, which mean something only while a graph runs',
        )
      default:
        reader.skipField(field)
    }
  }
  const dtype = dtypeOfTensorflow(type) ?? null
  const shape = fullShape(partial)
  const size = shape.reduce((product, dimension) => product * dimension, 1)
  if (!Number.isSafeInteger(size)) throw new RangeError(`a stored tensor has the shape [${shape.join(', ')}]`)
  if (content?.length === 0) content = undefined
  const width = storedBytes(type)
  if (content && width && content.length !== size * width) {
    const what = dtype ?? `(dtype number ${type})`
    throw new RangeError(
      `a stored ${what} tensor of shape [${shape.join(', ')}] should take ${size * width} bytes and takes ${content.length}`,
    )
  }
  return { dtype, type, shape, size, content, message: reader.raw(start, reader.pos) }
}

const fullShape = (shape: PartialShape): readonly number[] => {
  if (shape === null || shape.includes(null)) throw new RangeError('a stored tensor has no full shape')
  return shape as readonly number[]
}
