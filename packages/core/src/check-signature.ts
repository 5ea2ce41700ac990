import { DTYPES, frozenSpec, type ModelInfo, type TensorSpec } from '@zoo/graph/base'
import { TensorMismatchError } from './errors.js'
import { resolveName } from './names.js'
import { check, verify } from './options.js'
import { agree, isPartialShape, meet } from './partial-shape.js'
import type { Signature, SignatureTensor } from './signature.js'
import { nameInWords, tensorInWords } from './wording.js'

const isTable = check('an object with a tensor for each name', isObject)
const isSignatureTensor = check(
  'an object with a dtype and a shape',
  (value) => isObject(value) && DTYPES.includes(value.dtype as SignatureTensor['dtype']) && isPartialShape(value.shape),
)

/** What a signature says of a model, once it is known to be true. */
export interface CheckedSignature {
  /** By canonical name. */
  readonly tensors: ReadonlyMap<string, SignatureTensor>
  /** The names of its outputs, as it writes them. */
  readonly outputs: readonly string[]
}

/**
 * A signature checked against the model it is for; without one, no tensors and the model's own outputs.
 * @throws ArgumentError (ERR_ARGUMENT) when it is no signature
 * @throws TensorNameError (ERR_TENSOR_NAME) when the model has no tensor of a name
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) when a tensor has another dtype or shape in the model
 */
export function checkSignature(signature: Signature | undefined, info: ModelInfo): CheckedSignature {
  const tensors = new Map<string, SignatureTensor>()
  if (signature === undefined) return { tensors, outputs: info.outputs.map(({ name }) => name) }
  for (const role of ['inputs', 'outputs'] as const) {
    verify(`signature.${role}`, signature[role], isTable)
    for (const [name, tensor] of Object.entries(signature[role])) {
      verify(`signature.${role}[${nameInWords(name)}]`, tensor, isSignatureTensor)
      const spec = resolveName(info, name, role)
      checkTensor(name, tensor, spec)
      tensors.set(spec.name, tensor)
    }
  }
  return { tensors, outputs: Object.keys(signature.outputs) }
}

/** What is known of a tensor from its file and its signature together. */
export const refine = (spec: TensorSpec, declared: SignatureTensor): TensorSpec =>
  frozenSpec({ ...spec, dtype: spec.dtype ?? declared.dtype, shape: meet(spec.shape, declared.shape) })

function checkTensor(name: string, { dtype, shape }: SignatureTensor, spec: TensorSpec): void {
  if ((spec.dtype ?? dtype) === dtype && agree(shape, spec.shape)) return
  throw new TensorMismatchError(
    `The signature says that ${nameInWords(name)} is ${tensorInWords(dtype, shape)}, but in the model it is ${tensorInWords(spec.dtype, spec.shape)}; correct the signature, or load the model it is for.`,
    { tensor: name, expected: { dtype, shape }, received: { dtype: spec.dtype, shape: spec.shape } },
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
