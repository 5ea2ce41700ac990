import { fromFloat16, Tensor, TensorMismatchError } from '@zoo/core'
import type { DType } from '@zoo/graph/base'
import { checkTfjs, type Tfjs, type TfjsTensor, tidy } from './tf.js'

/** The arrays that TensorFlow.js holds elements of the dtypes in that it has. */
const HELD = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const

/**
 * A tensor of TensorFlow.js as one of ours, with elements of its own. It stays the caller's to dispose.
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) for a dtype that we do not know
 */
export async function fromTfjs(tensor: TfjsTensor): Promise<Tensor> {
  const { dtype, shape } = tensor
  switch (dtype) {
    case 'float32':
    case 'complex64':
      return new Tensor<DType>(dtype, shape, Float32Array.from((await tensor.data()) as Float32Array))
    case 'int32':
    case 'bool':
      return new Tensor<DType>(dtype, shape, HELD[dtype].from((await tensor.data()) as Int32Array))
    case 'string':
      return new Tensor('string', shape, (await tensor.bytes()) as Uint8Array[])
    default:
      throw new TensorMismatchError(`A tensor of TensorFlow.js of the dtype ${dtype} has no counterpart here.`, {
        tensor: '',
        expected: { detail: 'float32, int32, bool, string or complex64' },
        received: { shape, detail: dtype },
      })
  }
}

/**
 * A tensor of ours as one of TensorFlow.js, which the caller disposes. TensorFlow.js has float32, int32, bool, string and
 * complex64; other numbers become float32 or int32 where those hold every one of them exactly.
 * @param tf TensorFlow.js as the program imports it
 * @throws TensorMismatchError (ERR_TENSOR_MISMATCH) when an element cannot be held
 * @throws ArgumentError (ERR_ARGUMENT) when `tf` is not TensorFlow.js 4
 */
export const toTfjs = <T extends Tfjs>(tensor: Tensor, tf: T): ReturnType<T['tensor']> =>
  tensorIn(checkTfjs(tf), tensor) as ReturnType<T['tensor']>

function tensorIn(tf: Tfjs, tensor: Tensor): TfjsTensor {
  const { dtype, data } = tensor
  const shape = [...tensor.shape]
  switch (dtype) {
    case 'string':
      return tf.tensor(data as Uint8Array[], shape, 'string')
    case 'complex64':
      return complex(tf, data as Float32Array, shape)
    case 'float32':
    case 'bool':
      return tf.tensor((data as Float32Array).slice(), shape, dtype)
    case 'float16':
      return tf.tensor(fromFloat16(data as Uint16Array), shape, 'float32')
    case 'float64':
      return tf.tensor(exactly(tensor, Float32Array.from(data as Float64Array)), shape, 'float32')
    default:
      return tf.tensor(exactly(tensor, Int32Array.from(data as Int32Array, Number)), shape, 'int32')
  }
}

/** @throws TensorMismatchError unless the narrower elements are the tensor's */
function exactly<A extends Float32Array | Int32Array>({ dtype, shape, data }: Tensor, narrow: A): A {
  const wide = data as ArrayLike<number | bigint>
  const wrong = narrow.findIndex((element, i) => element !== Number(wide[i]) && !Number.isNaN(wide[i]))
  if (wrong < 0) return narrow
  const held = narrow instanceof Float32Array ? 'float32' : 'int32'
  throw new TensorMismatchError(
    `Element ${wrong} of the ${dtype} tensor is ${wide[wrong]}, which TensorFlow.js has no number for: its own are ${held} there.`,
    { tensor: '', expected: { dtype: held, shape }, received: { dtype, shape, detail: String(wide[wrong]) } },
  )
}

/** @throws TensorMismatchError when the backend has no complex numbers */
function complex(tf: Tfjs, data: Float32Array, shape: number[]): TfjsTensor {
  const backend = tf.getBackend()
  if (tf.getKernel('Complex', backend) == null) {
    throw new TensorMismatchError(`The backend ${backend} of TensorFlow.js has no complex numbers.`, {
      tensor: '',
      expected: { detail: 'float32, int32, bool or string' },
      received: { dtype: 'complex64', shape },
    })
  }
  const part = (offset: number) => Float32Array.from({ length: data.length / 2 }, (_, i) => data[2 * i + offset]!)
  return tidy(tf, () => tf.complex(tf.tensor(part(0), shape, 'float32'), tf.tensor(part(1), shape, 'float32')))
}
