import { CHANNEL_ORDERS, SCALINGS } from '@zoo/kit'
import type { ParameterSchemas } from '../../parameters/schema.js'

const SHA_256 = '^[0-9a-f]{64}$'
const MOST_PIXELS = 2048

/** The parameters of a run of an uploaded model. */
export const RUN_MODEL_PARAMETERS = {
  model: {
    type: 'string',
    pattern: SHA_256,
    description: 'SHA-256 of a model that was uploaded before, in place of model_file',
  },
  labels: {
    type: 'string',
    pattern: SHA_256,
    description: 'SHA-256 of a label file that was uploaded before, in place of label_file',
  },
  input: { type: 'string', minLength: 1, maxLength: 256, description: 'Input tensor; default: the only one' },
  output: { type: 'string', minLength: 1, maxLength: 256, description: 'Output tensor; default: the only one' },
  width: {
    type: 'integer',
    minimum: 1,
    maximum: MOST_PIXELS,
    description: 'Width of the input in pixels; default: what the model says',
  },
  height: {
    type: 'integer',
    minimum: 1,
    maximum: MOST_PIXELS,
    description: 'Height of the input in pixels; default: what the model says',
  },
  scaling: {
    type: 'string',
    enum: SCALINGS,
    description: 'What pixels of 0 to 255 become; default: [-1,1] for a float input, uint8 for a quantised one',
  },
  mean: { type: 'number', description: 'With std: pixels become (pixel - mean) / std' },
  std: { type: 'number', exclusiveMinimum: 0, description: 'With mean: pixels become (pixel - mean) / std' },
  channel_order: {
    type: 'string',
    enum: CHANNEL_ORDERS,
    description: 'Default: rgb, or grey for an input of one channel',
  },
  softmax: { type: 'boolean', default: false, description: 'The model gives logits: make probabilities of them' },
  top_k: { type: 'integer', minimum: 1, maximum: 1000, default: 5, description: 'How many classes the answer has' },
} as const satisfies ParameterSchemas
