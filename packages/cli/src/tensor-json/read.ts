import { ArgumentError, DTYPES, type DType, sizeOf, Tensor } from '@zoo/core'
import { readElements } from './elements.js'

const EXAMPLE = '{"input": {"dtype": "float32", "shape": [1, 2], "data": [0.5, 1]}}'

const fail = (source: string, problem: string, cause?: unknown): never => {
  throw new ArgumentError(`${source} ${problem}`, {
    option: '--feeds',
    expected: `tensors by name, such as ${EXAMPLE}`,
    received: source,
    cause,
  })
}

/**
 * The tensors of a feeds file, by the names it gives them.
 * @param text JSON: `{ name: { dtype, shape, data } }`, or an object with those under `feeds`
 * @param source what to call the file in an error
 * @throws ArgumentError when it is no such thing
 */
export function readFeeds(text: string, source: string): Map<string, Tensor> {
  const file = parse(text, source)
  if (!isRecord(file)) return fail(source, `should hold an object of tensors by name, such as ${EXAMPLE}.`)
  // A tensor called "feeds" has a dtype; the wrapper has none.
  const wrapped = isRecord(file.feeds) && !('dtype' in file.feeds)
  const tensors = wrapped ? (file.feeds as Record<string, unknown>) : file
  return new Map(Object.entries(tensors).map(([name, tensor]) => [name, readTensor(tensor, `${source}: ${name}`)]))
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    try {
      return JSON.parse(quoteBareWords(text))
    } catch {
      return fail(source, `is not JSON: ${(cause as Error).message}.`, cause)
    }
  }
}

/** Python's json module writes NaN and infinities without quotes. */
const quoteBareWords = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (match) => (match.startsWith('"') ? match : `"${match}"`))

function readTensor(value: unknown, source: string): Tensor {
  if (!isRecord(value)) return fail(source, 'should be an object with dtype, shape and data.')
  const { dtype, shape, data } = value
  if (!isDType(dtype)) {
    return fail(source, `has dtype ${JSON.stringify(dtype) ?? 'missing'}; expected one of ${DTYPES.join(', ')}.`)
  }
  if (!isShape(shape)) {
    return fail(
      source,
      `has shape ${JSON.stringify(shape) ?? 'missing'}; expected a list of sizes, such as [1, 224, 224, 3].`,
    )
  }
  if (!Array.isArray(data)) return fail(source, 'should have its elements in data, as one flat list.')
  if (data.length !== sizeOf(shape)) {
    const elements = `${data.length} ${data.length === 1 ? 'element' : 'elements'}`
    return fail(source, `has ${elements} in data, but shape [${shape.join(', ')}] takes ${sizeOf(shape)}.`)
  }
  try {
    return new Tensor(dtype, shape, readElements(dtype, data))
  } catch (cause) {
    return fail(source, `does not fit its dtype: ${(cause as Error).message}.`, cause)
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isDType = (value: unknown): value is DType => (DTYPES as readonly unknown[]).includes(value)

const isShape = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
