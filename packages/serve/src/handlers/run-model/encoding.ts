import type { Model, TensorSpec } from '@zoo/core'
import { type Encoding, ImageEncoder, type Scaling } from '@zoo/kit'
import type { Values } from '../../parameters/schema.js'
import { RequestError } from '../../problems/request-error.js'
import type { RUN_MODEL_PARAMETERS } from './parameters.js'

/** The values of a request for an uploaded model. */
export type RunModelValues = Values<typeof RUN_MODEL_PARAMETERS>

/** Elements of an input: 64 MiB of floats. The file says how large an input is, and a stranger wrote it. */
const MOST_ELEMENTS = 2 ** 24

/**
 * The tensor that a parameter names, or the only one there is.
 * @throws TensorNameError (ERR_TENSOR_NAME) when the model has none of the name
 * @throws RequestError (ERR_PARAMETER) when it must be named
 */
export function tensorOf(model: Model, role: 'input' | 'output', name: string | undefined): TensorSpec {
  if (name !== undefined) return model.tensor(name, `${role}s`)
  const specs = model[`${role}s`]
  if (specs.length === 1) return specs[0]!
  const names = specs.slice(0, 20).map((spec) => spec.name)
  throw new RequestError('ERR_PARAMETER', `The model has ${specs.length} ${role}s; name one of them as '${role}'.`, {
    parameter: role,
    expected: names.join(', '),
  })
}

/**
 * The encoder for a model's input.
 * @throws RequestError (ERR_PARAMETER) when the size is not known or too large
 * @throws ArgumentError (ERR_ARGUMENT) when the input takes no images
 */
export function encoderOf(given: TensorSpec, values: RunModelValues): ImageEncoder {
  const input = { ...given, dtype: given.dtype ?? ('float32' as const) }
  const [rows, columns, channels] = input.shape?.slice(-3) ?? []
  const channelOrder = values.channel_order ?? (channels === 1 ? 'grey' : 'rgb')
  const width = sizeOf('width', values.width ?? columns)
  const height = sizeOf('height', values.height ?? rows)
  const batch = input.shape?.length === 4 ? (input.shape[0] ?? 1) : 1
  if (batch < 1 || batch * width * height * 3 > MOST_ELEMENTS) {
    throw new RequestError('ERR_PARAMETER', `An input of ${batch} × ${height} × ${width} pixels is not taken.`, {
      parameter: 'width',
      expected: `at most ${MOST_ELEMENTS} elements`,
    })
  }
  const encoding: Encoding = {
    channelOrder,
    scaling: scalingOf(values, input.dtype === 'float32' ? '[-1,1]' : 'uint8'),
    resize: { width, height, filter: 'bilinear', fit: 'fill', crop: 1 },
  }
  return new ImageEncoder(input, encoding)
}

function sizeOf(parameter: 'width' | 'height', pixels: number | null | undefined): number {
  if (typeof pixels === 'number' && pixels >= 1) return pixels
  throw new RequestError('ERR_PARAMETER', `The model takes images of any ${parameter}; give '${parameter}'.`, {
    parameter,
    expected: 'a number of pixels',
  })
}

function scalingOf({ scaling, mean, std }: RunModelValues, otherwise: Scaling): Scaling {
  if (mean === undefined && std === undefined) return scaling ?? otherwise
  if (mean !== undefined && std !== undefined && scaling === undefined) return { mean, std }
  throw new RequestError('ERR_PARAMETER', "Give 'mean' and 'std' together, and not with 'scaling'.", {
    parameter: 'mean',
  })
}
