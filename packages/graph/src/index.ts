export { refusedNodes, refusedOperators } from './allow-list.js'
export * from './base.js'
export { dequantise } from './dequantise/dequantise.js'
export { folderError } from './folder.js'
export {
  type Attr,
  type AttrList,
  type Attrs,
  boolAttr,
  dtypeAttr,
  type FunctionCall,
  floatAttr,
  intAttr,
  intsAttr,
  listAttr,
  shapeAttr,
  stringAttr,
  tensorAttr,
} from './graphdef/attr.js'
export { checkGraph } from './graphdef/check.js'
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
export { type GraphInfo, graphInfo } from './graphdef/info.js'
export { attr, makeConstant, makeNode, makePlaceholder, type StoredDType } from './graphdef/make.js'
export { isKnownOp, outputCount, outputDtype } from './graphdef/outputs.js'
export { type PrunedGraph, prune } from './graphdef/prune.js'
export { readGraph } from './graphdef/read.js'
export { type Input, parseTensorName, type TensorName, tensorName } from './graphdef/tensor-name.js'
export { type TensorValue, tensorData } from './graphdef/tensor-value.js'
export { writeGraph } from './graphdef/write.js'
export { type WholeGraphOptions, writeWholeGraph } from './graphdef/write-whole.js'
export { type Inspection, type InspectOptions, inspectModel, type OpCount } from './inspect.js'
export { checkFit } from './lower/fit.js'
export { type Lowered, type LoweringRequest, lower } from './lower/lower.js'
export { OperationView } from './lower/operation-view.js'
export { hasOpenShapes } from './lower/part.js'
export type { Operation, Program } from './lower/program.js'
export { Refusal, Refusals, refuse, refuseOpen, unsupported } from './lower/refusal.js'
export { straighten } from './lower/straighten.js'
export { Constant, floatConstant, intConstant, isConstant, type LoweredDType, type Value } from './lower/value.js'
export { OPEN_DEFAULTS, type OpenedModel, type OpenOptions, openModel } from './open.js'
export type { Parameters } from './parameters.js'
export type { PartialValue, TensorFacts } from './shapes/facts.js'
export { type FedFacts, type GraphFacts, inferShapes } from './shapes/infer.js'
export { toSignatureSource } from './signature-source.js'
export { sniffFormat } from './sniff.js'
export { tfliteForLitert } from './tflite/for-litert.js'
export { earlyOutputs, unforeseenShapes } from './tflite/foresight.js'
export { type TfliteInfo, tfliteInfo } from './tflite/info.js'
export type {
  OperatorOptions,
  TfliteModel,
  TfliteOperator,
  TfliteSignature,
  TfliteSubgraph,
  TfliteTensor,
} from './tflite/model.js'
export { nativeHazards } from './tflite/native-hazards.js'
export { readTflite } from './tflite/read.js'
export { type OutputSource, outputSources, type ResizableTflite, resizableTflite } from './tflite/resizable.js'
export type {
  OptionField,
  TfliteModel as WritableTflite,
  TfliteOperator as WritableTfliteOperator,
  TfliteTensor as WritableTfliteTensor,
} from './tflite/writable.js'
export { writeTflite } from './tflite/write.js'
export { UNSAFE_OPS } from './unsafe-ops.js'
