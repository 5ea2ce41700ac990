export * from './base.js'
export type { Attr, AttrList, Attrs, FunctionCall } from './graphdef/attr.js'
export {
  type FunctionArg,
  type FunctionAttr,
  type FunctionBody,
  type FunctionDetails,
  type FunctionLibrary,
  type Gradient,
  Graph,
  type GraphParts,
  type Node,
  type Versions,
} from './graphdef/graph.js'
export type { GraphInfo } from './graphdef/info.js'
export { attr, type StoredDType } from './graphdef/make.js'
export type { PrunedGraph } from './graphdef/prune.js'
export type { Input, TensorName } from './graphdef/tensor-name.js'
export type { TensorValue } from './graphdef/tensor-value.js'
export type { WholeGraphOptions } from './graphdef/write-whole.js'
export type { Inspection, InspectOptions, OpCount } from './inspect.js'
export type { Lowered, LoweringRequest } from './lower/lower.js'
export { OperationView } from './lower/operation-view.js'
export type { Operation, Program } from './lower/program.js'
export { Refusal, Refusals, refuse, refuseOpen } from './lower/refusal.js'
export { Constant, isConstant, type LoweredDType, type Value } from './lower/value.js'
export { OPEN_DEFAULTS, type OpenedModel, type OpenOptions, openModel } from './open.js'
export type { Parameters } from './parameters.js'
export * from './public-functions.js'
export type { PartialValue, TensorFacts } from './shapes/facts.js'
export type { FedFacts, GraphFacts } from './shapes/infer.js'
export type { TfliteInfo } from './tflite/info.js'
export type {
  OperatorOptions,
  TfliteModel,
  TfliteOperator,
  TfliteSignature,
  TfliteSubgraph,
  TfliteTensor,
} from './tflite/model.js'
export type { OutputSource, ResizableTflite } from './tflite/resizable.js'
export type {
  OptionField,
  TfliteModel as WritableTflite,
  TfliteOperator as WritableTfliteOperator,
  TfliteTensor as WritableTfliteTensor,
} from './tflite/writable.js'
export { UNSAFE_OPS } from './unsafe-ops.js'
