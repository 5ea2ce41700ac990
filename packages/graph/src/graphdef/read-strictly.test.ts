import { describe, expect, it } from 'vitest'
import { attr, type Bytes, file, node, number, part, text } from '../../test/support/message-bytes.js'
import { ModelLoadError } from '../errors.js'
import { readGraph } from './read.js'

const type = (dtype: number) => number(6, dtype)
const tensor = (...fields: readonly Bytes[]) => attr(5, 'value', part(8, ...fields))
const constant = (...fields: readonly Bytes[]) =>
  file(node(1, 'c', 'Const', attr(5, 'dtype', type(3)), tensor(...fields)))
const shape = (...dims: readonly number[]) => part(2, ...dims.map((dim) => part(2, number(1, dim))))
const signature = (...fields: readonly Bytes[]) => part(1, text(1, 'f'), ...fields)
const inLibrary = (...fields: readonly Bytes[]) => file(part(2, ...fields))
const inFunction = (...fields: readonly Bytes[]) => inLibrary(part(1, ...fields))
const inAttr = (...value: readonly Bytes[]) => file(node(1, 'n', 'NoOp', attr(5, 'a', ...value)))
const entry = (field: number, key: string, value: string) => part(field, text(1, key), text(2, value))

const REPEATED: readonly (readonly [what: string, bytes: Uint8Array])[] = [
  ['library', file(part(2), part(2))],
  ['versions', file(part(4, number(1, 27)), part(4, number(1, 27)))],
  ['producer', file(part(4, number(1, 27), number(1, 28)))],
  ['min_consumer', file(part(4, number(2, 0), number(2, 12)))],
  ['name of a node', file(part(1, text(1, 'a'), text(1, 'b'), text(2, 'NoOp')))],
  ['name of a node, once with a longer tag', file(part(1, text(1, 'a'), [0x8a, 0, 1, 98], text(2, 'NoOp')))],
  ['op', file(node(1, 'a', 'NoOp', text(2, 'ReadFile')))],
  ['device', file(node(1, 'a', 'NoOp', text(4, ''), text(4, '/cpu:0')))],
  ['attribute of a node', file(node(1, 'a', 'NoOp', attr(5, 'T', type(1)), attr(5, 'T', type(1))))],
  ['attribute without a value', file(node(1, 'a', 'NoOp', attr(5, 'T', type(1)), part(5, text(1, 'T'))))],
  ['key of an attribute', file(node(1, 'a', 'NoOp', part(5, text(1, 'S'), text(1, 'T'), part(2, type(1)))))],
  ['value of an attribute', file(node(1, 'a', 'NoOp', part(5, text(1, 'T'), part(2, type(1)), part(2))))],
  ['member of an attribute', inAttr(type(1), type(2))],
  ['member of an attribute, as another kind', inAttr(text(2, 'file:'), number(3, 1))],
  ['func', inAttr(part(10, text(1, 'f')), part(10))],
  ['list', inAttr(part(1), part(1, text(2, 's')))],
  ['name of a call', inAttr(part(10, text(1, 'f'), text(1, 'g')))],
  ['attribute of a call', inAttr(part(10, text(1, 'f'), attr(2, 'a', type(1)), attr(2, 'a', type(1))))],
  ['name of a call in a list', inAttr(part(1, part(9, text(1, 'f'), text(1, 'g'))))],
  ['unknown_rank', inAttr(part(7, number(3, 0), number(3, 1)))],
  ['size of a dimension', inAttr(part(7, part(2, number(1, 2), number(1, 3))))],
  ['dtype of a tensor', constant(number(1, 3), number(1, 6), shape(1))],
  ['shape of a tensor', constant(number(1, 3), shape(1), shape(1))],
  ['content of a tensor', constant(number(1, 3), shape(1), part(4, [1, 0, 0, 0]), part(4, [1, 0, 0, 0]))],
  ['dtype of a tensor in a list', inAttr(part(1, part(8, number(1, 3), number(1, 6))))],
  ['function', inLibrary(part(1, signature()), part(1, signature()))],
  ['signature', inFunction(signature(), signature())],
  ['name of a function', inFunction(part(1, text(1, 'f'), text(1, 'g')))],
  ['is_stateful', inFunction(signature(number(17, 0), number(17, 1)))],
  ['name of an argument', inFunction(signature(part(2, text(1, 'x'), text(1, 'y'))))],
  ['dtype of an argument', inFunction(signature(part(2, text(1, 'x'), number(3, 1), number(3, 2))))],
  ['default of an attribute', inFunction(signature(part(4, text(1, 'a'), part(3, type(1)), part(3, type(2)))))],
  ['result', inFunction(signature(), entry(4, 'o', 'x'), entry(4, 'o', 'y'))],
  ['value of a result', inFunction(signature(), part(4, text(1, 'o'), text(2, 'x'), text(2, 'y')))],
  ['control result', inFunction(signature(), entry(6, 'o', 'x'), entry(6, 'o', 'y'))],
  ['attribute of a function', inFunction(signature(), attr(5, '_a', type(1)), attr(5, '_a', type(1)))],
  ['attributes of an argument', inFunction(signature(), part(7, number(1, 0)), part(7, number(1, 0)))],
  ['resource of an argument', inFunction(signature(), part(8, number(1, 0)), part(8, number(1, 0)))],
  ['function of a gradient', inLibrary(part(2, text(1, 'f'), text(1, 'g')))],
  ['registered gradient', inLibrary(part(3, text(1, 'f'), text(1, 'g')))],
]

describe('readGraph', () => {
  it.each(REPEATED)('refuses a second %s', (_, bytes) => {
    expect(() => readGraph(bytes)).toThrow(ModelLoadError)
    expect(() => readGraph(bytes)).toThrow(/twice|two values/)
  })

  it.each([
    ['a group', file(node(1, 'a', 'NoOp'), [0x4b, 0x4c]), /group/],
    ['a group in a node', file(node(1, 'a', 'NoOp', [0x4b, 0x08, 1, 0x4c])), /group/],
    ['field number 0', file(node(1, 'a', 'NoOp'), [0, 0]), /field number 0/],
    ['wire type 7', file(node(1, 'a', 'NoOp'), [0x4f]), /wire type 7/],
    ['a name that is not UTF-8', file(part(1, part(1, [0x61, 0xff]), text(2, 'NoOp'))), /not|valid/],
    ['an op that is not UTF-8', file(part(1, text(1, 'a'), part(2, [0xc0, 0x80]))), /not|valid/],
    ['an input that is half a character', file(node(1, 'a', 'NoOp', part(3, [0x61, 0xed, 0xa0, 0x80]))), /not|valid/],
    ['a NUL in a name', file(node(1, 'a\0b', 'NoOp')), /NUL/],
    ['a NUL in the name of a function', inFunction(part(1, text(1, 'f\0'))), /NUL/],
    ['a stored handle', constant(number(1, 20), shape(1), part(14)), /handle/],
    ['a stored variant', constant(number(1, 21), shape(1), part(15, text(1, 'tensorflow::DatasetVariant'))), /variant/],
    ['a bfloat16 constant of too few bytes', constant(number(1, 14), shape(3), part(4, [0, 0])), /6 bytes and takes 2/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readGraph(bytes)).toThrow(ModelLoadError)
    expect(() => readGraph(bytes)).toThrow(message)
  })

  it('reads the replacement character where a file has it', () => {
    expect(readGraph(file(node(1, 'a\ufffdb', 'NoOp'))).nodes[0]!.name).toBe('a\ufffdb')
  })
})
