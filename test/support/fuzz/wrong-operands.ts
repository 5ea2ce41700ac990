import { type Random, randomNumbers } from '../random.js'
import { type Attrs, attrValue, constFields, functionFields, graphDef, nodeFields, tensorFields } from './graph-def.js'
import { type ArgDef, type AttrDef, OP_DEFS, type OpDef } from './op-defs.js'
import { usualOperand, wrongShape } from './operand-shapes.js'
import { concat, type Fields } from './protobuf.js'

const FLOAT = 1
const INT32 = 3
const STRING = 7
const BOOL = 10
const RESOURCE = 20
const VARIANT = 21

/** TensorFlow's numbers of dtypes that a Const can hold, and the bytes of an element. */
const SIZES: Readonly<Record<number, number>> = {
  1: 4,
  2: 8,
  3: 4,
  4: 1,
  5: 2,
  6: 1,
  7: 0,
  8: 8,
  9: 8,
  10: 1,
  11: 1,
  12: 1,
  13: 4,
  14: 2,
  15: 2,
  16: 2,
  17: 2,
  18: 16,
  19: 2,
  22: 4,
  23: 8,
}
const ANY_TYPES = [FLOAT, FLOAT, INT32, 9, STRING, BOOL, 2, 4, 8, 14, 19, 11, 13]
const EXTREME_INTS = [
  0,
  -1,
  1,
  3,
  100,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 32,
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 62n,
  65_536,
]
const FLOATS = [0, -1, 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e38, -1e38, 1e-45]
const STRINGS = ['', 'a', 'abc def', '1,2', '%s{}', '[', '\\', '(a)|b', 'UTF-8', '-1', 'a'.repeat(300)]

/** One graph with a node of the op, and what to fetch from it. */
export interface Attempt {
  readonly bytes: Uint8Array
  readonly fetches: readonly string[]
}

class Builder {
  readonly nodes: Fields[] = []
  readonly random: Random
  /** Operands hide their shapes from what looks at the graph alone. */
  readonly hidden: boolean
  #count = 0

  constructor(random: Random, hidden: boolean) {
    this.random = random
    this.hidden = hidden
  }

  pick<T>(from: readonly T[]): T {
    return from[this.random(from.length)]!
  }

  node(op: string, inputs: readonly string[], attrs: Attrs): string {
    const name = `n${this.#count++}`
    this.nodes.push(nodeFields(name, op, inputs, attrs))
    return name
  }

  constant(type: number, shape: readonly number[], values: readonly number[] | undefined, wild: boolean): string {
    const name = `n${this.#count++}`
    const count = shape.reduce((size, dimension) => size * dimension, 1)
    this.nodes.push(constFields(name, type, tensorFields(type, shape, this.content(type, count, values, wild))))
    if (!this.hidden) return name
    return this.node('PlaceholderWithDefault', [name], { dtype: attrValue.type(type), shape: attrValue.shape(null) })
  }

  content(type: number, count: number, values: readonly number[] | undefined, wild: boolean): Uint8Array | string[] {
    const { random } = this
    if (type === STRING) return Array.from({ length: count }, () => (wild ? this.pick(STRINGS) : 'ab'))
    const size = SIZES[type] ?? 4
    const data = Buffer.alloc(count * size)
    if (wild && random(3) === 0) {
      for (let i = 0; i < data.length; i++) data[i] = type === BOOL ? random(2) : random(256)
      return data
    }
    for (let i = 0; i < count; i++) {
      const value = wild ? undefined : values ? values[i % values.length]! : 1 + (i % 2)
      const int = BigInt(Math.trunc(value ?? 0))
      const at = i * size
      if (type === FLOAT) data.writeFloatLE(value ?? this.pick(FLOATS), at)
      else if (type === 2) data.writeDoubleLE(value ?? this.pick(FLOATS), at)
      else if (type === 8) {
        data.writeFloatLE(value ?? this.pick(FLOATS), at)
        data.writeFloatLE(0, at + 4)
      } else if (type === 18) data.writeDoubleLE(value ?? this.pick(FLOATS), at)
      else if (type === 19) data.writeUInt16LE(value === undefined ? random(65_536) : 0x3c00, at)
      else if (type === 14) data.writeUInt16LE(value === undefined ? random(65_536) : 0x3f80, at)
      else if (type === BOOL) data[at] = Number(value ?? random(2)) & 1
      else {
        const integer = BigInt.asUintN(size * 8, value === undefined ? BigInt(this.pick(EXTREME_INTS)) : int)
        for (let b = 0; b < size; b++) data[at + b] = Number((integer >> BigInt(8 * b)) & 0xffn)
      }
    }
    return data
  }
}

type Chosen = Readonly<Record<string, number | bigint | string | boolean | readonly unknown[] | null>>

const isNumberAttr = (def: OpDef, name: string): boolean =>
  [...def.inputs, ...def.outputs].some((arg) => arg.numberAttr === name)

const COUNTS: Readonly<Record<string, number>> = {
  num_bits: 8,
  k: 1,
  channels: 3,
  depth_radius: 2,
  block_size: 2,
  num_buckets: 3,
  hash_key: 1,
}

const listLength = (op: string): number => (/3D|Volume/.test(op) ? 5 : 4)

const chooseAttr = (build: Builder, op: string, def: OpDef, attr: AttrDef, wild: boolean): Chosen[string] => {
  const { random } = build
  const { type, allowed } = attr
  const types = (allowed as number[] | undefined)?.filter((one) => one in SIZES || one >= 20) ?? ANY_TYPES
  const fallback = attr.default
  switch (type) {
    case 'type':
      if (!wild && fallback !== undefined) return fallback as number
      if (types.includes(FLOAT) && random(3) > 0) return FLOAT
      if (types.includes(INT32) && random(2) > 0) return INT32
      return build.pick(types.length > 0 ? types : [FLOAT])
    case 'list(type)':
      return Array.from({ length: Math.max(attr.min ?? 0, random(3) || 1) }, () =>
        random(2) ? FLOAT : build.pick(types),
      )
    case 'int':
      if (isNumberAttr(def, attr.name)) return Math.max(attr.min ?? 0, wild ? random(4) : 1 + random(2))
      if (wild) return build.pick(EXTREME_INTS)
      return (fallback as number) ?? COUNTS[attr.name] ?? Math.max(attr.min ?? 0, random(2))
    case 'list(int)': {
      if (wild)
        return Array.from({ length: random(3) ? listLength(op) : random(7) }, () =>
          build.pick([1, 1, 2, ...EXTREME_INTS]),
        )
      if (fallback !== undefined) return fallback as number[]
      return Array.from({ length: listLength(op) }, (_, i) => (i > 0 && i < listLength(op) - 1 ? 1 + random(2) : 1))
    }
    case 'float':
      return wild || fallback === undefined ? build.pick(FLOATS) : (fallback as number)
    case 'list(float)':
      return wild ? Array.from({ length: random(4) }, () => build.pick(FLOATS)) : ((fallback as number[]) ?? [1, 2])
    case 'bool':
      return wild ? random(2) === 1 : ((fallback as boolean) ?? random(2) === 1)
    case 'string':
      if (allowed) return wild ? (build.pick(allowed) as string) : ((fallback as string) ?? build.pick(allowed))
      if (attr.name === 'equation')
        return build.pick(['ij,jk->ik', 'ij->ji', '...->...', 'ii->i', 'ij,jk', '->', ',', 'iiii->', 'i'.repeat(60)])
      return wild ? build.pick(STRINGS) : ((fallback as string) ?? 'a')
    case 'list(string)':
      return Array.from({ length: wild ? random(4) : 1 }, () => build.pick(STRINGS))
    case 'shape':
      return wild
        ? build.pick<Chosen[string]>([
            null,
            [],
            [-1],
            [0],
            [2, 2],
            [-1, -1, 3],
            [2 ** 31, 2 ** 31],
            [2n ** 62n, 4],
            [1, 2, 3, 4, 5, 6],
          ])
        : build.pick<Chosen[string]>([[2], [2, 2], null])
    case 'list(shape)':
      return Array.from({ length: 1 + random(2) }, () =>
        wild ? build.pick([null, [], [2], [-1], [2 ** 31, 2 ** 31]]) : [],
      )
    case 'func':
      return build.pick(['same', 'truth', 'pair'])
    case 'list(func)':
      return ['same', build.pick(['same', 'truth'])]
    default:
      return null
  }
}

const attrFields = (build: Builder, { type }: AttrDef, value: Chosen[string]): Fields => {
  switch (type) {
    case 'type':
      return attrValue.type(value as number)
    case 'list(type)':
      return attrValue.types(value as number[])
    case 'int':
      return attrValue.int(value as number)
    case 'list(int)':
      return attrValue.ints(value as number[])
    case 'float':
      return attrValue.float(value as number)
    case 'list(float)':
      return attrValue.floats(value as number[])
    case 'bool':
      return attrValue.bool(value as boolean)
    case 'string':
      return attrValue.string(value as string)
    case 'list(string)':
      return attrValue.strings(value as string[])
    case 'shape':
      return attrValue.shape(value as number[])
    case 'list(shape)':
      return attrValue.shapes(value as number[][])
    case 'func':
      return attrValue.func(value as string)
    case 'list(func)':
      return attrValue.funcs(value as string[])
    default:
      return attrValue.tensor(tensorFields(FLOAT, [], build.content(FLOAT, 1, [1], false)))
  }
}

const T = attrValue.type

/** An operand that is a handle: of a table, a variable, a stack, an array of tensors. */
const handle = (build: Builder, op: string, dtype: number, chosen: Chosen): string => {
  if (build.random(12) === 0) op = build.pick(['TensorArray', 'Lookup', 'Stack', ''])
  if (/TensorArray/.test(op)) {
    return build.node('TensorArrayV3', [build.constant(INT32, [], [3], false)], {
      dtype: T(dtype),
      element_shape: attrValue.shape(null),
      dynamic_size: attrValue.bool(true),
    })
  }
  if (/Stack/.test(op)) return build.node('StackV2', [build.constant(INT32, [], [3], false)], { elem_type: T(dtype) })
  if (/Lookup|Table/.test(op)) {
    const key = (chosen.Tin ?? chosen.Tkeys ?? chosen.key_dtype ?? STRING) as number
    const value = (chosen.Tout ?? chosen.Tvalues ?? chosen.value_dtype ?? 9) as number
    const types = { key_dtype: T(build.random(8) ? key : 9), value_dtype: T(build.random(8) ? value : 9) }
    switch (build.random(4)) {
      case 0:
        return build.node('HashTableV2', [], types)
      case 1:
        return build.node('MutableHashTableV2', [], types)
      case 2:
        return build.node('MutableHashTableOfTensorsV2', [], { ...types, value_shape: attrValue.shape([2]) })
      default: {
        const empty = build.constant(key, [], [-1], false)
        return build.node('MutableDenseHashTableV2', [empty, build.constant(key, [], [-2], false)], {
          ...types,
          key_dtype: T(key),
          value_shape: attrValue.shape([]),
        })
      }
    }
  }
  const variable = build.node('VarHandleOp', [], {
    dtype: T(dtype),
    shape: attrValue.shape(null),
    shared_name: attrValue.string(''),
  })
  if (build.random(8) === 0) return variable
  const shape = build.pick([[], [2], [2, 2], [4, 2], [0, 2]])
  const assign = build.node('AssignVariableOp', [variable, build.constant(dtype, shape, undefined, false)], {
    dtype: T(dtype),
  })
  return build.node('Identity', [variable, `^${assign}`], { T: T(RESOURCE) })
}

/** An operand that is a variant: a list or map of tensors, a sparse matrix, a ragged tensor; at times of the wrong kind. */
const variant = (build: Builder, op: string, dtype: number): string => {
  if (build.random(10) === 0) op = build.pick(['TensorList', 'TensorMap', 'SparseMatrix', 'Ragged', ''])
  const shape = (): string => build.constant(INT32, build.random(2) ? [] : [1], [build.random(2) ? -1 : 2], false)
  if (/TensorMap/.test(op)) return build.node('EmptyTensorMap', [], {})
  if (/Matrix|CSR/.test(op)) {
    const real = [1, 2, 8].includes(dtype) ? dtype : FLOAT
    if (build.random(3) === 0) {
      return build.node(
        'DenseToCSRSparseMatrix',
        [build.constant(real, [2, 2], undefined, false), build.constant(9, [2, 2], [0, 0, 1, 1], false)],
        { T: T(real) },
      )
    }
    const rank3 = build.random(2) === 0
    return build.node(
      'SparseTensorToCSRSparseMatrix',
      [
        build.constant(9, rank3 ? [2, 3] : [2, 2], rank3 ? [0, 0, 0, 0, 1, 1] : [0, 0, 1, 1], false),
        build.constant(real, [2], undefined, false),
        build.constant(9, [rank3 ? 3 : 2], [2], false),
      ],
      { T: T(real) },
    )
  }
  if (/Ragged/.test(op)) {
    return build.node(
      'RaggedTensorToVariant',
      [build.constant(9, [3], [0, 1, 2], false), build.constant(dtype, [2], undefined, false)],
      {
        RAGGED_RANK: attrValue.int(1),
        Tvalues: T(dtype),
        Tsplits: T(9),
        batched_input: attrValue.bool(build.random(2) === 1),
      },
    )
  }
  const types = { element_dtype: T(dtype), shape_type: T(INT32) }
  switch (build.random(3)) {
    case 0:
      return build.node('TensorListReserve', [shape(), build.constant(INT32, [], [3], false)], types)
    case 1:
      return build.node('EmptyTensorList', [shape(), build.constant(INT32, [], [3], false)], types)
    default:
      return build.node(
        'TensorListFromTensor',
        [build.constant(dtype, [3, 2], undefined, false), build.constant(INT32, [1], [2], false)],
        types,
      )
  }
}

const reference = (build: Builder, op: string, dtype: number): string => {
  if (dtype === STRING && /TensorArray/.test(op)) {
    return build.node(/V2$/.test(op) ? 'TensorArrayV2' : 'TensorArray', [build.constant(INT32, [], [3], false)], {
      dtype: T(FLOAT),
      element_shape: attrValue.shape(null),
    })
  }
  if (dtype === STRING && /Stack/.test(op)) return build.node('Stack', [], { elem_type: T(FLOAT) })
  if (dtype === STRING && /Lookup|Table/.test(op))
    return build.node('HashTable', [], { key_dtype: T(9), value_dtype: T(9) })
  const variable = build.node('VariableV2', [], { dtype: T(dtype), shape: attrValue.shape([2, 2]) })
  if (build.random(8) === 0) return variable
  const shape = build.pick([[2, 2], [2], [], [2, 2, 2], [0]])
  return build.node('Assign', [variable, build.constant(dtype, shape, undefined, false)], {
    T: T(dtype),
    validate_shape: attrValue.bool(false),
  })
}

const operand = (
  build: Builder,
  op: string,
  arg: ArgDef,
  dtype: number,
  wild: boolean,
  inner: number,
  chosen: Chosen,
): string => {
  if (arg.ref) return reference(build, op, dtype)
  if (dtype === RESOURCE) return handle(build, op, inner, chosen)
  if (dtype === VARIANT) return variant(build, op, inner)
  if (/TensorArray/.test(op) && arg.name === 'flow_in') return build.constant(FLOAT, [], [0], false)
  if (dtype === STRING && arg.name === 'handle' && /V2/.test(op)) return reference(build, op, dtype)
  const usual = usualOperand(op, arg.name, build.random)
  const shape = wild ? wrongShape(usual.shape, build.random) : usual.shape
  return build.constant(dtype, shape, usual.values, wild && build.random(2) === 0)
}

/** Functions that ops with bodies call. */
const FUNCTIONS: readonly Fields[] = [
  functionFields({ name: 'same', args: [['x', FLOAT]], results: [['y', FLOAT, 'x']] }),
  functionFields({
    name: 'pair',
    args: [
      ['x', FLOAT],
      ['z', FLOAT],
    ],
    results: [
      ['y', FLOAT, 'z'],
      ['w', FLOAT, 'x'],
    ],
  }),
  functionFields({
    name: 'truth',
    args: [['x', FLOAT]],
    results: [['y', BOOL, 'c:output:0']],
    nodes: [constFields('c', BOOL, tensorFields(BOOL, [], new Uint8Array(1)))],
  }),
]

const hash = (text: string): number =>
  [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7)

/** Dtypes that a run can hand back. */
const FETCHED = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 19, 22, 23])

/**
 * A graph with one node of an op whose operands or attributes do not suit it; the same for the same op and variant. Its
 * attributes and the dtypes of its inputs are such as the op is registered for, so that it comes as far as its kernel.
 */
export const wrongOperands = (op: string, variantNumber: number): Attempt => {
  const def = OP_DEFS.get(op)!
  const random = randomNumbers(hash(op) + variantNumber * 7919)
  const build = new Builder(random, variantNumber % 3 !== 0)
  // Some variants have nothing wrong but one thing, others more; the first is as usual.
  const wildness = variantNumber < 2 ? 0 : [1, 1, 2, 4, 9][random(5)]!
  const total = def.inputs.length + def.attrs.filter(({ type }) => type !== 'type').length
  const isWild = (): boolean => wildness > 0 && random(Math.max(1, total)) < wildness
  const chosen: Record<string, Chosen[string]> = {}
  const attrs: Record<string, Fields> = {}
  for (const attr of def.attrs) {
    const value = chooseAttr(
      build,
      op,
      def,
      attr,
      attr.type === 'type' ? variantNumber > 4 && random(2) === 0 : isWild(),
    )
    chosen[attr.name] = value
    attrs[attr.name] = attrFields(build, attr, value)
  }
  const inner = Object.entries(chosen).find(
    ([name, value]) =>
      /^(dtype|T|element_dtype|elem_type|Tvalues|type)$/.test(name) && typeof value === 'number' && value in SIZES,
  )?.[1] as number | undefined
  const element = random(10) === 0 ? build.pick([FLOAT, INT32]) : (inner ?? FLOAT)
  const inputs: string[] = []
  for (const arg of def.inputs) {
    const types = arg.typeListAttr
      ? (chosen[arg.typeListAttr] as number[])
      : new Array<number>(arg.numberAttr ? Number(chosen[arg.numberAttr]) : 1).fill(
          arg.type ?? (chosen[arg.typeAttr!] as number),
        )
    for (const dtype of types) inputs.push(operand(build, op, arg, dtype, isWild(), element, chosen))
  }
  // A single stray operand makes ops reject a node at once; often all have one shape instead.
  build.nodes.push(nodeFields('out', op, inputs, attrs))
  build.nodes.push(constFields('zero', FLOAT, tensorFields(FLOAT, [], new Uint8Array(4))))
  build.nodes.push(nodeFields('done', 'Identity', ['zero', '^out'], { T: T(FLOAT) }))
  const fetches = ['done']
  let index = 0
  for (const arg of def.outputs) {
    const types = arg.typeListAttr
      ? (chosen[arg.typeListAttr] as number[])
      : new Array<number>(Math.min(8, arg.numberAttr ? Number(chosen[arg.numberAttr]) : 1)).fill(
          arg.type ?? (chosen[arg.typeAttr!] as number),
        )
    for (const dtype of types) {
      if (FETCHED.has(dtype)) fetches.push(`out:${index}`)
      index++
    }
  }
  return { bytes: concat([graphDef(build.nodes, FUNCTIONS)]), fetches }
}
