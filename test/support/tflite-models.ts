import { type DType, writeTflite } from '@zoo/graph'
import { tfliteBytes } from '../../packages/graph/test/support/tflite-bytes.js'

const bytes = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
const floats = (...values: number[]) => bytes(Float32Array.from(values))
const ints = (...values: number[]) => bytes(Int32Array.from(values))

const NO_ACTIVATION = { slot: 0, kind: 'int8', value: 0 } as const
const add = (inputs: number[], output: number) =>
  ({ code: 0, inputs, outputs: [output], options: { type: 11, fields: [NO_ACTIVATION] } }) as const
const multiply = (inputs: number[], output: number) =>
  ({ code: 18, inputs, outputs: [output], options: { type: 21, fields: [NO_ACTIVATION] } }) as const
const reshape = (inputs: number[], output: number) => ({ code: 22, inputs, outputs: [output] }) as const

const scalarOf = (shape: number, from: number, to: number, step: number, output: number) =>
  ({
    code: 45,
    inputs: [shape, from, to, step],
    outputs: [output],
    options: { type: 32, fields: [{ slot: 4, kind: 'int32', value: 1 }] }, // the one element as a scalar
  }) as const
const shapeOf = (input: number, output: number) =>
  ({
    code: 77,
    inputs: [input],
    outputs: [output],
    options: { type: 55, fields: [{ slot: 0, kind: 'int8', value: 2 }] },
  }) as const
const pack = (inputs: number[], output: number) =>
  ({
    code: 83,
    inputs,
    outputs: [output],
    options: { type: 59, fields: [{ slot: 0, kind: 'int32', value: inputs.length }] },
  }) as const

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
    operators: [add([0, 2], 3), multiply([3, 1], 4)],
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
    operators: [multiply([0, 1], 2)],
    inputs: [0, 1],
    outputs: [2],
  })

/** sum = x + y, float32 [3] each; its outputs are `sum`, `sum` once more, and the input `x`. */
export const repeatedModel = (): Uint8Array =>
  writeTflite({
    description: 'test: outputs that are one tensor, or an input',
    tensors: ['x', 'y', 'sum'].map((name) => ({ name, dtype: 'float32', shape: [3] })),
    operators: [add([0, 1], 2)],
    inputs: [0, 1],
    outputs: [2, 2, 0],
  })

/** The sum and the product of two inputs, float32 [2] each, where both inputs have one name, and both outputs another. */
export const namesakesModel = (): Uint8Array =>
  writeTflite({
    description: 'test: names that are not unique',
    tensors: ['x', 'x', 'y', 'y'].map((name) => ({ name, dtype: 'float32', shape: [2] })),
    operators: [add([0, 1], 2), multiply([0, 1], 3)],
    inputs: [0, 1],
    outputs: [2, 3],
  })

/** The two largest elements of `x`, float32 [4], where they stand, and how many they are. */
export const topModel = (): Uint8Array =>
  writeTflite({
    description: 'test: outputs of several dtypes',
    tensors: [
      { name: 'x', dtype: 'float32', shape: [4] },
      { name: 'constant', dtype: 'int32', shape: [1], data: ints(2) },
      { name: 'values', dtype: 'float32', shape: [2] },
      { name: 'indices', dtype: 'int32', shape: [2] },
    ],
    operators: [{ code: 48, inputs: [0, 1], outputs: [2, 3] }],
    inputs: [0],
    outputs: [2, 3, 1],
  })

/** The int8 or uint8 tensor `x` [4] as it is, through a reshape to [2, 2]; scale 0.5, zero point 3. */
export const quantizedModel = (dtype: 'int8' | 'uint8'): Uint8Array => {
  const quantization = { scales: [0.5], zeroPoints: [3], axis: 0 }
  return writeTflite({
    description: 'test: a quantised tensor',
    tensors: [
      { name: 'x', dtype, shape: [4], quantization },
      { name: 'shape', dtype: 'int32', shape: [2], data: ints(2, 2) },
      { name: 'y', dtype, shape: [2, 2], quantization },
    ],
    operators: [reshape([0, 1], 2)],
    inputs: [0],
    outputs: [2],
  })
}

/** A reshape [2, 3] → [6] of any dtype that LiteRT passes. */
export const flattenModel = (dtype: DType): Uint8Array =>
  writeTflite({
    description: 'test: a reshape',
    tensors: [
      { name: 'x', dtype, shape: [2, 3] },
      { name: 'shape', dtype: 'int32', shape: [1], data: ints(6) },
      { name: 'y', dtype, shape: [6] },
    ],
    operators: [reshape([0, 1], 2)],
    inputs: [0],
    outputs: [2],
  })

/** `x`, float32 [1], with so many more axes, one an operation; the file says of none that there are more than one. */
export const expandedModel = (more: number): Uint8Array => {
  const made = Array.from({ length: more }, (_, i) => ({ name: `y${i}`, dtype: 'float32' as const, shape: [1] }))
  return writeTflite({
    description: 'test: axes that are added',
    tensors: [
      { name: 'axis', dtype: 'int32', shape: [], data: ints(0) },
      { name: 'x', dtype: 'float32', shape: [1] },
      ...made,
    ],
    operators: made.map((_, i) => ({ code: 70, inputs: [i + 1, 0], outputs: [i + 2] })), // EXPAND_DIMS
    inputs: [1],
    outputs: [more + 1],
  })
}

/** The elements of `x`, float32 [4], in the shape that is fed as `shape`, int32 [2], and the double of that. */
export const reshapeModel = (): Uint8Array =>
  writeTflite({
    description: 'test: a shape that only the run tells',
    tensors: [
      { name: 'x', dtype: 'float32', shape: [4] },
      { name: 'shape', dtype: 'int32', shape: [2] },
      { name: 'reshaped', dtype: 'float32', shape: [null, null] },
      { name: 'double', dtype: 'float32', shape: [null, null] },
    ],
    operators: [reshape([0, 1], 2), add([2, 2], 3)],
    inputs: [0, 1],
    outputs: [3],
  })

/** y = x, float32 of any size, with as many rows as x has columns; the file says that it makes `[columns, rows]`. */
export const turnedModel = (rows: number, columns: number): Uint8Array =>
  writeTflite({
    description: 'test: a shape packed of two sizes that are open',
    tensors: [
      { name: 'x', dtype: 'float32', shape: [null, null] },
      { name: 'shape', dtype: 'int32', shape: [2] },
      { name: 'zero', dtype: 'int32', shape: [1], data: ints(0) },
      { name: 'one', dtype: 'int32', shape: [1], data: ints(1) },
      { name: 'two', dtype: 'int32', shape: [1], data: ints(2) },
      { name: 'rows', dtype: 'int32', shape: [] },
      { name: 'columns', dtype: 'int32', shape: [] },
      { name: 'turned', dtype: 'int32', shape: [2] },
      { name: 'y', dtype: 'float32', shape: [columns, rows] },
    ],
    operators: [shapeOf(0, 1), scalarOf(1, 2, 3, 3, 5), scalarOf(1, 3, 4, 3, 6), pack([6, 5], 7), reshape([0, 7], 8)],
    inputs: [0],
    outputs: [8],
  })

/** y = x, float32 [4], as [2, 2] or, where `condition` is false, as [4, 1]. */
export const branchesModel = (): Uint8Array => {
  const branch = (shape: readonly number[]) => ({
    tensors: [
      { name: 'x', shape: [4] },
      { name: 'shape', dtype: 'int32' as const, shape: [2], data: ints(...shape) },
      { name: 'y', shape },
    ],
    operators: [{ op: 'RESHAPE', inputs: [0, 1], outputs: [2] }],
    inputs: [0],
    outputs: [2],
  })
  const main = {
    tensors: [
      { name: 'condition', dtype: 'bool' as const, shape: [] },
      { name: 'x', shape: [4] },
      { name: 'y', shape: [2, 2] },
    ],
    operators: [{ op: 'IF', inputs: [0, 1], outputs: [2], options: { type: 92, ints: [1, 2] } }],
    inputs: [0, 1],
    outputs: [2],
  }
  return tfliteBytes({ subgraphs: [main, branch([2, 2]), branch([4, 1])] })
}

/** y = x as float32 [n, 2, 2] of [n, 4], where the shape is packed in the run, as of a Keras model with an open batch. */
export const packedShapeModel = (): Uint8Array =>
  writeTflite({
    description: 'test: a shape packed of the batch and of sizes that are known',
    tensors: [
      { name: 'x', dtype: 'float32', shape: [null, 4] },
      { name: 'shape', dtype: 'int32', shape: [2] },
      { name: 'zero', dtype: 'int32', shape: [1], data: ints(0) },
      { name: 'one', dtype: 'int32', shape: [1], data: ints(1) },
      { name: 'batch', dtype: 'int32', shape: [] },
      { name: 'two', dtype: 'int32', shape: [], data: ints(2) },
      { name: 'packed', dtype: 'int32', shape: [3] },
      { name: 'y', dtype: 'float32', shape: [null, 2, 2] },
    ],
    operators: [shapeOf(0, 1), scalarOf(1, 2, 3, 3, 4), pack([4, 5, 5], 6), reshape([0, 6], 7)],
    inputs: [0],
    outputs: [7],
  })

/** The elements of `x`, float32 [4], at `index`, int32 [n]; LiteRT fails the run where an index is too large. */
export const gatherModel = (): Uint8Array =>
  writeTflite({
    description: 'test: a run that can fail',
    tensors: [
      { name: 'x', dtype: 'float32', shape: [4] },
      { name: 'index', dtype: 'int32', shape: [null] },
      { name: 'y', dtype: 'float32', shape: [null] },
    ],
    operators: [
      { code: 36, inputs: [0, 1], outputs: [2], options: { type: 23, fields: [{ slot: 0, kind: 'int32', value: 0 }] } },
    ],
    inputs: [0, 1],
    outputs: [2],
  })

/** A convolution over an image of any size, VALID, 3 × 3, 3 → 4 channels: float32 [1, h, w, 3] → [1, h−2, w−2, 4]. */
export const convolutionModel = (): Uint8Array => {
  const filter = Float32Array.from({ length: 4 * 3 * 3 * 3 }, (_, i) => Math.sin(i))
  return writeTflite({
    description: 'test: a convolution',
    tensors: [
      { name: 'image', dtype: 'float32', shape: [1, null, null, 3] },
      { name: 'filter', dtype: 'float32', shape: [4, 3, 3, 3], data: bytes(filter) },
      { name: 'bias', dtype: 'float32', shape: [4], data: floats(1, 2, 3, 4) },
      { name: 'features', dtype: 'float32', shape: [1, null, null, 4] },
    ],
    operators: [
      {
        code: 3,
        inputs: [0, 1, 2],
        outputs: [3],
        options: {
          type: 1,
          fields: [
            { slot: 0, kind: 'int8', value: 1 }, // padding: VALID
            { slot: 1, kind: 'int32', value: 1 }, // stride along the width
            { slot: 2, kind: 'int32', value: 1 }, // stride along the height
            { slot: 3, kind: 'int8', value: 0 }, // no activation
            { slot: 4, kind: 'int32', value: 1 }, // dilation along the width
            { slot: 5, kind: 'int32', value: 1 }, // dilation along the height
          ],
        },
      },
    ],
    inputs: [0],
    outputs: [3],
  })
}

/** STABLEHLO_SLICE, an operator of the schema that LiteRT has no kernel of. */
export const stablehloModel = (): Uint8Array =>
  writeTflite({
    description: 'test: an unknown operator',
    tensors: ['x', 'y'].map((name) => ({ name, dtype: 'float32', shape: [1] })),
    operators: [{ code: 172, inputs: [0], outputs: [1] }],
    inputs: [0],
    outputs: [1],
  })

/** y of x, float32 [2] each, by a custom operation. */
export const customModel = (op: string): Uint8Array =>
  tfliteBytes({
    subgraphs: [
      {
        tensors: [
          { name: 'x', shape: [2] },
          { name: 'y', shape: [2] },
        ],
        operators: [{ op, custom: true, inputs: [0], outputs: [1] }],
        inputs: [0],
        outputs: [1],
      },
    ],
  })

/** MediaPipe's transposed convolution of `x` [1, 1, 2, 1] to `y` [1, 2, 4, 1]: SAME, strides 2, filter [[1, 2], [3, 4]], bias 0.5. */
export const deconvolutionModel = (): Uint8Array =>
  tfliteBytes({
    subgraphs: [
      {
        tensors: [
          { name: 'x', shape: [1, 1, 2, 1] },
          { name: 'filter', shape: [1, 2, 2, 1], data: floats(1, 2, 3, 4) },
          { name: 'bias', shape: [1], data: floats(0.5) },
          { name: 'y', shape: [1, 2, 4, 1] },
        ],
        operators: [
          {
            op: 'Convolution2DTransposeBias',
            custom: true,
            inputs: [0, 1, 2],
            outputs: [3],
            customOptions: ints(1, 2, 2), // padding: SAME, stride along the width, along the height
          },
        ],
        inputs: [0],
        outputs: [3],
      },
    ],
  })
