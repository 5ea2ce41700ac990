import { Builder } from 'flatbuffers'
import { TFLITE_DTYPE } from '../dtype.js'
import type { Quantization } from '../spec.js'
import { appended, DATA_ALIGNMENT, layOut } from './contents.js'
import {
  BUFFER,
  FILE_IDENTIFIER,
  MODEL,
  OPERATOR,
  OPERATOR_CODE,
  QUANTIZATION,
  SCHEMA_VERSION,
  SUBGRAPH,
  TENSOR,
} from './schema.js'
import type { OptionField, TfliteModel, TfliteOperator, TfliteTensor } from './writable.js'

/** Up to here an operator's number also fits the field that old readers know. */
const LAST_OLD_CODE = 127

/**
 * A TensorFlow Lite file of schema 3, the same bytes for the same model.
 */
export function writeTflite(model: TfliteModel): Uint8Array {
  const contents = layOut(model.tensors)
  const builder = new Builder(4096)
  // What the builder makes is followed by the contents, and is to end where they are aligned.
  builder.prep(DATA_ALIGNMENT, 0)
  // Buffer 0 is empty by convention: tensors without data refer to it.
  const buffers = vectorOf(builder, [
    table(builder, {}, () => {}),
    // A builder counts from its end backwards, so what comes after it is below zero.
    ...contents.map(({ start }) => table(builder, BUFFER, () => builder.addFieldOffset(BUFFER.data, -start, 0))),
  ])
  const bufferOf = new Map(contents.map(({ tensor }, index) => [tensor, index + 1]))

  const codes = distinctCodes(model.operators)
  const tensors = vectorOf(
    builder,
    model.tensors.map((tensor) => writeTensor(builder, tensor, bufferOf.get(tensor) ?? 0)),
  )
  const inputs = int32Vector(builder, model.inputs)
  const outputs = int32Vector(builder, model.outputs)
  const operators = vectorOf(
    builder,
    model.operators.map((operator) => writeOperator(builder, operator, codes.indexOf(codeKey(operator)))),
  )
  const name = builder.createString('main')
  const subgraph = table(builder, SUBGRAPH, () => {
    builder.addFieldOffset(SUBGRAPH.tensors, tensors, 0)
    builder.addFieldOffset(SUBGRAPH.inputs, inputs, 0)
    builder.addFieldOffset(SUBGRAPH.outputs, outputs, 0)
    builder.addFieldOffset(SUBGRAPH.operators, operators, 0)
    builder.addFieldOffset(SUBGRAPH.name, name, 0)
  })
  const subgraphs = vectorOf(builder, [subgraph])
  const operatorCodes = vectorOf(
    builder,
    codes.map((key) => writeCode(builder, key)),
  )
  const description = builder.createString(model.description)
  const root = table(builder, MODEL, () => {
    builder.addFieldInt32(MODEL.version, SCHEMA_VERSION, 0)
    builder.addFieldOffset(MODEL.operatorCodes, operatorCodes, 0)
    builder.addFieldOffset(MODEL.subgraphs, subgraphs, 0)
    builder.addFieldOffset(MODEL.description, description, 0)
    builder.addFieldOffset(MODEL.buffers, buffers, 0)
  })
  builder.finish(root, FILE_IDENTIFIER)
  return appended(builder.asUint8Array(), contents)
}

function writeTensor(builder: Builder, tensor: TfliteTensor, buffer: number): number {
  const name = builder.createString(tensor.name)
  const shape = int32Vector(
    builder,
    tensor.shape.map((dimension) => dimension ?? 1),
  )
  const isOpen = tensor.shape.includes(null)
  const signature = isOpen
    ? int32Vector(
        builder,
        tensor.shape.map((dimension) => dimension ?? -1),
      )
    : 0
  const quantization = tensor.quantization ? writeQuantization(builder, tensor.quantization) : 0
  return table(builder, TENSOR, () => {
    builder.addFieldOffset(TENSOR.shape, shape, 0)
    builder.addFieldInt8(TENSOR.type, TFLITE_DTYPE[tensor.dtype], 0)
    builder.addFieldInt32(TENSOR.buffer, buffer, 0)
    builder.addFieldOffset(TENSOR.name, name, 0)
    if (quantization) builder.addFieldOffset(TENSOR.quantization, quantization, 0)
    if (signature) builder.addFieldOffset(TENSOR.shapeSignature, signature, 0)
    builder.addFieldInt8(TENSOR.hasRank, 1, 0)
  })
}

function writeQuantization(builder: Builder, { scales, zeroPoints, axis }: Quantization): number {
  builder.startVector(4, scales.length, 4)
  for (const scale of scales.toReversed()) builder.addFloat32(scale)
  const scale = builder.endVector()
  builder.startVector(8, zeroPoints.length, 8)
  for (const zeroPoint of zeroPoints.toReversed()) builder.addInt64(BigInt(zeroPoint))
  const zeroPoint = builder.endVector()
  return table(builder, QUANTIZATION, () => {
    builder.addFieldOffset(QUANTIZATION.scale, scale, 0)
    builder.addFieldOffset(QUANTIZATION.zeroPoint, zeroPoint, 0)
    builder.addFieldInt32(QUANTIZATION.axis, axis, 0)
  })
}

function writeOperator(builder: Builder, { inputs, outputs, options }: TfliteOperator, code: number): number {
  const inputVector = int32Vector(builder, inputs)
  const outputVector = int32Vector(builder, outputs)
  const optionTable = options ? writeOptions(builder, options.fields) : 0
  return table(builder, OPERATOR, () => {
    builder.addFieldInt32(OPERATOR.opcode, code, 0)
    builder.addFieldOffset(OPERATOR.inputs, inputVector, 0)
    builder.addFieldOffset(OPERATOR.outputs, outputVector, 0)
    if (options) {
      builder.addFieldInt8(OPERATOR.optionsType, options.type, 0)
      builder.addFieldOffset(OPERATOR.options, optionTable, 0)
    }
  })
}

function writeOptions(builder: Builder, fields: readonly OptionField[]): number {
  const vectors = new Map(
    fields.map((field) => [field, field.kind === 'int32[]' ? int32Vector(builder, field.value) : 0]),
  )
  return table(
    builder,
    fields.map(({ slot }) => slot),
    () => {
      for (const field of fields) {
        // The default passed is one no value equals, so that every field is written: a reader's default may differ.
        if (field.kind === 'int32') builder.addFieldInt32(field.slot, field.value, Number.NaN)
        else if (field.kind === 'float32') builder.addFieldFloat32(field.slot, field.value, Number.NaN)
        else if (field.kind === 'int32[]') builder.addFieldOffset(field.slot, vectors.get(field) ?? 0, 0)
        else builder.addFieldInt8(field.slot, field.value, Number.NaN)
      }
    },
  )
}

const codeKey = ({ code, version = 1 }: TfliteOperator): string => `${code}:${version}`
const distinctCodes = (operators: readonly TfliteOperator[]): string[] => [...new Set(operators.map(codeKey))]

function writeCode(builder: Builder, key: string): number {
  const [code = 0, version = 1] = key.split(':').map(Number)
  return table(builder, OPERATOR_CODE, () => {
    builder.addFieldInt8(OPERATOR_CODE.deprecatedBuiltin, Math.min(code, LAST_OLD_CODE), 0)
    builder.addFieldInt32(OPERATOR_CODE.version, version, 1)
    builder.addFieldInt32(OPERATOR_CODE.builtin, code, 0)
  })
}

/** @param slots of the fields that the table may have */
function table(builder: Builder, slots: object, write: () => void): number {
  builder.startObject(Math.max(-1, ...Object.values(slots)) + 1)
  write()
  return builder.endObject()
}

function vectorOf(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4)
  for (const offset of offsets.toReversed()) builder.addOffset(offset)
  return builder.endVector()
}

function int32Vector(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4)
  for (const value of values.toReversed()) builder.addInt32(value)
  return builder.endVector()
}
