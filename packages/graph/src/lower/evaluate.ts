import { boolAttr, intAttr } from '../graphdef/attr.js'
import { opMap } from '../op-map.js'
import type { Operation } from './program.js'
import { Constant, type Elements, elementsFrom, type LoweredDType, makeElements, sizeOf, type Value } from './value.js'

/** A constant's elements as numbers; int64 beyond 2^53 loses its last digits. */
export const numbersOf = ({ data }: Constant): number[] => Array.from(data as ArrayLike<number | bigint>, Number)

/** A constant with its elements in another order: axis `i` of the result is axis `order[i]` of the input. */
export const transposed = (constant: Constant, order: readonly number[]): Constant => {
  const first = order[0] ?? 0
  const isTurn = order.every((axis, i) => axis === (first + i) % order.length)
  if (isTurn && constant.dtype === 'float32') return constant.turned(first)
  const shape = order.map((axis) => constant.shape[axis]!)
  const strides = stridesOf(constant.shape)
  const last = order.length - 1
  const run = shape[last] ?? 1
  const step = last < 0 ? 0 : strides[order[last]!]!
  const data = makeElements(constant.dtype, constant.size)
  const from = constant.data as Float32Array
  const to = data as Float32Array
  // Weights have millions of elements: only the outer axes go the general way.
  const outer = order.slice(0, -1).map((axis) => strides[axis]!)
  walk(shape.slice(0, -1), [outer], (at, [start]) => {
    for (let i = 0, source = start!, target = at * run; i < run; i++, source += step) to[target + i] = from[source]!
  })
  return Constant.of(constant.name, constant.dtype, shape, data)
}

/** Elements from one element of an axis to the next, row-major. */
const stridesOf = (shape: readonly number[]): number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))

/** Visits the elements of a shape in order, with the positions that each list of steps leads to. */
const walk = (
  shape: readonly number[],
  steps: readonly (readonly number[])[],
  visit: (at: number, from: readonly number[]) => void,
): void => {
  const index = new Array<number>(shape.length).fill(0)
  const from = steps.map(() => 0)
  const size = sizeOf(shape)
  for (let at = 0; at < size; at++) {
    visit(at, from)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++
      steps.forEach((step, i) => {
        from[i]! += step[axis]!
      })
      if (index[axis]! < shape[axis]!) break
      steps.forEach((step, i) => {
        from[i]! -= step[axis]! * shape[axis]!
      })
      index[axis] = 0
    }
  }
}

type Binary = (a: number, b: number) => number

/** Rounded to float32 by the array they are stored in, as TensorFlow's kernels do after each op. */
const BINARY = opMap<Binary>({
  Add: (a, b) => a + b,
  AddV2: (a, b) => a + b,
  BiasAdd: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Maximum: Math.max,
  Minimum: Math.min,
  SquaredDifference: (a, b) => (a - b) ** 2,
})

const UNARY = opMap<(a: number) => number>({
  Abs: Math.abs,
  Exp: Math.exp,
  Floor: Math.floor,
  Neg: (a) => -a,
  Reciprocal: (a) => 1 / a,
  Relu: (a) => Math.max(a, 0),
  Rsqrt: (a) => 1 / Math.sqrt(a),
  Sqrt: Math.sqrt,
  Square: (a) => a * a,
})

const binary = (f: Binary, a: Constant, b: Constant, shape: readonly number[]): Elements => {
  const data = makeElements('float32', sizeOf(shape)) as Float32Array
  const steps = [a, b].map((operand) => broadcastSteps(operand.shape, shape))
  walk(shape, steps, (at, [i, j]) => {
    data[at] = f(Number(a.data[i!]), Number(b.data[j!]))
  })
  return data
}

/** Steps through an operand for each axis of the shape it is stretched to. */
const broadcastSteps = (from: readonly number[], to: readonly number[]): number[] => {
  const strides = stridesOf(from)
  const missing = to.length - from.length
  return to.map((_, axis) => (axis < missing || from[axis - missing] === 1 ? 0 : strides[axis - missing]!))
}

const cast = (input: Constant, to: LoweredDType): Elements | undefined => {
  if (to === 'int64') {
    if (input.dtype === 'float32') return undefined
    return BigInt64Array.from(input.data as ArrayLike<number | bigint>, BigInt)
  }
  if (to === 'bool') return Uint8Array.from(numbersOf(input), (element) => (element === 0 ? 0 : 1))
  // TensorFlow leaves what does not fit undefined; that is not folded, so that it stays the engine's answer.
  if (to !== 'float32' && input.dtype === 'float32') return undefined
  return elementsFrom(to, numbersOf(input))
}

const concatenated = (inputs: readonly Constant[], axis: number, output: KnownValue): Elements => {
  const data = makeElements(output.dtype, sizeOf(output.shape))
  const outer = sizeOf(output.shape.slice(0, axis))
  let at = 0
  for (let i = 0; i < outer; i++) {
    for (const input of inputs) {
      const run = input.data.length / outer
      data.set(input.data.subarray(i * run, (i + 1) * run) as never, at)
      at += run
    }
  }
  return data
}

interface KnownValue extends Value {
  readonly shape: readonly number[]
}

/** The elements of an operation's first output when all it takes is constant, or undefined for what is not folded. */
export const evaluate = ({ op, node, outputs }: Operation, inputs: readonly Constant[]): Elements | undefined => {
  const output = outputs[0] as KnownValue
  const [a, b] = inputs
  if (!a || outputs.length !== 1 || output.shape.includes(null as never)) return undefined
  switch (op) {
    case 'Cast':
      return boolAttr(node, 'Truncate') ? undefined : cast(a, output.dtype)
    case 'ExpandDims':
    case 'Reshape':
    case 'Squeeze':
      return a.data
    case 'Fill':
      return b && makeElements(output.dtype, sizeOf(output.shape)).fill(b.data[0] as never)
    case 'Transpose':
      return b && transposed(a, numbersOf(b)).data
    case 'ConcatV2': {
      const axis = Number(inputs.at(-1)!.data[0])
      return concatenated(inputs.slice(0, -1), axis < 0 ? axis + output.shape.length : axis, output)
    }
    case 'Pack': {
      const axis = intAttr(node, 'axis') ?? 0
      return concatenated(inputs, axis < 0 ? axis + output.shape.length : axis, output)
    }
    case 'Tile':
    case 'BroadcastTo':
      return op === 'Tile' && !sameSizes(a.shape, output.shape) ? undefined : stretched(a, output)
    default:
      return calculate(op, a, b, output)
  }
}

const sameSizes = (a: readonly number[], b: readonly number[]): boolean => a.every((size, i) => size === b[i])

const stretched = (a: Constant, output: KnownValue): Elements => {
  const data = makeElements(output.dtype, sizeOf(output.shape))
  walk(output.shape, [broadcastSteps(a.shape, output.shape)], (at, [from]) => {
    data[at] = a.data[from!]!
  })
  return data
}

const calculate = (op: string, a: Constant, b: Constant | undefined, output: KnownValue): Elements | undefined => {
  if (output.dtype !== 'float32' || a.dtype !== 'float32') return undefined
  const unary = UNARY.get(op)
  if (unary) return Float32Array.from(a.data as Float32Array, unary)
  const f = BINARY.get(op)
  return f && b?.dtype === 'float32' ? binary(f, a, b, output.shape) : undefined
}
