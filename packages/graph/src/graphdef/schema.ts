import { key } from './wire.js'

/*
 * The fields of TensorFlow's graph messages that we read or write, each as the key that stands before it in a file.
 * Repeated numbers may come packed (one run of bytes) or one by one, so those have a key for each form.
 */

/** @source tensorflow/core/framework/graph.proto */
export const GRAPH_DEF = {
  node: key(1, 'bytes'),
  library: key(2, 'bytes'),
  version: key(3, 'varint'),
  versions: key(4, 'bytes'),
  debugInfo: key(5, 'bytes'),
} as const

/** @source tensorflow/core/framework/versions.proto */
export const VERSION_DEF = {
  producer: key(1, 'varint'),
  minConsumer: key(2, 'varint'),
  badConsumer: key(3, 'varint'),
  packedBadConsumer: key(3, 'bytes'),
} as const

/** @source tensorflow/core/framework/node_def.proto */
export const NODE_DEF = {
  name: key(1, 'bytes'),
  op: key(2, 'bytes'),
  input: key(3, 'bytes'),
  device: key(4, 'bytes'),
  attr: key(5, 'bytes'),
} as const

/** A protobuf map is a list of these. */
export const MAP_ENTRY = { key: key(1, 'bytes'), value: key(2, 'bytes') } as const

/** @source tensorflow/core/framework/attr_value.proto */
export const ATTR_VALUE = {
  list: key(1, 'bytes'),
  string: key(2, 'bytes'),
  int: key(3, 'varint'),
  float: key(4, 'fixed32'),
  bool: key(5, 'varint'),
  type: key(6, 'varint'),
  shape: key(7, 'bytes'),
  tensor: key(8, 'bytes'),
  placeholder: key(9, 'bytes'),
  func: key(10, 'bytes'),
} as const

/** @source tensorflow/core/framework/attr_value.proto, AttrValue.ListValue */
export const ATTR_LIST = {
  string: key(2, 'bytes'),
  int: key(3, 'varint'),
  packedInt: key(3, 'bytes'),
  float: key(4, 'fixed32'),
  packedFloat: key(4, 'bytes'),
  bool: key(5, 'varint'),
  packedBool: key(5, 'bytes'),
  type: key(6, 'varint'),
  packedType: key(6, 'bytes'),
  shape: key(7, 'bytes'),
  tensor: key(8, 'bytes'),
  func: key(9, 'bytes'),
} as const

/** @source tensorflow/core/framework/attr_value.proto, NameAttrList */
export const NAME_ATTR_LIST = { name: key(1, 'bytes'), attr: key(2, 'bytes') } as const

/** @source tensorflow/core/framework/tensor_shape.proto */
export const TENSOR_SHAPE = {
  dim: key(2, 'bytes'),
  unknownRank: key(3, 'varint'),
  dimSize: key(1, 'varint'),
  dimName: key(2, 'bytes'),
} as const

/** @source tensorflow/core/framework/tensor.proto */
export const TENSOR = {
  dtype: key(1, 'varint'),
  shape: key(2, 'bytes'),
  content: key(4, 'bytes'),
  string: key(8, 'bytes'),
  resource: key(14, 'bytes'),
  variant: key(15, 'bytes'),
} as const

/** @source tensorflow/core/framework/function.proto and op_def.proto */
export const FUNCTION_LIBRARY = {
  function: key(1, 'bytes'),
  gradient: key(2, 'bytes'),
  registeredGradient: key(3, 'bytes'),
} as const
export const FUNCTION_DEF = {
  signature: key(1, 'bytes'),
  node: key(3, 'bytes'),
  result: key(4, 'bytes'),
  attr: key(5, 'bytes'),
  controlResult: key(6, 'bytes'),
  argAttrs: key(7, 'bytes'),
  resourceId: key(8, 'bytes'),
} as const
/** Both kinds of gradient: the function or op it belongs to, and the function that computes it. */
export const GRADIENT_DEF = { of: key(1, 'bytes'), by: key(2, 'bytes') } as const
export const REGISTERED_GRADIENT = { by: key(1, 'bytes'), of: key(2, 'bytes') } as const
/** An entry of a map from argument numbers. */
export const NUMBERED_ENTRY = { key: key(1, 'varint'), value: key(2, 'bytes'), id: key(2, 'varint') } as const
export const ARG_ATTRS = { attr: key(1, 'bytes') } as const
export const OP_DEF = {
  name: key(1, 'bytes'),
  input: key(2, 'bytes'),
  output: key(3, 'bytes'),
  attr: key(4, 'bytes'),
  aggregate: key(16, 'varint'),
  stateful: key(17, 'varint'),
  commutative: key(18, 'varint'),
  uninitializedInput: key(19, 'varint'),
  controlOutput: key(20, 'bytes'),
  distributed: key(21, 'varint'),
} as const
export const ARG_DEF = {
  name: key(1, 'bytes'),
  type: key(3, 'varint'),
  typeAttr: key(4, 'bytes'),
  numberAttr: key(5, 'bytes'),
  typeListAttr: key(6, 'bytes'),
  handleData: key(7, 'bytes'),
  isRef: key(16, 'varint'),
} as const
/** @source tensorflow/core/framework/resource_handle.proto, ResourceHandleProto.DtypeAndShape */
export const DTYPE_AND_SHAPE = { dtype: key(1, 'varint'), shape: key(2, 'bytes') } as const
export const ATTR_DEF = {
  name: key(1, 'bytes'),
  type: key(2, 'bytes'),
  default: key(3, 'bytes'),
  hasMinimum: key(5, 'varint'),
  minimum: key(6, 'varint'),
  allowed: key(7, 'bytes'),
} as const
