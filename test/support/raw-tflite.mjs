import { BUILTIN_NUMBERS } from './builtin-numbers.mjs'
import { bytes, f32, flatFile, i8, list, table, text } from './flat-writer.mjs'

const CUSTOM = 32
/** Bytes of an element by TensorFlow Lite's number of the dtype, and how one is written. */
const ELEMENTS = {
  0: [4, (view, at, value) => view.setFloat32(at, value, true)],
  1: [2, (view, at, value) => view.setUint16(at, value === 0 ? 0 : 0x3c00, true)],
  2: [4, (view, at, value) => view.setInt32(at, value, true)],
  3: [1, (view, at, value) => view.setUint8(at, value)],
  4: [8, (view, at, value) => view.setBigInt64(at, BigInt(Math.trunc(value)), true)],
  6: [1, (view, at, value) => view.setUint8(at, value ? 1 : 0)],
  7: [2, (view, at, value) => view.setInt16(at, value, true)],
  8: [8, (view, at, value) => view.setFloat32(at, value, true)],
  9: [1, (view, at, value) => view.setInt8(at, value)],
  10: [8, (view, at, value) => view.setFloat64(at, value, true)],
  12: [8, (view, at, value) => view.setBigInt64(at, BigInt(Math.trunc(value)), true)],
  15: [4, (view, at, value) => view.setInt32(at, value, true)],
  16: [2, (view, at, value) => view.setInt16(at, value, true)],
  17: [1, (view, at, value) => view.setInt8(at, value)],
}

/** Elements that no test writes. */
const MOST_ELEMENTS = 1 << 16

/** The bytes of a constant: its values over and over. */
const contentOf = ({ type, shape, values, rawBytes, dropBytes = 0 }) => {
  if (rawBytes) return rawBytes
  if (!values) return undefined
  const [size, write] = ELEMENTS[type] ?? [1, () => {}]
  const count = shape.reduce((product, dimension) => product * Math.max(dimension, 0), 1)
  const content = new Uint8Array(Math.min(count, MOST_ELEMENTS) * size)
  const view = new DataView(content.buffer)
  for (let i = 0; i * size < content.length; i++) write(view, i * size, values[i % values.length])
  return content.subarray(0, Math.max(0, content.length - dropBytes))
}

const quantizationOf = ({ scales, zeroPoints = [], axis = 0, blockwise }) => {
  if (blockwise) {
    const { scales: scale, zeroPoints: zero, size } = blockwise
    return { 4: i8(2), 5: table({ 0: scale, 1: zero, 2: size }) }
  }
  return { 2: list(scales.map(f32)), 3: list(zeroPoints), 6: axis }
}

const sparsityOf = ({ order, format }) => {
  const dimension = format === 0 ? { 0: i8(0), 1: 2 } : { 0: i8(1), 2: i8(1), 3: table({ 0: list([0, 2 ** 30]) }) }
  return { 0: list(order), 2: list(order.map(() => table(dimension))) }
}

/**
 * A TensorFlow Lite file. A graph has `inputs`, `outputs` and `operators`; tensors are objects, and the same object is the same tensor;
 * undefined or null is an index of -1. `model` and `change` put fields into the root and change its parts, by slot.
 */
export const tfliteFile = ({ graphs, model = {}, signatures }) => {
  const buffers = [table({})]
  const codes = []
  const codeOf = ({ op, custom, version = 1 }) => {
    const key = `${op}:${custom}:${version}`
    if (!codes.some((code) => code.key === key)) codes.push({ key, op, custom, version })
    return codes.findIndex((code) => code.key === key)
  }
  const written = graphs.map((graph) => graphTable(graph, buffers, codeOf))
  return flatFile(
    table({
      0: 3,
      1: list(codes.map(codeTable)),
      2: list(written),
      3: text('test'),
      4: list(buffers),
      ...(signatures && { 7: list(signatures) }),
      ...model,
    }),
    'TFL3',
  )
}

const codeTable = ({ op, custom, version }) => {
  const number = custom ? CUSTOM : typeof op === 'number' ? op : BUILTIN_NUMBERS[op]
  return table({ 0: i8(Math.min(number, 127)), ...(custom && { 1: text(op) }), 2: version, 3: number })
}

const graphTable = ({ inputs, outputs, operators, more = [], fields = {} }, buffers, codeOf) => {
  const all = [...inputs, ...outputs, ...operators.flatMap((o) => [...o.inputs, ...o.outputs]), ...more]
  const tensors = [...new Set(all.filter((tensor) => typeof tensor === 'object' && tensor))]
  const places = new Map(tensors.map((tensor, index) => [tensor, index]))
  const indices = (list_) => list(list_.map((t) => (typeof t === 'number' ? t : (places.get(t) ?? -1))))
  const operatorTable = (operator) => {
    const { optionsType = 0, options, union = 1, fields: extra = {}, customOptions } = operator
    const [typeSlot, slot] = union === 2 ? [11, 12] : [3, 4]
    return table({
      0: codeOf(operator),
      1: indices(operator.inputs),
      2: indices(operator.outputs),
      ...(options && optionsType && { [typeSlot]: i8(optionsType), [slot]: table(options) }),
      ...(customOptions && { 5: bytes(customOptions) }),
      ...extra,
    })
  }
  return table({
    0: list(tensors.map((tensor, index) => tensorTable(tensor, index, buffers))),
    1: indices(inputs),
    2: indices(outputs),
    3: list(operators.map(operatorTable)),
    4: text('graph'),
    ...fields,
  })
}

const tensorTable = (tensor, index, buffers) => {
  const content = contentOf(tensor)
  if (content) buffers.push(table({ 0: bytes(content) }))
  if (tensor.buffer) buffers.push(table(tensor.buffer))
  const quantized = tensor.scales || tensor.blockwise
  return table({
    ...(tensor.noShape ? {} : { 0: list(tensor.shape) }),
    1: i8(tensor.type),
    2: content || tensor.buffer ? buffers.length - 1 : 0,
    ...(tensor.noName ? {} : { 3: text(tensor.name ?? `t${index}`) }),
    ...(quantized && { 4: table(quantizationOf(tensor)) }),
    ...(tensor.isVariable && { 5: i8(1) }),
    ...(tensor.sparsity && { 6: table(sparsityOf(tensor.sparsity)) }),
    ...(tensor.signature && { 7: list(tensor.signature) }),
    8: i8(1),
    ...(tensor.fields ?? {}),
  })
}
