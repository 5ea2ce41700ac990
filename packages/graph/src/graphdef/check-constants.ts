import { ModelLoadError } from '../errors.js'
import type { Attr } from './attr.js'
import type { Graph, Node } from './graph.js'
import { storedBytes, type TensorValue } from './tensor-value.js'

/**
 * Bytes that the constants of a graph may take beyond those its file has for them. A file of a few bytes may hold one value and the
 * shape it fills.
 */
const MAX_FILLED_BYTES = 1 << 28

/** Bytes of a string's own in TensorFlow's memory. @source tensorflow/core/platform/ctstring_internal.h, TF_TString */
const STRING_BYTES = 24

/**
 * Checks that each constant is of the dtype that its node says, and that all together do not fill the memory from a small file.
 * TensorFlow ends the process over a constant whose dtypes differ.
 * @throws ModelLoadError (ERR_MODEL_LOAD) with the first offending node's name
 */
export const checkConstants = (graph: Graph): void => {
  let filled = 0
  const check = (nodes: readonly Node[], place: string): void => {
    for (const node of nodes) {
      if (node.op === 'Const') checkConstant(node, place)
      for (const attr of node.attrs.values()) filled += filledBytes(attr)
      if (filled > MAX_FILLED_BYTES) {
        throw new ModelLoadError(
          `The graph's constants, up to "${node.name}"${place}, take ${filled} bytes more than the file holds; at most ${MAX_FILLED_BYTES} may be repeated values.`,
          { expected: 'constants whose values are in the file' },
        )
      }
    }
  }
  check(graph.nodes, '')
  for (const body of graph.functions.values()) check(body.nodes, ` in the function "${body.name}"`)
}

const checkConstant = (node: Node, place: string): void => {
  const fail = (problem: string): ModelLoadError =>
    new ModelLoadError(`The graph is damaged: the constant "${node.name}"${place} ${problem}.`, {
      expected: 'a constant with a value of its dtype',
    })
  const value = node.attrs.get('value')
  const dtype = node.attrs.get('dtype')
  if (value?.kind !== 'tensor') throw fail('has no value')
  if (storedBytes(value.value.type) === undefined) {
    throw fail(`is of TensorFlow's dtype number ${value.value.type}, which no file can store`)
  }
  // A function may leave the dtype to its caller; the allow-list refuses that.
  if (dtype?.kind === 'placeholder' && place !== '') return
  if (dtype?.kind !== 'type') throw fail('does not say its dtype')
  if (dtype.value !== value.value.type) {
    throw fail(`says that its dtype is number ${dtype.value} of TensorFlow's, and stores number ${value.value.type}`)
  }
}

const filledBytes = (attr: Attr): number => {
  if (attr.kind === 'tensor') return ofTensor(attr.value)
  if (attr.kind !== 'list') return 0
  return attr.value.tensors.reduce((sum, tensor) => sum + ofTensor(tensor), 0)
}

const ofTensor = ({ type, size, message, content }: TensorValue): number =>
  // A constant that was made, not read, has no message.
  Math.max(0, size * (storedBytes(type) || STRING_BYTES) - Math.max(message.byteLength, content?.byteLength ?? 0))
