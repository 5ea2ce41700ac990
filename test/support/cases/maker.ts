import { Tensor } from '@zoo/core'
import {
  type Attr,
  attr,
  type DType,
  makeConstant,
  makeNode,
  makePlaceholder,
  type Node,
  outputDtype,
} from '@zoo/graph'
import type { Random } from '../random.js'

/** The dtypes that cases feed. */
export type CaseDType = 'float32' | 'int32' | 'int64' | 'int8' | 'uint8' | 'bool'

/**
 * What numbers a tensor holds: about the size of activations, or those above 0, or those between 0 and 1; activations with zeros,
 * halves and infinities between; those and very large and small ones; or whole ones in a range.
 */
export type Values =
  | 'ordinary'
  | 'positive'
  | 'fractions'
  | 'special'
  | 'extreme'
  | readonly [least: number, most: number]

/** A graph with what is fed to it and fetched from it. */
export interface GraphCase {
  readonly nodes: readonly Node[]
  /** The feeds of each run, by name. */
  readonly runs: readonly Readonly<Record<string, Tensor>>[]
  readonly fetches: readonly string[]
}

const SPECIAL = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 6, -3, Infinity, -Infinity]
const EXTREME = [...SPECIAL, NaN, 1e-30, 1e-8, 1e30, -1e30, 88, -88, 100]

interface Fed {
  readonly name: string
  readonly dtype: CaseDType
  readonly shape: readonly number[]
  readonly values: Values
  readonly open: boolean
}

/** Makes a graph of random sizes and numbers, the same for the same random numbers. */
export class GraphMaker {
  readonly random: Random
  /** Whether the first dimension of inputs that allow it is left open, and fed in several sizes. */
  readonly isOpen: boolean
  readonly #nodes: Node[] = []
  readonly #fed: Fed[] = []

  constructor(random: Random) {
    this.random = random
    this.isOpen = random(2) === 0
  }

  /** A whole number from `least` to `most`. */
  int(least: number, most: number): number {
    return least + this.random(most - least + 1)
  }

  chance(): boolean {
    return this.random(2) === 0
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.random(choices.length)]!
  }

  /** Sizes of 1 to `most`. */
  shape(rank: number, most = 5): number[] {
    return Array.from({ length: rank }, () => this.int(1, most))
  }

  /** A tensor that is fed. */
  input(
    shape: readonly number[],
    dtype: CaseDType = 'float32',
    values: Values = defaultValues(dtype),
    open = true,
  ): string {
    const name = `x${this.#fed.length}`
    const isOpen = open && this.isOpen && shape.length > 0
    this.#fed.push({ name, dtype, shape, values, open: isOpen })
    this.#nodes.push(makePlaceholder(name, dtype, isOpen ? [null, ...shape.slice(1)] : shape))
    return name
  }

  /** A constant of random numbers. */
  constant(shape: readonly number[], dtype: CaseDType = 'float32', values: Values = defaultValues(dtype)): string {
    const name = `c${this.#nodes.length}`
    const { data } = this.#tensor(dtype, shape, values)
    this.#nodes.push(makeConstant(name, dtype, shape, data as never))
    return name
  }

  /** A constant of these float32 numbers; a scalar for one alone. */
  floats(values: number | readonly number[], shape?: readonly number[]): string {
    const all = typeof values === 'number' ? [values] : values
    const name = `c${this.#nodes.length}`
    this.#nodes.push(
      makeConstant(name, 'float32', shape ?? (typeof values === 'number' ? [] : [all.length]), Float32Array.from(all)),
    )
    return name
  }

  /** A constant of these numbers, int32 or int64; a scalar for one alone. */
  ints(values: number | readonly number[], shape?: readonly number[], dtype: 'int32' | 'int64' = 'int32'): string {
    const all = typeof values === 'number' ? [values] : values
    const name = `c${this.#nodes.length}`
    const own = shape ?? (typeof values === 'number' ? [] : [all.length])
    this.#nodes.push(
      dtype === 'int32'
        ? makeConstant(name, dtype, own, Int32Array.from(all))
        : makeConstant(name, dtype, own, BigInt64Array.from(all, BigInt)),
    )
    return name
  }

  /**
   * A node. Attributes of dtypes are given by the input they are the dtype of, as `{ T: 0, Tidx: 1 }`.
   * @returns its name, which is its first output's
   */
  op(
    op: string,
    inputs: readonly string[],
    types: Readonly<Record<string, number | DType>>,
    attrs: Readonly<Record<string, Attr>> = {},
  ): string {
    const name = `${op}${this.#nodes.length}`
    const typed = Object.entries(types).map(([key, of]) => [
      key,
      attr.type(typeof of === 'number' ? this.dtypeOf(inputs[of]!) : of),
    ])
    this.#nodes.push(makeNode(name, op, inputs, { ...Object.fromEntries(typed), ...attrs }))
    return name
  }

  dtypeOf(tensor: string): DType {
    const [name, output = '0'] = tensor.split(':')
    const node = this.#nodes.find((node) => node.name === name)!
    return outputDtype(node, Number(output))!
  }

  /** The graph, and runs of it: where it is open also with other sizes. */
  case(fetches: readonly string[]): GraphCase {
    const sizes: readonly (number | undefined)[] = this.isOpen ? [undefined, 3, 1] : [undefined]
    return {
      nodes: this.#nodes,
      fetches,
      runs: sizes.map((size) =>
        Object.fromEntries(
          this.#fed.map(({ name, dtype, shape, values, open }) => [
            name,
            this.#tensor(dtype, open && size !== undefined ? shape.with(0, size) : shape, values),
          ]),
        ),
      ),
    }
  }

  #tensor(dtype: CaseDType, shape: readonly number[], values: Values): Tensor {
    const length = shape.reduce((size, dimension) => size * dimension, 1)
    const numbers = Array.from({ length }, () => this.#number(values))
    switch (dtype) {
      case 'float32':
        return new Tensor(dtype, shape, Float32Array.from(numbers))
      case 'int64':
        return new Tensor(
          dtype,
          shape,
          BigInt64Array.from(numbers, (value) => BigInt(Math.round(value))),
        )
      case 'int32':
        return new Tensor(dtype, shape, Int32Array.from(numbers))
      case 'int8':
        return new Tensor(dtype, shape, Int8Array.from(numbers))
      default:
        return new Tensor(dtype, shape, Uint8Array.from(numbers))
    }
  }

  #number(values: Values): number {
    if (values === 'special' && this.chance()) return this.pick(SPECIAL)
    if (values === 'extreme' && this.chance()) return this.pick(EXTREME)
    if (values === 'positive') return 0.05 + this.random(40000) / 10000
    if (values === 'fractions') return 0.05 + this.random(9000) / 10000
    if (typeof values === 'string') return (this.random(60001) - 30000) / 10000
    return this.int(...values)
  }
}

const defaultValues = (dtype: CaseDType): Values =>
  dtype === 'float32'
    ? 'ordinary'
    : dtype === 'bool'
      ? [0, 1]
      : dtype === 'uint8'
        ? [0, 255]
        : dtype === 'int8'
          ? [-128, 127]
          : [-20, 20]
