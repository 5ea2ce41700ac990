/*
 * The slots of the fields that we read or write, by table.
 * @source tensorflow/compiler/mlir/lite/schema/schema.fbs
 */

/** What bytes 4 to 7 of every TensorFlow Lite file are. */
export const FILE_IDENTIFIER = 'TFL3'

/** The one version of the schema that was ever in use. */
export const SCHEMA_VERSION = 3

export const MODEL = {
  version: 0,
  operatorCodes: 1,
  subgraphs: 2,
  description: 3,
  buffers: 4,
  metadataBuffer: 5,
  metadata: 6,
  signatures: 7,
  externalBuffers: 9,
} as const
export const METADATA = { name: 0, buffer: 1 } as const
export const OPERATOR_CODE = { deprecatedBuiltin: 0, custom: 1, version: 2, builtin: 3 } as const
export const SUBGRAPH = { tensors: 0, inputs: 1, outputs: 2, operators: 3, name: 4 } as const
export const TENSOR = {
  shape: 0,
  type: 1,
  buffer: 2,
  name: 3,
  quantization: 4,
  isVariable: 5,
  sparsity: 6,
  shapeSignature: 7,
  hasRank: 8,
  externalBuffer: 10,
} as const
export const QUANTIZATION = { scale: 2, zeroPoint: 3, detailsType: 4, details: 5, axis: 6 } as const
/** Details of a quantisation: scales for blocks of elements, which other tensors hold. */
export const BLOCKWISE = { type: 2, scales: 0, zeroPoints: 1 } as const
export const OPERATOR = {
  opcode: 0,
  inputs: 1,
  outputs: 2,
  optionsType: 3,
  options: 4,
  customOptions: 5,
  mutatingInputs: 7,
  intermediates: 8,
  largeOptionsOffset: 9,
  largeOptionsSize: 10,
  options2Type: 11,
  options2: 12,
} as const
export const BUFFER = { data: 0, offset: 1, size: 2 } as const
export const SIGNATURE = { inputs: 0, outputs: 1, key: 2, subgraph: 4 } as const
export const TENSOR_MAP = { name: 0, tensor: 1 } as const

/** In operator codes: the op is none of TensorFlow Lite's own. */
export const CUSTOM_OP = 32

/** The number of the kind of options that a reshape has, of which the first field is its shape. */
export const RESHAPE_OPTIONS = 17

/** Kinds of options that hold lists or strings, and where: each with the bytes an element takes. All others hold only numbers. */
export const LISTS_IN_OPTIONS: ReadonlyMap<number, readonly (readonly [slot: number, elementSize: 1 | 4])[]> = new Map([
  // ConcatEmbeddingsOptions
  [
    3,
    [
      [1, 4],
      [2, 4],
    ],
  ],
  [RESHAPE_OPTIONS, [[0, 4]]],
  // SqueezeOptions
  [30, [[0, 4]]],
  // VarHandleOptions
  [
    111,
    [
      [0, 1],
      [1, 1],
    ],
  ],
  // BucketizeOptions
  [115, [[0, 4]]],
])
