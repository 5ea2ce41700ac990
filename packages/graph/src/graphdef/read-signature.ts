import type { Attr } from './attr.js'
import type { FunctionArg, FunctionAttr, FunctionBody, FunctionDetails } from './graph.js'
import { readAttrValue, readKnownShape } from './read-attr.js'
import { ARG_DEF, ATTR_DEF, DTYPE_AND_SHAPE, OP_DEF } from './schema.js'
import type { Read } from './wire.js'

/** How a function is called: an OpDef. */
export type Signature = Pick<FunctionBody, 'name' | 'args' | 'results'> &
  Pick<
    FunctionDetails,
    'attrDefs' | 'controlOutputs' | 'stateful' | 'commutative' | 'aggregate' | 'uninitializedInput' | 'distributed'
  >

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Reads the signature of a function. */
export const readSignature: Read<Signature> = (reader) => {
  const args: FunctionArg[] = []
  const results: FunctionArg[] = []
  const attrDefs: FunctionAttr[] = []
  const controlOutputs: string[] = []
  let name = ''
  let once = 0
  const flags = new Set<number>()
  while (reader.more) {
    const field = reader.tag()
    switch (field) {
      case OP_DEF.name:
        once = reader.once(once, field)
        name = reader.text()
        break
      case OP_DEF.input:
        args.push(reader.message(readArg))
        break
      case OP_DEF.output:
        results.push(reader.message(readArg))
        break
      case OP_DEF.attr:
        attrDefs.push(reader.message(readAttrDef))
        break
      case OP_DEF.controlOutput:
        controlOutputs.push(reader.text())
        break
      case OP_DEF.stateful:
      case OP_DEF.commutative:
      case OP_DEF.aggregate:
      case OP_DEF.uninitializedInput:
      case OP_DEF.distributed:
        once = reader.once(once, field)
        if (reader.bool()) flags.add(field)
        break
      default:
        reader.skipField(field)
    }
  }
  return {
    name,
    args,
    results,
    attrDefs,
    controlOutputs,
    stateful: flags.has(OP_DEF.stateful),
    commutative: flags.has(OP_DEF.commutative),
    aggregate: flags.has(OP_DEF.aggregate),
    uninitializedInput: flags.has(OP_DEF.uninitializedInput),
    distributed: flags.has(OP_DEF.distributed),
  }
}

type HandleData = NonNullable<FunctionArg['handleData']>[number]

const readArg: Read<FunctionArg> = (reader) => {
  const arg: Mutable<FunctionArg> = { name: '', type: 0, typeAttr: '', numberAttr: '', typeListAttr: '' }
  const handleData: HandleData[] = []
  let once = 0
  while (reader.more) {
    const field = reader.tag()
    if (field === ARG_DEF.handleData) {
      handleData.push(reader.message(readHandleData))
      arg.handleData = handleData
      continue
    }
    if (!ARG_KEYS.has(field)) {
      reader.skipField(field)
      continue
    }
    once = reader.once(once, field)
    if (field === ARG_DEF.name) arg.name = reader.text()
    else if (field === ARG_DEF.type) arg.type = reader.int32()
    else if (field === ARG_DEF.typeAttr) arg.typeAttr = reader.text()
    else if (field === ARG_DEF.numberAttr) arg.numberAttr = reader.text()
    else if (field === ARG_DEF.typeListAttr) arg.typeListAttr = reader.text()
    else if (reader.bool()) arg.isRef = true
  }
  return arg
}

const ARG_KEYS: ReadonlySet<number> = new Set(Object.values(ARG_DEF))

const readHandleData: Read<HandleData> = (reader) => {
  const data: Mutable<HandleData> = { type: 0, shape: [] }
  let once = 0
  while (reader.more) {
    const field = reader.tag()
    if (field === DTYPE_AND_SHAPE.dtype) {
      once = reader.once(once, field)
      data.type = reader.int32()
    } else if (field === DTYPE_AND_SHAPE.shape) {
      once = reader.once(once, field)
      data.shape = reader.message(readKnownShape)
    } else reader.skipField(field)
  }
  return data
}

const readAttrDef: Read<FunctionAttr> = (reader) => {
  const attr: Mutable<FunctionAttr> = {
    name: '',
    type: '',
    default: undefined,
    hasMinimum: false,
    minimum: 0,
    allowed: undefined,
  }
  const value = (): Attr | undefined => reader.message(readAttrValue)
  let once = 0
  while (reader.more) {
    const field = reader.tag()
    if (!ATTR_DEF_KEYS.has(field)) {
      reader.skipField(field)
      continue
    }
    once = reader.once(once, field)
    if (field === ATTR_DEF.name) attr.name = reader.text()
    else if (field === ATTR_DEF.type) attr.type = reader.text()
    else if (field === ATTR_DEF.default) attr.default = value()
    else if (field === ATTR_DEF.hasMinimum) attr.hasMinimum = reader.bool()
    else if (field === ATTR_DEF.minimum) attr.minimum = reader.integer()
    else attr.allowed = value()
  }
  return attr
}

const ATTR_DEF_KEYS: ReadonlySet<number> = new Set(Object.values(ATTR_DEF))
