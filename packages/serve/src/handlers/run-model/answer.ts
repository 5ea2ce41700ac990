import { decodeStrings, dequantize, type Quantization, RunError, type Tensor, type TensorSpec } from '@zoo/core'
import { confidenceOf, softmax, topK } from '@zoo/kit'
import { RequestError } from '../../problems/request-error.js'
import type { Prediction } from '../classify.js'
import type { RunModelValues } from './encoding.js'

/** Elements of an output that goes into JSON as it is. */
const MOST_ELEMENTS = 100_000

/** An output that is not a number for each class. */
export interface RawOutput {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data: readonly (number | string | null)[]
}

/** What a run of an uploaded model gives: classes where the output is a number for each, else the output itself. */
export type RunModelAnswer = { readonly predictions: readonly Prediction[] } | { readonly output: RawOutput }

/**
 * The answer for the first image of the output's batch.
 * @throws RequestError (ERR_PARAMETER) when the labels do not fit the classes; RunError (ERR_RUN) for an output that is too large
 */
export function answerOf(
  spec: TensorSpec,
  output: Tensor,
  labels: readonly string[] | undefined,
  { softmax: isLogits, top_k }: RunModelValues,
  engine: string,
): RunModelAnswer {
  const classes = output.shape.at(-1) ?? 0
  const values =
    classes > 0 && output.shape.slice(1, -1).every((size) => size === 1)
      ? numbersOf(output, spec.quantization)
      : undefined
  if (!values) return { output: rawOf(spec.name, output, engine) }
  if (labels && labels.length !== classes) {
    throw new RequestError(
      'ERR_PARAMETER',
      `There are ${labels.length} labels for ${classes} classes; give one a line.`,
      {
        parameter: 'label_file',
        expected: `${classes} labels`,
      },
    )
  }
  const row = values.subarray(0, classes)
  const probabilities = isLogits ? softmax(row) : row
  const predictions = topK(probabilities, top_k).map((classIndex) => {
    const probability = probabilities[classIndex]!
    return {
      label: labels?.[classIndex] || `class ${classIndex}`,
      classIndex,
      probability,
      confidence: confidenceOf(probability),
    }
  })
  if (predictions.length === 0) {
    throw new RunError('The model gave NaN for every class.', { status: 'NOT_A_NUMBER', engine })
  }
  return { predictions }
}

function numbersOf(output: Tensor, quantization: Quantization | undefined): Float32Array | Float64Array | undefined {
  const { dtype, data } = output
  if (dtype === 'float32' || dtype === 'float64') return data as Float32Array | Float64Array
  if (dtype !== 'uint8' && dtype !== 'int8') return undefined
  const stored = output as Tensor<'uint8' | 'int8'>
  return quantization ? dequantize(stored, quantization).data : Float32Array.from(stored.data)
}

function rawOf(name: string, output: Tensor, engine: string): RawOutput {
  const { dtype, shape } = output
  const elements = shape.reduce((product, size) => product * size, 1)
  if (elements > MOST_ELEMENTS) {
    throw new RunError(`The output has ${elements} elements, more than the ${MOST_ELEMENTS} that an answer may have.`, {
      status: 'OUTPUT_TOO_LARGE',
      engine,
    })
  }
  const data =
    dtype === 'string'
      ? decodeStrings(output as Tensor<'string'>)
      : Array.from(output.data as ArrayLike<number | bigint>, (value) =>
          typeof value === 'bigint' ? String(value) : Number.isFinite(value) ? value : null,
        )
  return { name, dtype, shape, data }
}
