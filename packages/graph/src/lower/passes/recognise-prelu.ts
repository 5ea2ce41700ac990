import { type Links, type Operation, type Pass, rewrite } from '../program.js'
import { type Constant, floatConstant, isConstant, type Value } from '../value.js'

/**
 * A function of x that is a straight line on either side of zero: `positive * x` where x ≥ 0, `negative * x` below.
 * One slope for all channels, or one for each.
 */
interface Bent {
  readonly positive: Float64Array
  readonly negative: Float64Array
}

type Slopes = Float64Array

/** Expressions deeper than this are no spelling of a PReLU. */
const DEEPEST = 6

/**
 * Finds PReLU and leaky ReLU in whatever way they are written: every expression of one tensor and constants is followed as
 * a pair of slopes, so relu(x) + alpha·(x − |x|)/2, relu(x) − alpha·relu(−x), max(x, alpha·x) and a Select by sign all
 * come out as the same pair (1, alpha).
 */
export const recognisePrelu: Pass = (program) =>
  rewrite(program, (operation, links) => {
    if (!TOPS.has(operation.op) || operation.outputs[0]!.dtype !== 'float32') return undefined
    const x = source(operation, links)
    if (!x) return undefined
    const bent = follow(operation.outputs[0]!, x, links, DEEPEST, operation)
    if (!bent?.positive.every((slope) => slope === 1) || bent.negative.every((slope) => slope === 1)) {
      return undefined
    }
    const rank = x.shape.length
    // Slopes of a higher rank would give the result theirs.
    if (operation.outputs[0]!.shape.length !== rank) return undefined
    const { negative } = bent
    if (negative.length > 1 && x.shape[rank - 1] !== negative.length) return undefined
    const alpha = negative.length === 1 ? spread(negative, x) : negative
    if (!alpha) return undefined
    const shape = [...new Array<number>(Math.max(rank - 2, 0)).fill(1), alpha.length]
    const constant = floatConstant(`${operation.node.name}/alpha`, shape, Float32Array.from(alpha))
    return { operations: [{ op: 'Prelu', node: operation.node, inputs: [x, constant], outputs: operation.outputs }] }
  })

/** The ops that can be the outermost of a spelling. */
const TOPS = new Set(['Add', 'AddV2', 'Sub', 'Maximum', 'Minimum', 'Select', 'SelectV2', 'LeakyRelu'])

const spread = (slopes: Slopes, x: Value): Slopes | undefined => {
  const channels = x.shape.at(-1)
  return typeof channels === 'number' ? new Float64Array(channels).fill(slopes[0]!) : undefined
}

/** The one tensor that everything in the expression is made of. */
const source = (operation: Operation, links: Links): Value | undefined => {
  const found = new Set<Value>()
  const visit = (value: Value, depth: number): void => {
    if (isConstant(value) || found.size > 1) return
    const producer = links.producer(value)
    if (!producer || depth === 0 || !FOLLOWED.has(producer.op) || producer.activation) found.add(value)
    else for (const input of producer.inputs) visit(input, depth - 1)
  }
  for (const input of operation.inputs) visit(input, DEEPEST)
  if (found.size === 1) return [...found][0]
  // Where x itself is followed further than it should be (its own producer is an addition, say), the value that all
  // branches share is x.
  return shared(operation, links)
}

/** The value of which every input of the operation is a function, nearest first. */
const shared = (operation: Operation, links: Links): Value | undefined => {
  const reach = (value: Value, depth: number, into: Set<Value>): Set<Value> => {
    if (isConstant(value)) return into
    into.add(value)
    const producer = links.producer(value)
    if (producer && depth > 0 && FOLLOWED.has(producer.op)) for (const i of producer.inputs) reach(i, depth - 1, into)
    return into
  }
  const [first, ...rest] = operation.inputs
    .filter((input) => !isConstant(input))
    .map((i) => reach(i, DEEPEST, new Set()))
  const common = [...(first ?? [])].filter((value) => rest.every((set) => set.has(value)))
  return common.find((x) => follow(operation.outputs[0]!, x, links, DEEPEST, operation) !== undefined)
}

const FOLLOWED = new Set(
  'Abs Add AddV2 Greater GreaterEqual LeakyRelu Less LessEqual Maximum Minimum Mul Neg RealDiv Relu Select SelectV2 Sub'.split(
    ' ',
  ),
)

const line = (slope: number): Bent => ({ positive: Float64Array.of(slope), negative: Float64Array.of(slope) })

const follow = (value: Value, x: Value, links: Links, depth: number, known?: Operation): Bent | undefined => {
  if (value === x) return line(1)
  const operation = known ?? links.producer(value)
  if (!operation || depth === 0 || operation.activation) return undefined
  const [a, b, c] = operation.inputs
  const at = (input: Value | undefined) => input && follow(input, x, links, depth - 1)
  switch (operation.op) {
    case 'Relu':
      return map(
        at(a),
        (p) => Math.max(p, 0),
        (n) => Math.min(n, 0),
      )
    case 'Abs':
      return map(at(a), Math.abs, (n) => -Math.abs(n))
    case 'Neg':
      return map(at(a), negate, negate)
    case 'LeakyRelu': {
      const alpha = Number(operation.node.attrs.get('alpha')?.value ?? 0.2)
      return map(
        at(a),
        (p) => (p >= 0 ? p : p * alpha),
        (n) => (n <= 0 ? n : n * alpha),
      )
    }
    case 'Add':
    case 'AddV2':
      return join(at(a), at(b), (p, q) => p + q)
    case 'Sub':
      return join(at(a), at(b), (p, q) => p - q)
    case 'Mul':
      return isConstant(b) ? times(at(a), b) : isConstant(a) ? times(at(b), a) : undefined
    case 'RealDiv':
      return isConstant(b) ? times(at(a), b, true) : undefined
    case 'Maximum':
      return join(at(a), at(b), Math.max, Math.min)
    case 'Minimum':
      return join(at(a), at(b), Math.min, Math.max)
    case 'Select':
    case 'SelectV2': {
      const above = isAbove(links.producer(a!), x)
      if (above === undefined) return undefined
      const [when, otherwise] = above ? [at(b), at(c)] : [at(c), at(b)]
      return when && otherwise && { positive: when.positive, negative: otherwise.negative }
    }
    default:
      return undefined
  }
}

const negate = (slope: number) => -slope

/** Whether a comparison asks if x is above zero (true) or below (false); at zero both lines meet. */
const isAbove = (comparison: Operation | undefined, x: Value): boolean | undefined => {
  if (!comparison) return undefined
  const [a, b] = comparison.inputs
  const isZero = (value: Value | undefined) =>
    isConstant(value) && value.data.length === 1 && Number(value.data[0]) === 0
  const greater = /^Greater(Equal)?$/.test(comparison.op)
  if (!greater && !/^Less(Equal)?$/.test(comparison.op)) return undefined
  if (a === x && isZero(b)) return greater
  if (b === x && isZero(a)) return !greater
  return undefined
}

const map = (
  bent: Bent | undefined,
  positive: (slope: number) => number,
  negative: (slope: number) => number,
): Bent | undefined => bent && { positive: bent.positive.map(positive), negative: bent.negative.map(negative) }

const join = (
  a: Bent | undefined,
  b: Bent | undefined,
  positive: (p: number, q: number) => number,
  negative: (p: number, q: number) => number = positive,
): Bent | undefined => {
  if (!a || !b) return undefined
  const upper = pairwise(a.positive, b.positive, positive)
  const lower = pairwise(a.negative, b.negative, negative)
  return upper && lower && { positive: upper, negative: lower }
}

const pairwise = (a: Slopes, b: Slopes, f: (p: number, q: number) => number): Slopes | undefined => {
  if (a.length !== b.length && a.length !== 1 && b.length !== 1) return undefined
  return Float64Array.from({ length: Math.max(a.length, b.length) }, (_, i) =>
    f(a[a.length === 1 ? 0 : i]!, b[b.length === 1 ? 0 : i]!),
  )
}

/** Slopes times a constant that is one number, or one for each channel (the last axis). */
const times = (bent: Bent | undefined, { shape, data, dtype }: Constant, divide = false): Bent | undefined => {
  if (!bent || dtype !== 'float32' || shape.slice(0, -1).some((dimension) => dimension !== 1)) return undefined
  const factors = Float64Array.from(data as Float32Array, (factor) => (divide ? 1 / factor : factor))
  const multiply = (p: number, q: number) => p * q
  return join(bent, { positive: factors, negative: factors }, multiply)
}
