export { InferenceError } from '@zoo/core'
export type { QueueOptions } from './admission/admission.js'
export { clientAddress, clientKey } from './admission/client-address.js'
export type { UploadedFile } from './bodies/form.js'
export {
  CLASSIFY_HANDLER_DEFAULTS,
  type Classifier,
  type ClassifyHandlerOptions,
  classify,
  type Prediction,
} from './handlers/classify.js'
export type { Runs } from './handlers/concurrency.js'
export { DETECT_HANDLER_DEFAULTS, type DetectHandlerOptions, detect } from './handlers/detect.js'
export {
  type Detection,
  type Detector,
  type DetectorParameters,
  FACE_PARAMETERS,
  NO_PARAMETERS,
} from './handlers/detector.js'
export { type DrawingDetector, draw } from './handlers/draw.js'
export {
  bytesResponse,
  defineHandler,
  type FileSchema,
  type Handler,
  type HandlerContext,
  type HandlerInput,
  type JsonSchema,
  jsonResponse,
  type Operation,
  type Phase,
  type UntrustedImageOptions,
} from './handlers/handler.js'
export { RUN_MODEL_DEFAULTS, type RunModelOptions } from './handlers/run-model/options.js'
export { runModel } from './handlers/run-model/run-model.js'
export type {
  BooleanSchema,
  NumberSchema,
  ParameterSchema,
  ParameterSchemas,
  StringSchema,
  Values,
} from './parameters/schema.js'
export { PROBLEM_TYPE, type Problem, UploadedModelError } from './problems/problem.js'
export { RequestError, type RequestErrorCode, type RequestErrorFields } from './problems/request-error.js'
export { type ErrorCode, type ErrorStatus, STATUSES } from './problems/statuses.js'
export { DRAIN_DEFAULTS, type DrainOptions } from './service/lifecycle.js'
export { LIMIT_DEFAULTS, QUEUE_DEFAULTS, type RequestLimits } from './service/limits.js'
export {
  type ClientInfo,
  type RouteContext,
  type RouteFunction,
  type Routes,
  SERVICE_DEFAULTS,
  type ServiceOptions,
} from './service/options.js'
export { createService, type Service } from './service/service.js'
