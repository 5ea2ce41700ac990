import { attr, makeConstant, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'

const T = { T: attr.type('float32') }

/** sum = x + y, float32 [n]. */
export const sumGraph = (): Uint8Array =>
  writeGraph([
    makePlaceholder('x', 'float32', [null]),
    makePlaceholder('y', 'float32', [null]),
    makeNode('sum', 'AddV2', ['x', 'y'], T),
  ])

/** float32 [n, size]: x times a matrix of halves, [size, size], several times over; a run of many elements takes a while. */
export const productGraph = (size: number, times = 1): Uint8Array =>
  writeGraph([
    makePlaceholder('x', 'float32', [null, size]),
    makeConstant('w', 'float32', [size, size], new Float32Array(size * size).fill(0.5)),
    ...Array.from({ length: times }, (_, i) =>
      makeNode(i === times - 1 ? 'product' : `p${i}`, 'MatMul', [i === 0 ? 'x' : `p${i - 1}`, 'w'], T),
    ),
  ])

/** Picks of x, float32 [n], by int64 indices, and how often each index would be picked next: index + 1, int64. */
export const pickGraph = (): Uint8Array =>
  writeGraph([
    makePlaceholder('x', 'float32', [null]),
    makePlaceholder('index', 'int64', [null]),
    makeConstant('axis', 'int32', [], Int32Array.of(0)),
    makeNode('picked', 'GatherV2', ['x', 'index', 'axis'], {
      Tparams: attr.type('float32'),
      Tindices: attr.type('int64'),
      Taxis: attr.type('int32'),
    }),
    makeNode('same', 'Identity', ['index'], { T: attr.type('int64') }),
    makeNode('best', 'ArgMax', ['x', 'axis'], {
      T: attr.type('float32'),
      Tidx: attr.type('int32'),
      output_type: attr.type('int64'),
    }),
  ])

/** y, float32 [n]: the softmax of x. */
export const softmaxGraph = (): Uint8Array =>
  writeGraph([makePlaceholder('x', 'float32', [null]), makeNode('y', 'Softmax', ['x'], T)])
