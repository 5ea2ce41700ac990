import { ArgumentError, dequantize, type Quantization, RunError, type Tensor } from '@zoo/core'
import { type Confidence, confidenceOf, softmax, topK } from '@zoo/kit'

/** One answer for an image. */
export interface Classification {
  readonly label: string
  /** The label's line, and the place of the class in the model's output; of MobileNet 0 is background. */
  readonly classIndex: number
  /** 0..1. */
  readonly probability: number
  /** The probability in words: above 0.75 very high, above 0.5 high, above 0.2 medium, else low. */
  readonly confidence: Confidence
}

/** What is known of the output before there is one. */
export interface OutputForm {
  readonly name: string
  readonly quantization: Quantization | undefined
  readonly softmax: boolean
  readonly labels: readonly string[] | undefined
  readonly engine: string
}

/**
 * The best classes of each image of a batch, best first.
 * @param output numbers of any dtype `[batch, classes]`, with axes of 1 between them or without the first
 * @param images of the batch that count; rows beyond are filling
 * @throws ArgumentError (ERR_ARGUMENT) when the output has another shape, or the labels are not as many as the classes
 * @throws RunError (ERR_RUN) when the model gave no numbers
 */
export function decode(output: Tensor, images: number, k: number, form: OutputForm): Classification[][] {
  const classes = classesOf(form.name, output.shape)!
  const values = realNumbers(output, form)
  checkLabels(form.labels, classes)
  return Array.from({ length: images }, (_, image) => {
    const row = values.subarray(image * classes, (image + 1) * classes)
    const probabilities = form.softmax ? softmax(row) : row
    const best = topK(probabilities, k)
    if (best.length < Math.min(k, classes)) {
      throw new RunError(`The model gave NaN for a class of image ${image}; its weights or input are broken.`, {
        status: 'NOT_A_NUMBER',
        engine: form.engine,
      })
    }
    return best.map((classIndex) => {
      const probability = probabilities[classIndex]!
      const label = form.labels?.[classIndex] || `class ${classIndex}`
      return { label, classIndex, probability, confidence: confidenceOf(probability) }
    })
  })
}

/**
 * How many classes an output of this shape has, null where that is open.
 * @throws ArgumentError (ERR_ARGUMENT) when an image has more than one number for a class
 */
export function classesOf(name: string, shape: readonly (number | null)[]): number | null {
  const classes = shape.at(-1)
  if (classes !== undefined && shape.slice(1, -1).every((size) => size === 1 || size === null)) return classes
  throw new ArgumentError(
    `The output '${name}' has the shape [${shape.map((size) => size ?? '?').join(', ')}], and a classifier's is [batch, classes]; name its tensor as output.`,
    { option: 'output', expected: '[batch, classes]', received: shape },
  )
}

/** @throws ArgumentError (ERR_ARGUMENT) when there are labels, and not as many as classes */
export function checkLabels(labels: readonly string[] | undefined, classes: number): void {
  if (!labels || labels.length === classes) return
  throw new ArgumentError(
    `There are ${labels.length} labels for the model's ${classes} classes; a label file has one line for each class, in the model's order.`,
    { option: 'labels', expected: `${classes} labels`, received: labels.length },
  )
}

function realNumbers(output: Tensor, { name, quantization, engine }: OutputForm): Float32Array | Float64Array {
  const { dtype, data } = output
  if (dtype === 'float32' || dtype === 'float64') return data as Float32Array | Float64Array
  if (dtype === 'uint8' || dtype === 'int8') {
    const stored = output as Tensor<'uint8' | 'int8'>
    return quantization ? dequantize(stored, quantization).data : Float32Array.from(stored.data)
  }
  throw new RunError(`The output '${name}' is ${dtype}, and probabilities are float32, float64, uint8 or int8.`, {
    status: 'WRONG_DTYPE',
    engine,
  })
}
