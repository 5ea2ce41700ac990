import { type Attrs, attrValue, constFields, functionFields, nodeFields, tensorFields } from '../graph-def.js'
import type { Fields } from '../protobuf.js'

/** TensorFlow's numbers of the dtypes that these graphs use. */
export const FLOAT = 1
export const INT32 = 3
export const STRING = 7
export const BOOL = 10

export const text = (name: string, value: string): Fields =>
  constFields(name, STRING, tensorFields(STRING, [], [value]))
export const int32 = (name: string, value: number): Fields =>
  constFields(name, INT32, tensorFields(INT32, [], new Uint8Array(Int32Array.of(value).buffer)))
export const floats = (name: string, shape: readonly number[]): Fields =>
  constFields(
    name,
    FLOAT,
    tensorFields(FLOAT, shape, new Uint8Array(4 * shape.reduce((size, dimension) => size * dimension, 1))),
  )
export const truth = (name: string, value: boolean): Fields =>
  constFields(name, BOOL, tensorFields(BOOL, [], Uint8Array.of(Number(value))))

/** The file that graphs try to read; the test puts a secret there. */
export const SECRET = 'secret.txt'
const WRITTEN = 'written-by-a-model.txt'

/** Functions of no argument that return a string: one harmless, one with the contents of a file, one that writes a file. */
export const GOOD = functionFields({
  name: 'good',
  results: [['out', STRING, 'path:output:0']],
  nodes: [text('path', 'harmless')],
})
export const EVIL = functionFields({
  name: 'evil',
  results: [['out', STRING, 'read:contents:0']],
  nodes: [text('path', SECRET), nodeFields('read', 'ReadFile', ['path:output:0'])],
})
export const WRITER = functionFields({
  name: 'writer',
  results: [['out', STRING, 'path:output:0']],
  nodes: [text('path', WRITTEN), nodeFields('write', 'WriteFile', ['path:output:0', 'path:output:0'])],
  controls: ['write'],
})

/** What calls of functions of no argument and one string result declare. */
export const CALL: Attrs = { Tin: attrValue.types([]), Tout: attrValue.types([STRING]) }

/** The node that a run fetches: the string that another node gives. */
export const result = (from: string): Fields => nodeFields('y', 'Identity', [from], { T: attrValue.type(STRING) })

/** A node that calls a function of no argument by its attribute `f`. */
export const call = (name: string, func: string, op = 'PartitionedCall'): Fields =>
  nodeFields(name, op, [], { ...CALL, f: attrValue.func(func) })
