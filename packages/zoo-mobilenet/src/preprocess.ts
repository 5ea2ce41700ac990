import { ArgumentError, type Model, type TensorSpec } from '@zoo/core'
import { type Encoding, type ManifestVariant, namesInWords } from '@zoo/kit'
import type { LoadOptions } from './options.js'

/**
 * The tensor of a role in a model: the one named, which may be an inner one, or the only one there is.
 * @throws TensorNameError (ERR_TENSOR_NAME) when there is none of the name
 * @throws ArgumentError (ERR_ARGUMENT) when it must be named
 */
export function chooseTensor(
  role: 'input' | 'output',
  model: Pick<Model, 'inputs' | 'outputs' | 'tensor'>,
  name: string | undefined,
): TensorSpec {
  if (name !== undefined) {
    const spec = model.tensor(name, `${role}s`)
    return role === 'input' ? { ...spec, dtype: spec.dtype ?? 'float32' } : spec
  }
  const specs = model[`${role}s`]
  if (specs.length === 1) return specs[0]!
  const names = specs.map((spec) => spec.name)
  throw new ArgumentError(
    `The model has ${specs.length} ${role}s; name the one to use as ${role}: ${namesInWords(names)}.`,
    {
      option: role,
      expected: namesInWords(names),
      received: undefined,
    },
  )
}

/** How images are prepared: as the options say, else as the variant does, else as the model's input suggests. */
export function chooseEncoding(
  input: TensorSpec,
  variant: ManifestVariant | undefined,
  options: LoadOptions,
): Encoding {
  const known = variant?.preprocessing
  const [shapeHeight, shapeWidth, shapeChannels] = input.shape?.slice(-3) ?? []
  const channelOrder = options.channelOrder ?? known?.channelOrder ?? (shapeChannels === 1 ? 'grey' : 'rgb')
  return {
    channelOrder,
    scaling: options.scaling ?? known?.scaling ?? (input.dtype === 'float32' ? '[-1,1]' : 'uint8'),
    resize: {
      width: size('width', options.width ?? known?.resize?.width ?? shapeWidth, input),
      height: size('height', options.height ?? known?.resize?.height ?? shapeHeight, input),
      filter: options.filter ?? known?.resize?.filter ?? 'bilinear',
      fit: options.fit ?? known?.resize?.fit ?? 'fill',
      crop: options.crop ?? known?.resize?.crop ?? 1,
    },
  }
}

function size(option: 'width' | 'height', pixels: number | null | undefined, input: TensorSpec): number {
  if (typeof pixels === 'number' && pixels >= 1) return pixels
  throw new ArgumentError(`The input '${input.name}' takes images of any ${option}; say which ${option} to give it.`, {
    option,
    expected: 'a number of pixels',
    received: undefined,
  })
}
