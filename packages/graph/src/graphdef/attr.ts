import { type DType, dtypeOfTensorflow } from '../dtype.js'
import type { PartialShape } from '../spec.js'
import type { Node } from './graph.js'
import type { TensorValue } from './tensor-value.js'

/** A function of the graph's library by name, with the attributes it is called with. */
export interface FunctionCall {
  readonly name: string
  readonly attrs: Attrs
}

/** The elements of a list attribute, in the one list of their kind; the other lists are empty. */
export interface AttrList {
  readonly strings: readonly Uint8Array[]
  /** bigint only beyond ±2^53. */
  readonly ints: readonly (number | bigint)[]
  readonly floats: readonly number[]
  readonly bools: readonly boolean[]
  /** TensorFlow's numbers of dtypes. */
  readonly types: readonly number[]
  readonly shapes: readonly PartialShape[]
  readonly tensors: readonly TensorValue[]
  readonly funcs: readonly FunctionCall[]
}

type Growing<T> = { [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : never }

/** A list attribute without elements, to add some to. */
export const emptyAttrList = (): Growing<AttrList> => ({
  strings: [],
  ints: [],
  floats: [],
  bools: [],
  types: [],
  shapes: [],
  tensors: [],
  funcs: [],
})

/** The kinds of attribute, and what each holds. */
export interface AttrValues {
  readonly string: Uint8Array
  /** bigint only beyond ±2^53. */
  readonly int: number | bigint
  readonly float: number
  readonly bool: boolean
  /** TensorFlow's number of a dtype, also of those we have no tensors of. */
  readonly type: number
  readonly shape: PartialShape
  readonly tensor: TensorValue
  readonly func: FunctionCall
  /** Inside a function body: the name of the function's own attribute that stands here. */
  readonly placeholder: string
  readonly list: AttrList
}

/** The value of a node's attribute, told apart by its kind. */
export type Attr = {
  [K in keyof AttrValues]: { readonly kind: K; readonly value: AttrValues[K] }
}[keyof AttrValues]

/** A node's attributes by name. */
export type Attrs = ReadonlyMap<string, Attr>

const find = <K extends keyof AttrValues>(node: Node, name: string, kind: K): AttrValues[K] | undefined => {
  const attr = node.attrs.get(name)
  return attr?.kind === kind ? (attr.value as AttrValues[K]) : undefined
}

// A byte order mark is part of the text: TensorFlow compares bytes.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The text of a string attribute, or undefined when the node has none of this name. */
export const stringAttr = (node: Node, name: string): string | undefined => {
  const bytes = find(node, name, 'string')
  return bytes && decoder.decode(bytes)
}

/** An int attribute, or undefined when the node has none of this name or its value is no exact number. */
export const intAttr = (node: Node, name: string): number | undefined => {
  const value = find(node, name, 'int')
  return typeof value === 'number' ? value : undefined
}

/** A float attribute, or undefined when the node has none of this name. */
export const floatAttr = (node: Node, name: string): number | undefined => find(node, name, 'float')

/** A bool attribute, or undefined when the node has none of this name. */
export const boolAttr = (node: Node, name: string): boolean | undefined => find(node, name, 'bool')

/** A shape attribute: undefined when the node has none of this name, null when its rank is unknown. */
export const shapeAttr = (node: Node, name: string): PartialShape | undefined => find(node, name, 'shape')

/** A tensor attribute, or undefined when the node has none of this name. */
export const tensorAttr = (node: Node, name: string): TensorValue | undefined => find(node, name, 'tensor')

/** A list attribute, or undefined when the node has none of this name. */
export const listAttr = (node: Node, name: string): AttrList | undefined => find(node, name, 'list')

/** The numbers of an int list attribute, or undefined when the node has none of this name. */
export const intsAttr = (node: Node, name: string): readonly number[] | undefined =>
  listAttr(node, name)?.ints.map(Number)

/** A dtype attribute: undefined when the node has none of this name, null for one we have no tensors of. */
export const dtypeAttr = (node: Node, name: string): DType | null | undefined => {
  const number = find(node, name, 'type')
  return number === undefined ? undefined : (dtypeOfTensorflow(number) ?? null)
}
