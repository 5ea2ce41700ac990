import { writeTflite } from '@zoo/graph'

const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer)
const NO_ACTIVATION = { slot: 0, kind: 'int8', value: 0 } as const

/** sum = x + [1, 2, 3], product = sum · y, for any number of rows: float32 [n, 3] each; outputs `product`, `sum`. */
export const rowsModel = (): Uint8Array =>
  writeTflite({
    description: 'test: an addition and a multiplication',
    tensors: [
      { name: 'x', dtype: 'float32', shape: [null, 3] },
      { name: 'y', dtype: 'float32', shape: [null, 3] },
      { name: 'constant', dtype: 'float32', shape: [3], data: floats(1, 2, 3) },
      { name: 'sum', dtype: 'float32', shape: [null, 3] },
      { name: 'product', dtype: 'float32', shape: [null, 3] },
    ],
    operators: [
      { code: 0, inputs: [0, 2], outputs: [3], options: { type: 11, fields: [NO_ACTIVATION] } },
      { code: 18, inputs: [3, 1], outputs: [4], options: { type: 21, fields: [NO_ACTIVATION] } },
    ],
    inputs: [0, 1],
    outputs: [4, 3],
  })

/** product = x · by, for a float32 vector of any size and a scalar. */
export const timesModel = (): Uint8Array =>
  writeTflite({
    description: 'test: a multiplication by a scalar',
    tensors: [
      { name: 'x', dtype: 'float32', shape: [null] },
      { name: 'by', dtype: 'float32', shape: [] },
      { name: 'product', dtype: 'float32', shape: [null] },
    ],
    operators: [{ code: 18, inputs: [0, 1], outputs: [2], options: { type: 21, fields: [NO_ACTIVATION] } }],
    inputs: [0, 1],
    outputs: [2],
  })

/** sum = x + [1, 2, 3], fetched under two names, beside the input itself: outputs `sum`, `sum` again, `x` again. */
export const twinsModel = (): Uint8Array =>
  writeTflite({
    description: 'test: outputs that are one tensor',
    tensors: [
      { name: 'x', dtype: 'float32', shape: [1, 3] },
      { name: 'constant', dtype: 'float32', shape: [3], data: floats(1, 2, 3) },
      { name: 'sum', dtype: 'float32', shape: [1, 3] },
    ],
    operators: [{ code: 0, inputs: [0, 1], outputs: [2], options: { type: 11, fields: [NO_ACTIVATION] } }],
    inputs: [0],
    outputs: [2, 2, 0],
  })

/** The int8 or uint8 tensor `x` [4] as it is, through a reshape to [2, 2]; scale 0.5, zero point 3. */
export const quantizedModel = (dtype: 'int8' | 'uint8'): Uint8Array => {
  const quantization = { scales: [0.5], zeroPoints: [3], axis: 0 }
  return writeTflite({
    description: 'test: a quantised tensor',
    tensors: [
      { name: 'x', dtype, shape: [4], quantization },
      { name: 'shape', dtype: 'int32', shape: [2], data: new Uint8Array(Int32Array.of(2, 2).buffer) },
      { name: 'y', dtype, shape: [2, 2], quantization },
    ],
    operators: [{ code: 22, inputs: [0, 1], outputs: [2] }],
    inputs: [0],
    outputs: [2],
  })
}

/** A reshape [2, 3] → [6] of any dtype that the engine passes. */
export const flattenModel = (dtype: 'float32' | 'int32' | 'int64' | 'bool' | 'int16'): Uint8Array =>
  writeTflite({
    description: 'test: a reshape',
    tensors: [
      { name: 'x', dtype, shape: [2, 3] },
      { name: 'shape', dtype: 'int32', shape: [1], data: new Uint8Array(Int32Array.of(6).buffer) },
      { name: 'y', dtype, shape: [6] },
    ],
    operators: [{ code: 22, inputs: [0, 1], outputs: [2] }],
    inputs: [0],
    outputs: [2],
  })

/** STABLEHLO_CUSTOM_CALL, an operator of the schema that LiteRT has no kernel of. */
export const customModel = (): Uint8Array =>
  writeTflite({
    description: 'test: an unknown operator',
    tensors: [
      { name: 'x', dtype: 'float32', shape: [1] },
      { name: 'y', dtype: 'float32', shape: [1] },
    ],
    operators: [{ code: 172, inputs: [0], outputs: [1] }],
    inputs: [0],
    outputs: [1],
  })
