import { attr } from '@zoo/graph'
import type { Generators } from './generators.js'
import type { GraphMaker } from './maker.js'

const anyDType = (m: GraphMaker) => m.pick(['float32', 'float32', 'int32', 'int64', 'uint8', 'int8', 'bool'] as const)
const indexDType = (m: GraphMaker) => m.pick(['int32', 'int64'] as const)

export const SELECTIONS: Generators = {
  gather(m) {
    const shape = m.shape(m.int(1, 4))
    const axis = m.random(shape.length)
    const x = m.input(shape, anyDType(m), undefined, axis > 0)
    const indices = m.input(m.shape(m.int(0, 2), 4), indexDType(m), [0, shape[axis]! - 1], false)
    const signed = m.chance() ? axis : axis - shape.length
    if (axis === 0 && m.chance()) return m.op('Gather', [x, indices], { Tparams: 0, Tindices: 1 })
    return m.op('GatherV2', [x, indices, m.ints(signed)], { Tparams: 0, Tindices: 1, Taxis: 2 })
  },
  gatherFromConstant(m) {
    const rows = m.int(1, 9)
    const table = m.constant([rows, m.int(1, 4)])
    return m.op('GatherV2', [table, m.input(m.shape(m.int(0, 3), 4), indexDType(m), [0, rows - 1]), m.ints(0)], {
      Tparams: 0,
      Tindices: 1,
      Taxis: 2,
    })
  },
  gatherInBatches(m) {
    const [n, length, depth, count] = m.shape(4) as [number, number, number, number]
    const x = m.input([n, length, depth], anyDType(m))
    const indices = m.input([n, count], indexDType(m), [0, length - 1])
    return m.op(
      'GatherV2',
      [x, indices, m.ints(1)],
      { Tparams: 0, Tindices: 1, Taxis: 2 },
      { batch_dims: attr.int(m.pick([1, -1])) },
    )
  },
  gatherNd(m) {
    const shape = m.shape(m.int(1, 4))
    const depth = m.int(1, shape.length)
    const least = Math.min(...shape.slice(0, depth))
    const indices = m.input([...m.shape(m.int(0, 2), 4), depth], indexDType(m), [0, least - 1], false)
    return m.op('GatherNd', [m.input(shape, anyDType(m), undefined, false), indices], { Tparams: 0, Tindices: 1 })
  },
  oneHot(m) {
    const shape = m.shape(m.int(0, 3))
    const dtype = m.pick(['float32', 'int32', 'int64', 'bool', 'uint8'] as const)
    const indices = m.input(shape, m.pick(['int32', 'int64', 'uint8'] as const), [0, 6])
    const on = m.constant([], dtype, dtype === 'bool' ? [1, 1] : [2, 5])
    return m.op(
      'OneHot',
      [indices, m.ints(m.int(1, 6)), on, m.constant([], dtype, dtype === 'bool' ? [0, 0] : [0, 1])],
      { T: 2, TI: 0 },
      { axis: attr.int(m.int(-1, shape.length)) },
    )
  },
  resize(m) {
    const [n, h, w, c] = [m.int(1, 2), m.int(1, 8), m.int(1, 8), m.int(1, 4)]
    const op = m.pick(['ResizeBilinear', 'ResizeNearestNeighbor'])
    const aligned = m.random(3) === 0
    const dtype = m.pick(['float32', 'float32', 'float32', 'uint8', 'int32', 'int8'] as const)
    return m.op(
      op,
      [m.input([n, h, w, c], dtype), m.ints([m.int(1, 16), m.int(1, 16)])],
      { T: 0 },
      { align_corners: attr.bool(aligned), half_pixel_centers: attr.bool(!aligned && m.chance()) },
    )
  },
  resizeByFactor(m) {
    const [n, h, w, c] = [m.int(1, 2), m.int(2, 8), m.int(2, 8), m.int(1, 4)]
    const x = m.input([n, h, w, c])
    const shape = m.op('Shape', [x], { T: 0 }, { out_type: attr.type('int32') })
    const sizes = m.op('StridedSlice', [shape, m.ints([1]), m.ints([3]), m.ints([1])], { T: 0, Index: 1 })
    const doubled = m.op('Mul', [sizes, m.ints([2, 2])], { T: 0 })
    return m.op(
      m.pick(['ResizeBilinear', 'ResizeNearestNeighbor']),
      [x, doubled],
      { T: 0 },
      { align_corners: attr.bool(m.random(4) === 0) },
    )
  },
  whereThenSum(m) {
    const length = m.int(2, 8)
    const x = m.input([length], 'float32', 'ordinary', false)
    const found = m.op('Where', [m.op('Greater', [x, m.floats(-1)], { T: 0 })], {})
    const picked = m.op('GatherNd', [x, found], { Tparams: 0, Tindices: 1 })
    return m.op('Sum', [picked, m.ints([0])], { T: 0, Tidx: 1 })
  },
}
