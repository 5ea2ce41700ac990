import {
  argFields,
  attrValue,
  callFields,
  functionFields,
  graphDef,
  nodeFields,
  shapeFields,
  tensorFields,
} from '../graph-def.js'
import type { HostileGraph } from '../hostile-graphs.js'
import { bytes, concat, type Fields, int } from '../protobuf.js'
import { CALL, call, EVIL, FLOAT, floats, GOOD, INT32, int32, result, STRING, text } from './pieces.js'

const VERSIONS = bytes(4, [int(1, 134)])
const node = (fields: Fields): Uint8Array => bytes(1, fields)
const library = (...functions: readonly Fields[]): Uint8Array =>
  bytes(
    2,
    functions.map((body) => bytes(1, body)),
  )
const entry = (name: string, ...values: readonly Uint8Array[]): Uint8Array => bytes(5, [bytes(1, name), ...values])
const value = (fields: Fields): Uint8Array => bytes(2, fields)

/** A call whose attribute `f` has these bytes. */
const callWith = (f: Uint8Array): Fields => [...nodeFields('c', 'PartitionedCall', [], CALL), f]
const graphOf = (f: Uint8Array): Uint8Array => graphDef([callWith(f), result('c')], [EVIL, GOOD])

/** Protobuf merges a message that comes twice: the first evil function stays where the second says nothing of it. */
const MERGED: Readonly<Record<string, Uint8Array>> = {
  'value of a map entry, then an empty one': graphOf(entry('f', value(attrValue.func('evil')), value([]))),
  'value of a map entry, an empty one first': graphOf(entry('f', value([]), value(attrValue.func('evil')))),
  'value of a map entry, good and evil': graphOf(
    entry('f', value(attrValue.func('good')), value(attrValue.func('evil'))),
  ),
  'key of a map entry': graphOf(bytes(5, [bytes(1, 'g'), bytes(1, 'f'), value(attrValue.func('evil'))])),
  'entry of a map': graphDef(
    [[...callWith(entry('f', value(attrValue.func('good')))), entry('f', value(attrValue.func('evil')))], result('c')],
    [EVIL, GOOD],
  ),
  'func of an AttrValue': graphOf(entry('f', value([bytes(10, callFields('evil')), bytes(10, [])]))),
  'func of an AttrValue, with attributes': graphOf(
    entry('f', value([bytes(10, callFields('evil')), bytes(10, [bytes(2, [bytes(1, 'z'), bytes(2, [])])])])),
  ),
  'two members of an AttrValue': graphOf(entry('f', value([bytes(2, 'good'), bytes(10, callFields('evil'))]))),
  'name of a NameAttrList': graphOf(entry('f', value([bytes(10, [bytes(1, 'good'), bytes(1, 'evil')])]))),
  'name of a NameAttrList in a list': graphDef(
    [
      int32('i', 0),
      nodeFields('c', 'Case', ['i'], {
        ...CALL,
        branches: attrValue.list([bytes(9, [bytes(1, 'good'), bytes(1, 'evil')])]),
      }),
      result('c'),
    ],
    [EVIL, GOOD],
  ),
  'list of an AttrValue': graphDef(
    [
      int32('i', 0),
      nodeFields('c', 'Case', ['i'], {
        ...CALL,
        branches: [...attrValue.funcs(['evil']), ...attrValue.funcs(['good'])],
      }),
      result('c'),
    ],
    [EVIL, GOOD],
  ),
  'list of an AttrValue, then empty': graphDef(
    [
      int32('i', 0),
      nodeFields('c', 'Case', ['i'], { ...CALL, branches: [...attrValue.funcs(['evil', 'good']), bytes(1, [])] }),
      result('c'),
    ],
    [EVIL, GOOD],
  ),
  'library of a GraphDef': concat([node(call('c', 'evil')), node(result('c')), library(EVIL), library(GOOD), VERSIONS]),
  'function of a library': graphDef(
    [call('c', 'good'), result('c')],
    [
      functionFields({
        name: 'good',
        results: [['out', STRING, 'read:contents:0']],
        nodes: [text('path', 'secret.txt'), nodeFields('read', 'ReadFile', ['path:output:0'])],
      }),
      GOOD,
    ],
  ),
  'signature of a FunctionDef': graphDef(
    [call('c', 'evil'), result('c')],
    [[...EVIL, bytes(1, [bytes(1, 'other')])], GOOD],
  ),
  'signature of a FunctionDef, first': graphDef(
    [call('c', 'evil'), result('c')],
    [[bytes(1, [bytes(1, 'other')]), ...EVIL], GOOD],
  ),
  'result of a FunctionDef': graphDef(
    [call('c', 'good'), result('c')],
    [[...GOOD, bytes(4, [bytes(1, 'out'), bytes(2, 'path:output:0')])]],
  ),
  'op of a NodeDef': graphDef([
    text('t', 'secret.txt'),
    [...nodeFields('c', 'Identity', ['t']), bytes(2, 'ReadFile')],
    result('c'),
  ]),
  'op of a NodeDef, harmless last': graphDef([
    text('t', 'secret.txt'),
    [bytes(2, 'ReadFile'), ...nodeFields('c', 'Identity', ['t'], { T: attrValue.type(STRING) })],
    result('c'),
  ]),
  'name of a NodeDef': graphDef([[bytes(1, 'other'), ...text('t', 'x')], result('t')]),
  'device of a NodeDef': graphDef([[...text('t', 'x'), bytes(4, '/cpu:0'), bytes(4, '')], result('t')]),
  'output_stream of PrintV2': graphDef([
    text('t', 'x'),
    [
      ...nodeFields('p', 'PrintV2', ['t']),
      entry('output_stream', value(attrValue.string('file://written-twice.txt')), value([])),
    ],
    nodeFields('y', 'Identity', ['t', '^p'], { T: attrValue.type(STRING) }),
  ]),
}

const floatGraph = (constant: Fields): Uint8Array =>
  graphDef([constant, nodeFields('y', 'Neg', ['x'], { T: attrValue.type(FLOAT) })])
const constantOf = (tensor: Fields): Fields =>
  nodeFields('x', 'Const', [], { dtype: attrValue.type(FLOAT), value: [bytes(8, tensor)] })
const four = new Uint8Array(16)
const good = tensorFields(FLOAT, [4], four)

/** Fields whose repetition changes sizes and dtypes behind the back of a check. */
const VALUES: Readonly<Record<string, Uint8Array>> = {
  'tensor of an AttrValue': floatGraph(
    nodeFields('x', 'Const', [], { dtype: attrValue.type(FLOAT), value: [bytes(8, good), bytes(8, [])] }),
  ),
  'dtype of a TensorProto': floatGraph(constantOf([int(1, STRING), ...good])),
  'shape of a TensorProto': floatGraph(constantOf([...good, bytes(2, shapeFields([2 ** 30]))])),
  'shape of a TensorProto, empty': floatGraph(constantOf([...good, bytes(2, [])])),
  'content of a TensorProto': floatGraph(constantOf([...good, bytes(4, new Uint8Array(4))])),
  'unknown_rank of a TensorShapeProto': floatGraph(
    constantOf([int(1, FLOAT), bytes(2, [int(3, 0), ...shapeFields([4]), int(3, 0)]), bytes(4, four)]),
  ),
  'size of a dimension': floatGraph(
    constantOf([int(1, FLOAT), bytes(2, [bytes(2, [int(1, 2 ** 30), int(1, 4)])]), bytes(4, four)]),
  ),
  'name of a dimension': floatGraph(
    constantOf([int(1, FLOAT), bytes(2, [bytes(2, [int(1, 4), bytes(2, 'a'), bytes(2, 'b')])]), bytes(4, four)]),
  ),
  'type of an AttrValue': graphDef([
    floats('x', [4]),
    nodeFields('y', 'Neg', ['x'], { T: [int(6, INT32), int(6, FLOAT)] }),
  ]),
  'shape of an AttrValue': graphDef([
    nodeFields('x', 'Placeholder', [], {
      dtype: attrValue.type(FLOAT),
      shape: [...attrValue.shape([2]), ...attrValue.shape([3])],
    }),
    nodeFields('y', 'Neg', ['x'], { T: attrValue.type(FLOAT) }),
  ]),
  'integer of an AttrValue': graphDef([
    floats('x', [4]),
    nodeFields('y', 'AddN', ['x'], { T: attrValue.type(FLOAT), N: [int(3, 1), int(3, 2 ** 31 - 1)] }),
  ]),
  'versions of a GraphDef': concat([
    graphDef([floats('x', [4]), nodeFields('y', 'Neg', ['x'], { T: attrValue.type(FLOAT) })]),
    VERSIONS,
  ]),
  'producer of a VersionDef': concat([
    node(floats('x', [4])),
    node(nodeFields('y', 'Neg', ['x'], { T: attrValue.type(FLOAT) })),
    bytes(4, [int(1, 1), int(1, 134)]),
  ]),
  'min_consumer of a VersionDef': concat([
    node(floats('x', [4])),
    node(nodeFields('y', 'Neg', ['x'], { T: attrValue.type(FLOAT) })),
    bytes(4, [int(1, 134), int(2, 1), int(2, 0)]),
  ]),
}

/** A function with one argument, whose ArgDef and OpDef are given. */
const functionOf = (arg: Fields, extra: Fields = []): Uint8Array =>
  graphDef(
    [floats('x', [4]), nodeFields('y', 'f', ['x'])],
    [
      [
        bytes(1, [bytes(1, 'f'), bytes(2, arg), bytes(3, argFields('o', FLOAT)), ...extra]),
        bytes(3, nodeFields('n', 'Neg', ['a'], { T: attrValue.type(FLOAT) })),
        bytes(4, [bytes(1, 'o'), bytes(2, 'n:y:0')]),
      ],
    ],
  )

const SIGNATURES: Readonly<Record<string, Uint8Array>> = {
  'type of an ArgDef': functionOf([bytes(1, 'a'), int(3, INT32), int(3, FLOAT)]),
  'name of an ArgDef': functionOf([bytes(1, 'b'), ...argFields('a', FLOAT)]),
  'type_attr of an ArgDef': functionOf([...argFields('a', FLOAT), bytes(4, ''), bytes(4, '')]),
  'name of an OpDef': functionOf(argFields('a', FLOAT), [bytes(1, 'f')]),
  'is_stateful of an OpDef': functionOf(argFields('a', FLOAT), [int(17, 1), int(17, 0)]),
  'default of an attribute': functionOf(argFields('a', FLOAT), [
    bytes(4, [bytes(1, 'k'), bytes(2, 'int'), bytes(3, attrValue.int(1)), bytes(3, attrValue.int(2))]),
  ]),
  'type of an attribute': functionOf(argFields('a', FLOAT), [
    bytes(4, [bytes(1, 'k'), bytes(2, 'int'), bytes(2, 'func')]),
  ]),
}

/** Inside of a function, reached and not: what reads a graph there is often other code. */
const inFunction = (name: string, body: Fields, called: boolean): Uint8Array =>
  graphDef(called ? [call('c', name), result('c')] : [text('t', 'x'), result('t')], [body, EVIL, GOOD])

const nested: Readonly<Record<string, Fields>> = {
  'value of a map entry': functionFields({
    name: 'w',
    results: [['out', STRING, 'c:output:0']],
    nodes: [callWith(entry('f', value(attrValue.func('evil')), value([])))],
  }),
  'func of an AttrValue': functionFields({
    name: 'w',
    results: [['out', STRING, 'c:output:0']],
    nodes: [callWith(entry('f', value([bytes(10, callFields('evil')), bytes(10, [])])))],
  }),
  'op of a NodeDef': functionFields({
    name: 'w',
    results: [['out', STRING, 't:output:0']],
    nodes: [[bytes(2, 'ReadFile'), ...text('t', 'x')]],
  }),
  'tensor of an AttrValue': functionFields({
    name: 'w',
    results: [['out', STRING, 't:output:0']],
    nodes: [
      nodeFields('t', 'Const', [], {
        dtype: attrValue.type(STRING),
        value: [bytes(8, tensorFields(STRING, [], ['x'])), bytes(8, [])],
      }),
    ],
  }),
}

export const REPEATED: readonly HostileGraph[] = [
  ...Object.entries({ ...MERGED, ...VALUES, ...SIGNATURES }).map(([name, graph]) => ({
    kind: 'repeats a field',
    name: `twice: ${name}`,
    bytes: graph,
  })),
  ...Object.entries(nested).flatMap(([name, body]) =>
    [true, false].map((called) => ({
      kind: 'repeats a field',
      name: `twice, in a function that is ${called ? '' : 'not '}called: ${name}`,
      bytes: inFunction('w', body, called),
    })),
  ),
]
