import { heldAs, TYPED_ARRAY } from './dtype.js'
import { TensorMismatchError } from './errors.js'
import { Tensor } from './tensor.js'
import { nameInWords, tensorInWords, valueInWords } from './wording.js'

/**
 * A result in the array that a caller gave for it, unless the engine wrote it there already.
 * @param fetch its name
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) when it is of another dtype or length
 */
export function writeInto(result: Tensor, fetch: string, array: ArrayBufferView | undefined): Tensor {
  if (array === undefined || result.data === array) return result
  const { dtype, shape, data } = result
  const held = dtype === 'string' ? undefined : heldAs(dtype, array)
  if (held?.length !== data.length) throw doesNotFit(result, fetch, array)
  ;(held as Uint8Array).set(data as unknown as Uint8Array)
  return new Tensor(dtype, shape, held as never)
}

function doesNotFit({ dtype, shape, data }: Tensor, fetch: string, array: ArrayBufferView): TensorMismatchError {
  const kind = dtype === 'string' ? 'no typed array' : `a ${TYPED_ARRAY[dtype].name} of ${data.length} elements`
  return new TensorMismatchError(
    `The result ${nameInWords(fetch)} is ${tensorInWords(dtype, shape)} and takes ${kind}, but the option into has ${valueInWords(array)} for it.`,
    { tensor: fetch, expected: { dtype, shape, length: data.length }, received: { detail: valueInWords(array) } },
  )
}
