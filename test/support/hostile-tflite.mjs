/**
 * TensorFlow Lite files with operators that no converter writes, to be loaded and run in child processes.
 *
 *     import { hostileOperators, hostileGraphs, validModels } from './hostile-tflite.mjs'
 *     for (const { name, bytes } of hostileOperators('CONV_2D')) …   // every change of one operand or option of that builtin
 *     for (const op of HOSTILE_OPS) …                                // the builtins that there are samples of
 *     for (const { name, bytes } of hostileGraphs()) …               // graphs that call themselves, sizes beyond memory, …
 *     for (const { op, bytes } of validModels()) …                   // the unchanged samples, which must not be refused for their arity
 *
 * The files are made as they are asked for and are the same each time. A name says what was changed, such as `CONV_2D input 1 rank 0`.
 * `pick(files, count, seed)` takes some of a list, where all would take too long. Not every file is bad: some changes leave an operator
 * valid, so a caller should accept an answer as well as a coded error, but no crash, hang or error without a code.
 */
import { BUILTIN_SAMPLES, sampleOf } from './builtin-samples.mjs'
import { i8, list } from './flat-writer.mjs'
import { tfliteFile } from './raw-tflite.mjs'

/** The builtins that `hostileOperators` takes. */
export const HOSTILE_OPS = Object.keys(BUILTIN_SAMPLES)

const RESOURCE = 13
const FLOAT = { type: 0, shape: [1] }
const scalar = { type: 0, shape: [] }
const ADD = { op: 'STABLEHLO_ADD' }
/** What operators that reduce call. */
const BODY = { inputs: [scalar, { ...scalar }], operators: (a, b, y) => [{ ...ADD, inputs: [a, b], outputs: [y] }] }

const bodyGraph = () => {
  const [a, b] = BODY.inputs.map((tensor) => ({ ...tensor }))
  const y = { ...scalar }
  return { inputs: [a, b], outputs: [y], operators: BODY.operators(a, b, y) }
}

/** What makes the resources that an operator takes. */
const makerOf = ({ op }, tensor) =>
  op.startsWith('HASHTABLE')
    ? { op: 'HASHTABLE', inputs: [], outputs: [tensor], optionsType: 107, options: { 0: 1, 1: i8(4), 2: i8(5) } }
    : { op: 'VAR_HANDLE', inputs: [], outputs: [tensor], optionsType: 111, options: {} }

/** A file in which the operator is fed what it takes and its outputs are those of the graph. */
export const fileOf = (operator, more = {}) => {
  const fed = new Set(operator.inputs.filter((t) => t && !t.values && !t.isVariable && t.type !== RESOURCE))
  const resources = new Set(operator.inputs.filter((t) => t?.type === RESOURCE && !t.values))
  const operators = [...[...resources].map((tensor) => makerOf(operator, tensor)), operator]
  const inputs = [...fed]
  const outputs = [...new Set(operator.outputs.filter((t) => t && t.type !== RESOURCE))]
  // A graph that LiteRT takes has an input and an output.
  if (inputs.length === 0 || outputs.length === 0) {
    const [x, y] = [{ ...FLOAT }, { ...FLOAT }]
    inputs.push(x)
    outputs.push(y)
    operators.push({ op: 'ABS', inputs: [x], outputs: [y], optionsType: 78, options: {} })
  }
  return tfliteFile({ graphs: [{ inputs, outputs, operators }, bodyGraph()], ...more })
}

/** The samples as they are. */
export function* validModels() {
  for (const op of HOSTILE_OPS) yield { op, bytes: fileOf(sampleOf(op)) }
}

const TYPES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 16, 17]
const NUMBERS = [0, -1, 1, 7, 127, 65536, 2 ** 31 - 1, -(2 ** 31)]
const filled = (rank, size = 2) => Array.from({ length: rank }, () => size)
const withFirst = (shape, size) => (shape.length === 0 ? [size] : shape.map((d, axis) => (axis === 0 ? size : d)))
const MANY = Array.from({ length: 20 }, (_, i) => i)

/** Changes of one tensor, by name. */
const TENSOR_CHANGES = {
  ...Object.fromEntries(MANY.slice(0, 10).map((rank) => [`rank ${rank}`, (t) => ({ ...t, shape: filled(rank) })])),
  ...Object.fromEntries(MANY.slice(1, 7).map((rank) => [`ones ${rank}`, (t) => ({ ...t, shape: filled(rank, 1) })])),
  ...Object.fromEntries(TYPES.map((type) => [`type ${type}`, (t) => ({ ...t, type })])),
  constant: (t) => ({ ...t, values: [1] }),
  fed: ({ values, isVariable, ...t }) => t,
  variable: ({ values, ...t }) => ({ ...t, isVariable: true }),
  'without elements': (t) => ({ ...t, shape: withFirst(t.shape, 0) }),
  'without elements at last': (t) => ({ ...t, shape: t.shape.map((d, i) => (i === t.shape.length - 1 ? 0 : d)) }),
  'one more row': (t) => ({ ...t, shape: withFirst(t.shape, (t.shape[0] ?? 1) + 1) }),
  'one more column': (t) => ({ ...t, shape: t.shape.map((d, i) => (i === t.shape.length - 1 ? d + 1 : d)) }),
  'huge row': ({ values, ...t }) => ({ ...t, shape: withFirst(t.shape, 2 ** 29) }),
  'huge square': ({ values, ...t }) => ({ ...t, shape: [65_536, 65_536] }),
  overflow: ({ values, ...t }) => ({ ...t, shape: [65_536, 65_536, 65_536, 65_536] }),
  'negative dimension': (t) => ({ ...t, shape: withFirst(t.shape, -1) }),
  'very negative dimension': (t) => ({ ...t, shape: withFirst(t.shape, -(2 ** 31)) }),
  'open signature': (t) => ({ ...t, signature: t.shape.map(() => -1) }),
  'other signature': (t) => ({ ...t, signature: [...t.shape, 3] }),
  'short buffer': (t) => ({ ...t, values: [1], dropBytes: 1 }),
  'buffer of one byte': (t) => ({ ...t, rawBytes: new Uint8Array(1) }),
  'empty buffer': (t) => ({ ...t, rawBytes: new Uint8Array(0) }),
  'no shape': (t) => ({ ...t, noShape: true }),
  'no name': (t) => ({ ...t, noName: true }),
  'no scale': ({ scales, zeroPoints, ...t }) => ({ ...t, scales: [], zeroPoints: [] }),
  'scale without zero point': (t) => ({ ...t, scales: [0.5], zeroPoints: [] }),
  'zero scale': (t) => ({ ...t, scales: [0], zeroPoints: [0n] }),
  'NaN scale': (t) => ({ ...t, scales: [Number.NaN], zeroPoints: [0n] }),
  'infinite scale': (t) => ({ ...t, scales: [Number.POSITIVE_INFINITY], zeroPoints: [0n] }),
  'negative scale': (t) => ({ ...t, scales: [-1], zeroPoints: [0n] }),
  'far zero point': (t) => ({ ...t, scales: [1], zeroPoints: [2n ** 40n] }),
  'scale a channel': (t) => ({ ...t, scales: [0.5, 0.25, 1], zeroPoints: [0n, 0n, 0n], axis: 0 }),
  'scale a channel past the axes': (t) => ({ ...t, scales: [0.5, 0.25], zeroPoints: [0n, 0n], axis: 9 }),
  'scale a negative channel': (t) => ({ ...t, scales: [0.5, 0.25], zeroPoints: [0n, 0n], axis: -1 }),
  'int8 with a scale': (t) => ({ ...t, type: 9, scales: [0.5], zeroPoints: [0n] }),
  'int8 with channels': (t) => ({ ...t, type: 9, scales: [0.5, 0.5, 0.5], zeroPoints: [0n, 0n, 0n], axis: 0 }),
  'int8 without a scale': ({ scales, zeroPoints, ...t }) => ({ ...t, type: 9 }),
  'uint8 with a scale': (t) => ({ ...t, type: 3, scales: [0.5], zeroPoints: [3n] }),
  'int16 with a scale': (t) => ({ ...t, type: 7, scales: [0.5], zeroPoints: [0n] }),
  blockwise: (t) => ({ ...t, type: 9, blockwise: { scales: 0, zeroPoints: 0, size: 32 } }),
  'blockwise of no tensor': (t) => ({ ...t, type: 9, blockwise: { scales: 99, zeroPoints: 99, size: 0 } }),
  sparse: (t) => ({ ...t, values: [1], sparsity: { order: t.shape.map((_, i) => i), format: 0 } }),
  'sparse csr': (t) => ({ ...t, values: [1], sparsity: { order: t.shape.map((_, i) => i), format: 1 } }),
  'sparse of wrong axes': (t) => ({ ...t, values: [1], sparsity: { order: [9, -1, 7, 2 ** 31 - 1], format: 0 } }),
  'sparse of nothing': (t) => ({ ...t, values: [1], sparsity: { order: [], format: 0 } }),
}

/** Changes of the values of a constant. */
const VALUE_CHANGES = [...NUMBERS, -7, 2 ** 30, 3].map((value) => [`values ${value}`, [value]])

const without = (values, index) => values.filter((_, i) => i !== index)

/** Every change of one thing in the sample of a builtin. */
export function* hostileOperators(op) {
  const file = (name, change) => {
    const operator = sampleOf(op)
    return { name: `${op} ${name}`, bytes: fileOf(change(operator) ?? operator) }
  }
  const { inputs, outputs, options } = sampleOf(op)
  for (const side of ['inputs', 'outputs']) {
    const tensors = side === 'inputs' ? inputs : outputs
    yield file(`no ${side}`, (o) => ({ ...o, [side]: [] }))
    for (const more of [1, 3, 40]) {
      yield file(`${more} more ${side}`, (o) => ({
        ...o,
        [side]: [...o[side], ...Array.from({ length: more }, () => ({ ...FLOAT }))],
      }))
    }
    yield file(`${side} reversed`, (o) => ({ ...o, [side]: o[side].toReversed() }))
    if (tensors.length > 1)
      yield file(`${side} all the first`, (o) => ({ ...o, [side]: o[side].map(() => o[side][0]) }))
    for (const [i, tensor] of tensors.entries()) {
      const what = `${side.slice(0, -1)} ${i}`
      const put = (make) => (o) => ({ ...o, [side]: o[side].map((t, at) => (at === i ? make(t) : t)) })
      yield file(`${what} missing`, (o) => ({ ...o, [side]: without(o[side], i) }))
      if (!tensor) {
        yield file(
          `${what} given`,
          put(() => ({ ...FLOAT })),
        )
        continue
      }
      yield file(
        `${what} left out`,
        put(() => undefined),
      )
      for (const [name, change] of Object.entries(TENSOR_CHANGES)) {
        if (side === 'outputs' && (name === 'fed' || name.startsWith('short'))) continue
        yield file(`${what} ${name}`, put(change))
      }
      if (side === 'inputs' && (tensor.values || tensor.type === 2)) {
        for (const [name, values] of VALUE_CHANGES)
          yield file(
            `${what} ${name}`,
            put((t) => ({ ...t, values })),
          )
      }
    }
  }
  yield file('output that is its input', (o) => ({ ...o, outputs: o.outputs.map((t, i) => o.inputs[i] ?? t) }))
  yield file('no options', ({ options: _, ...o }) => ({ ...o, optionsType: 0 }))
  yield file('empty options', (o) => ({ ...o, options: {} }))
  for (const optionsType of [1, 5, 17, 35, 93, 111, 126]) {
    yield file(`options of type ${optionsType}`, (o) => ({ ...o, optionsType, union: 1, options: {} }))
  }
  yield file('options in the other union', (o) => ({ ...o, union: 3 - o.union }))
  for (const [slot, value] of Object.entries(options)) {
    const isList = value.kind === 'list'
    for (const number of NUMBERS) {
      const changed = isList ? listLike(value, number) : like(value, number)
      yield file(`option ${slot} ${number}`, (o) => ({ ...o, options: { ...o.options, [slot]: changed } }))
    }
    if (!isList) continue
    for (const length of [0, 1, 9, 20, 2000]) {
      const changed = list(Array.from({ length }, () => value.value[0]))
      yield file(`option ${slot} of ${length}`, (o) => ({ ...o, options: { ...o.options, [slot]: changed } }))
    }
  }
  yield* quantizedOperators(op, file)
  for (const version of [0, 2, 5, 12, 1000, -1]) yield file(`version ${version}`, (o) => ({ ...o, version }))
}

/** Scales that overflow, vanish or are none, and a sound one. */
const SCALES = [0.5, 1, 1e-30, 1e30, 1e-6, 1e6, 0, -1, Number.NaN, Number.POSITIVE_INFINITY]

/** The operator with integers in place of reals, all of one dtype, and each scale in turn far from the others. */
function* quantizedOperators(op, file) {
  const { inputs, outputs } = sampleOf(op)
  const tensors = [...inputs, ...outputs]
  for (const type of [9, 3, 7]) {
    for (const [place, tensor] of tensors.entries()) {
      if (tensor?.type !== 0) continue
      for (const scale of SCALES) {
        let at = -1
        const quantize = (t, index) => {
          at++
          if (t?.type !== 0) return t
          // The third operand of a convolution or multiplication is its bias.
          const isBias = index === 2 && t.values && t.shape.length === 1
          return { ...t, type: isBias ? 2 : type, scales: [at === place ? scale : 0.5], zeroPoints: [0n] }
        }
        yield file(`of type ${type}, tensor ${place} by ${scale}`, (o) => ({
          ...o,
          inputs: o.inputs.map((t, i) => quantize(t, i)),
          outputs: o.outputs.map((t) => quantize(t, -1)),
        }))
      }
    }
  }
}

const like = (value, number) => {
  if (typeof value === 'bigint') return BigInt(number)
  if (typeof value === 'number') return number
  return { ...value, value: value.kind === 'i8' ? (number << 24) >> 24 : number }
}
const listLike = (value, number) => list(value.value.map((element) => like(element, number)))

/** Some of a list, spread over all of it; the same for the same seed. */
export const pick = (files, count, seed = 1) => {
  const all = [...files]
  if (all.length <= count) return all
  const step = all.length / count
  return Array.from({ length: count }, (_, i) => all[Math.floor(i * step + ((seed * 0.618) % 1) * step)])
}

export { sampleOf } from './builtin-samples.mjs'
export { hostileGraphs } from './hostile-graphs.mjs'
