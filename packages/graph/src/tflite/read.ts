import { dtypeOfTflite } from '../dtype.js'
import { ModelLoadError } from '../errors.js'
import type { Quantization } from '../spec.js'
import { BUILTIN_OPS } from './builtin-ops.js'
import { checkIndex, checkMadeRanks, checkOrder, checkRank, checkSize } from './check.js'
import { checkCalls } from './check-calls.js'
import { checkOperands } from './check-operands.js'
import { checkOperators } from './check-operators.js'
import { checkQuantization } from './check-quantization.js'
import { checkTensors } from './check-tensors.js'
import type { TfliteModel, TfliteOperator, TfliteSignature, TfliteSubgraph, TfliteTensor } from './model.js'
import {
  BLOCKWISE,
  BUFFER,
  CUSTOM_OP,
  FILE_IDENTIFIER,
  LISTS_IN_OPTIONS,
  METADATA,
  MODEL,
  OPERATOR,
  OPERATOR_CODE,
  QUANTIZATION,
  SCHEMA_VERSION,
  SIGNATURE,
  SUBGRAPH,
  TENSOR,
  TENSOR_MAP,
} from './schema.js'
import { FlatFile, type Table } from './table.js'

/**
 * The model in the bytes of a TensorFlow Lite file. Everything an engine will follow is checked, since those trust the file.
 * Stored tensors stay views of `bytes`, which must not change while the model is in use.
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the bytes are cut off, damaged or no such file
 */
export const readTflite = (bytes: Uint8Array): TfliteModel => {
  try {
    const file = new FlatFile(bytes)
    if (!isTflite(bytes)) throw new RangeError('it does not begin as one')
    return readModel(file.root(), bytes)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new ModelLoadError(
      `The file is no whole TensorFlow Lite model: ${cause.message}; it is cut off or damaged, so get it anew.`,
      { expected: 'a TensorFlow Lite model', actual: `${bytes.byteLength} bytes that do not parse as one`, cause },
    )
  }
}

/** Whether the bytes begin as a TensorFlow Lite file does. */
export const isTflite = (bytes: Uint8Array): boolean =>
  [...FILE_IDENTIFIER].every((letter, i) => bytes[4 + i] === letter.charCodeAt(0))

interface OperatorCode {
  readonly op: string
  readonly custom: boolean
  readonly version: number
}

const readModel = (model: Table, bytes: Uint8Array): TfliteModel => {
  const version = model.uint32(MODEL.version)
  if (version !== SCHEMA_VERSION)
    throw new RangeError(`its version is ${version} where ${SCHEMA_VERSION} is the only one`)
  const codes = model.tables(MODEL.operatorCodes).map(readOperatorCode)
  const buffers = model.tables(MODEL.buffers).map((buffer) => readBuffer(buffer, bytes))
  const subgraphs = model.tables(MODEL.subgraphs).map((subgraph) => readSubgraph(subgraph, codes, buffers, bytes))
  if (subgraphs.length === 0) throw new RangeError('it has no graph')
  checkMetadata(model, buffers.length)
  if (model.tables(MODEL.externalBuffers).length > 0) throw otherFile('')
  checkOperators(subgraphs)
  checkCalls(subgraphs)
  checkTensors(subgraphs)
  checkOperands(subgraphs)
  checkQuantization(subgraphs)
  const signatures = model.tables(MODEL.signatures).map((signature) => readSignature(signature, subgraphs))
  return { description: model.string(MODEL.description), subgraphs, signatures }
}

/** LiteRT would open the files that such a model names. */
const otherFile = (tensor: string): ModelLoadError =>
  new ModelLoadError(
    `The TensorFlow Lite model keeps its tensor "${tensor}" in another file, and only whole models are read; write the model with its weights inside.`,
    { expected: 'a model with its weights inside', actual: `a tensor "${tensor}" in another file` },
  )

const checkMetadata = (model: Table, buffers: number): void => {
  const indices = model.tables(MODEL.metadata).map((entry) => entry.uint32(METADATA.buffer))
  for (const index of [...indices, ...model.int32s(MODEL.metadataBuffer)]) checkIndex(index, buffers, 'buffer')
}

const readOperatorCode = (code: Table): OperatorCode => {
  // Files older than the larger numbers have theirs in a byte.
  const number = Math.max(code.int8(OPERATOR_CODE.deprecatedBuiltin), code.int32(OPERATOR_CODE.builtin))
  const custom = number === CUSTOM_OP
  const op = custom ? code.string(OPERATOR_CODE.custom) : BUILTIN_OPS[number]
  if (op === undefined) throw new RangeError(`it uses the operation number ${number}, which we do not know`)
  return { op, custom, version: code.int32(OPERATOR_CODE.version, 1) }
}

const readBuffer = (buffer: Table, bytes: Uint8Array): Uint8Array | undefined => {
  const data = buffer.bytes(BUFFER.data)
  const behind = dataBehindTables(bytes, buffer.uint64(BUFFER.offset), buffer.uint64(BUFFER.size))
  // Engines differ in which of the two they read.
  if (data?.length && behind) throw new RangeError('it has a buffer with data in two places')
  return behind ?? (data?.length ? data : undefined)
}

/** Models beyond 2 GB keep their data behind the tables; an offset of 0 or 1 means that this one does not. */
const dataBehindTables = (bytes: Uint8Array, offset: number, size: number): Uint8Array | undefined => {
  if (offset <= 1) return undefined
  const end = offset + size
  if (end > bytes.byteLength) throw new RangeError(`it has data up to byte ${end} of ${bytes.byteLength}`)
  return end > offset ? bytes.subarray(offset, end) : undefined
}

const readSubgraph = (
  subgraph: Table,
  codes: readonly OperatorCode[],
  buffers: readonly (Uint8Array | undefined)[],
  bytes: Uint8Array,
): TfliteSubgraph => {
  const tables = subgraph.tables(SUBGRAPH.tensors)
  const tensors = tables.map((tensor) => readTensor(tensor, buffers, tables.length))
  const inputs = subgraph.int32s(SUBGRAPH.inputs)
  const outputs = subgraph.int32s(SUBGRAPH.outputs)
  for (const index of [...inputs, ...outputs]) checkIndex(index, tensors.length, 'tensor')
  const operators = subgraph
    .tables(SUBGRAPH.operators)
    .map((operator) => readOperator(operator, codes, tensors.length, bytes))
  const whole = { name: subgraph.string(SUBGRAPH.name), tensors, inputs, outputs, operators }
  checkOrder(whole)
  checkMadeRanks(whole)
  return whole
}

const readTensor = (tensor: Table, buffers: readonly (Uint8Array | undefined)[], tensors: number): TfliteTensor => {
  const type = tensor.int8(TENSOR.type)
  const dtype = dtypeOfTflite(type) ?? null
  const shape = tensor.int32s(TENSOR.shape)
  const signature = tensor.int32s(TENSOR.shapeSignature)
  const name = tensor.string(TENSOR.name)
  checkRank(name, shape, signature)
  if (tensor.uint32(TENSOR.externalBuffer) !== 0) throw otherFile(name)
  const buffer = tensor.uint32(TENSOR.buffer)
  // A model without weights may have no buffers at all.
  if (buffer !== 0) checkIndex(buffer, buffers.length, 'buffer')
  const data = buffers[buffer]
  const stored: TfliteTensor = {
    name,
    dtype,
    type,
    shape,
    declaredShape: (signature.length > 0 ? signature : shape).map((dimension) => (dimension < 0 ? null : dimension)),
    data,
    quantization: readQuantization(tensor.table(TENSOR.quantization), tensors),
    isVariable: tensor.bool(TENSOR.isVariable),
  }
  checkSize(stored, tensor.has(TENSOR.sparsity))
  return stored
}

const readQuantization = (table: Table | undefined, tensors: number): Quantization | undefined => {
  const details = table?.table(QUANTIZATION.details)
  if (details && table?.uint8(QUANTIZATION.detailsType) === BLOCKWISE.type) {
    checkIndex(details.int32(BLOCKWISE.scales), tensors, 'tensor')
    checkIndex(details.int32(BLOCKWISE.zeroPoints), tensors, 'tensor', true)
  }
  const scales = table?.float32s(QUANTIZATION.scale) ?? []
  if (!table || scales.length === 0) return undefined
  const zeroPoints = table.int64s(QUANTIZATION.zeroPoint)
  return {
    scales,
    zeroPoints: scales.map((_, i) => zeroPoints[i] ?? zeroPoints[0] ?? 0),
    axis: table.int32(QUANTIZATION.axis),
  }
}

const readOperator = (
  operator: Table,
  codes: readonly OperatorCode[],
  tensors: number,
  bytes: Uint8Array,
): TfliteOperator => {
  const opcode = operator.uint32(OPERATOR.opcode)
  checkIndex(opcode, codes.length, 'operation')
  const { op, custom, version } = codes[opcode]!
  const inputs = operator.int32s(OPERATOR.inputs)
  const outputs = operator.int32s(OPERATOR.outputs)
  for (const index of [...inputs, ...outputs, ...operator.int32s(OPERATOR.intermediates)]) {
    checkIndex(index, tensors, 'tensor', true)
  }
  operator.bytes(OPERATOR.mutatingInputs)
  const options = operator.table(OPERATOR.options)
  const optionsType = operator.uint8(OPERATOR.optionsType)
  if (options) checkOptions(options, optionsType)
  return {
    op,
    custom,
    version,
    inputs,
    outputs,
    options,
    optionsType,
    options2: operator.table(OPERATOR.options2),
    options2Type: operator.uint8(OPERATOR.options2Type),
    customOptions:
      operator.bytes(OPERATOR.customOptions) ??
      dataBehindTables(bytes, operator.uint64(OPERATOR.largeOptionsOffset), operator.uint64(OPERATOR.largeOptionsSize)),
  }
}

const checkOptions = (options: Table, type: number): void => {
  for (const [slot, elementSize] of LISTS_IN_OPTIONS.get(type) ?? []) {
    if (elementSize === 1) options.bytes(slot)
    else options.int32s(slot)
  }
}

const readSignature = (signature: Table, subgraphs: readonly TfliteSubgraph[]): TfliteSignature => {
  const subgraph = signature.uint32(SIGNATURE.subgraph)
  checkIndex(subgraph, subgraphs.length, 'graph')
  const names = (slot: number) =>
    new Map(
      signature.tables(slot).map((entry): [string, number] => {
        const tensor = entry.uint32(TENSOR_MAP.tensor)
        checkIndex(tensor, subgraphs[subgraph]!.tensors.length, 'tensor')
        return [entry.string(TENSOR_MAP.name), tensor]
      }),
    )
  return {
    key: signature.string(SIGNATURE.key),
    subgraph,
    inputs: names(SIGNATURE.inputs),
    outputs: names(SIGNATURE.outputs),
  }
}
