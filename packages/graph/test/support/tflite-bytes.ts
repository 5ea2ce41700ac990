import { Builder } from 'flatbuffers'
import { type DType, TFLITE_DTYPE } from '../../src/dtype.js'
import { BUILTIN_OPS } from '../../src/tflite/builtin-ops.js'
import {
  BUFFER,
  CUSTOM_OP,
  FILE_IDENTIFIER,
  MODEL,
  OPERATOR,
  OPERATOR_CODE,
  QUANTIZATION,
  SCHEMA_VERSION,
  SIGNATURE,
  SUBGRAPH,
  TENSOR,
  TENSOR_MAP,
} from '../../src/tflite/schema.js'

export interface TestTfliteTensor {
  readonly name?: string
  readonly dtype?: DType | number
  readonly shape?: readonly number[]
  readonly signature?: readonly number[]
  readonly data?: Uint8Array
  readonly quantization?: {
    readonly scales: readonly number[]
    readonly zeroPoints: readonly number[]
    readonly axis?: number
  }
}

export interface TestOperator {
  /** A builtin's name, or with `custom` any. */
  readonly op: string
  readonly custom?: boolean
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  /** Fields of the options' table by slot, all int32. */
  readonly options?: { readonly type: number; readonly int32s?: readonly number[]; readonly ints?: readonly number[] }
  /** Of a custom operation. */
  readonly customOptions?: Uint8Array
}

export interface TestSubgraph {
  readonly tensors: readonly TestTfliteTensor[]
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly operators?: readonly TestOperator[]
}

export interface TestSignature {
  readonly key: string
  readonly subgraph?: number
  readonly inputs: Readonly<Record<string, number>>
  readonly outputs: Readonly<Record<string, number>>
}

export interface TestModel {
  readonly subgraphs: readonly TestSubgraph[]
  readonly signatures?: readonly TestSignature[]
  readonly version?: number
  /** Uses these in place of the operators' own codes. */
  readonly codes?: readonly number[]
}

type Field = readonly [slot: number, write: (builder: Builder, slot: number) => void]

const offset = (slot: number, value: number): Field => [slot, (b) => b.addFieldOffset(slot, value, 0)]
const int32 = (slot: number, value: number): Field => [slot, (b) => b.addFieldInt32(slot, value, 0)]
const int8 = (slot: number, value: number): Field => [slot, (b) => b.addFieldInt8(slot, value, 0)]

const table = (builder: Builder, fields: readonly Field[]): number => {
  builder.startObject(20)
  for (const [slot, write] of fields) write(builder, slot)
  return builder.endObject()
}

const offsets = (builder: Builder, values: readonly number[]): number => {
  builder.startVector(4, values.length, 4)
  for (const value of values.toReversed()) builder.addOffset(value)
  return builder.endVector()
}

const int32s = (builder: Builder, values: readonly number[]): number => {
  builder.startVector(4, values.length, 4)
  for (const value of values.toReversed()) builder.addInt32(value)
  return builder.endVector()
}

const bytes = (builder: Builder, values: Uint8Array): number => {
  builder.startVector(1, values.length, 16)
  for (const value of values.toReversed()) builder.addInt8(value)
  return builder.endVector()
}

const quantization = (
  b: Builder,
  { scales, zeroPoints, axis = 0 }: NonNullable<TestTfliteTensor['quantization']>,
): number => {
  b.startVector(4, scales.length, 4)
  for (const scale of scales.toReversed()) b.addFloat32(scale)
  const scale = b.endVector()
  b.startVector(8, zeroPoints.length, 8)
  for (const zero of zeroPoints.toReversed()) b.addInt64(BigInt(zero))
  const zeroPoint = b.endVector()
  return table(b, [
    offset(QUANTIZATION.scale, scale),
    offset(QUANTIZATION.zeroPoint, zeroPoint),
    int32(QUANTIZATION.axis, axis),
  ])
}

const dtypeNumber = (dtype: DType | number): number => (typeof dtype === 'number' ? dtype : TFLITE_DTYPE[dtype])

/** The bytes of a TensorFlow Lite model, each constant in a buffer of its own. */
export const tfliteBytes = ({ subgraphs, signatures = [], version = SCHEMA_VERSION, codes }: TestModel): Uint8Array => {
  const b = new Builder(1024)
  const buffers = [table(b, [])]
  const ops = [...new Set(subgraphs.flatMap(({ operators = [] }) => operators.map(({ op }) => op)))]
  const customs = new Set(
    subgraphs.flatMap(({ operators = [] }) => operators.filter((o) => o.custom).map(({ op }) => op)),
  )
  const writeTensor = ({ name, dtype = 'float32', shape = [], signature, data, quantization: q }: TestTfliteTensor) => {
    if (data) buffers.push(table(b, [offset(BUFFER.data, bytes(b, data))]))
    const fields: Field[] = [
      offset(TENSOR.shape, int32s(b, shape)),
      int8(TENSOR.type, dtypeNumber(dtype)),
      int32(TENSOR.buffer, data ? buffers.length - 1 : 0),
    ]
    if (name !== undefined) fields.push(offset(TENSOR.name, b.createString(name)))
    if (signature) fields.push(offset(TENSOR.shapeSignature, int32s(b, signature)))
    if (q) fields.push(offset(TENSOR.quantization, quantization(b, q)))
    return table(b, fields)
  }
  const writeOperator = ({ op, inputs, outputs, options, customOptions }: TestOperator) => {
    const fields: Field[] = [
      int32(OPERATOR.opcode, ops.indexOf(op)),
      offset(OPERATOR.inputs, int32s(b, inputs)),
      offset(OPERATOR.outputs, int32s(b, outputs)),
    ]
    if (options) {
      const own = options.int32s
        ? [offset(0, int32s(b, options.int32s))]
        : (options.ints ?? []).map((value, slot) => int32(slot, value))
      fields.push(int8(OPERATOR.optionsType, options.type), offset(OPERATOR.options, table(b, own)))
    }
    if (customOptions) fields.push(offset(OPERATOR.customOptions, bytes(b, customOptions)))
    return table(b, fields)
  }
  const graphs = subgraphs.map(({ tensors, inputs, outputs, operators = [] }) =>
    table(b, [
      offset(SUBGRAPH.tensors, offsets(b, tensors.map(writeTensor))),
      offset(SUBGRAPH.inputs, int32s(b, inputs)),
      offset(SUBGRAPH.outputs, int32s(b, outputs)),
      offset(SUBGRAPH.operators, offsets(b, operators.map(writeOperator))),
    ]),
  )
  const opcodes = ops.map((op, i) => {
    const number = codes?.[i] ?? (customs.has(op) ? CUSTOM_OP : BUILTIN_OPS.indexOf(op))
    const fields = [int32(OPERATOR_CODE.builtin, number), int8(OPERATOR_CODE.deprecatedBuiltin, Math.min(number, 127))]
    return table(b, customs.has(op) ? [...fields, offset(OPERATOR_CODE.custom, b.createString(op))] : fields)
  })
  const maps = (names: Readonly<Record<string, number>>) =>
    offsets(
      b,
      Object.entries(names).map(([name, tensor]) =>
        table(b, [offset(TENSOR_MAP.name, b.createString(name)), int32(TENSOR_MAP.tensor, tensor)]),
      ),
    )
  const signed = signatures.map(({ key, subgraph = 0, inputs, outputs }) =>
    table(b, [
      offset(SIGNATURE.inputs, maps(inputs)),
      offset(SIGNATURE.outputs, maps(outputs)),
      offset(SIGNATURE.key, b.createString(key)),
      int32(SIGNATURE.subgraph, subgraph),
    ]),
  )
  const root = table(b, [
    int32(MODEL.version, version),
    offset(MODEL.operatorCodes, offsets(b, opcodes)),
    offset(MODEL.subgraphs, offsets(b, graphs)),
    offset(MODEL.buffers, offsets(b, buffers)),
    offset(MODEL.signatures, offsets(b, signed)),
  ])
  b.finish(root, FILE_IDENTIFIER)
  return b.asUint8Array()
}

/** A model of one RELU: `x` [1, 2] (open batch) to `y`. */
export const reluModel = (more: Partial<TestModel> = {}): Uint8Array =>
  tfliteBytes({
    subgraphs: [
      {
        tensors: [
          { name: 'x', shape: [1, 2], signature: [-1, 2] },
          { name: 'y', shape: [1, 2], signature: [-1, 2] },
        ],
        inputs: [0],
        outputs: [1],
        operators: [{ op: 'RELU', inputs: [0], outputs: [1] }],
      },
    ],
    ...more,
  })
