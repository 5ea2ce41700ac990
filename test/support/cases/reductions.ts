import { attr } from '@zoo/graph'
import type { Generators } from './generators.js'
import type { CaseDType, GraphMaker } from './maker.js'

const axesOf = (m: GraphMaker, rank: number): number[] => {
  const axes = Array.from({ length: rank }, (_, axis) => axis).filter(() => m.chance())
  return (axes.length > 0 || m.random(5) === 0 ? axes : [m.random(Math.max(rank, 1))])
    .filter((axis) => axis < rank)
    .map((axis) => (m.random(3) === 0 ? axis - rank : axis))
}

export const REDUCTIONS: Generators = {
  reduce(m) {
    const shape = m.shape(m.int(0, 5))
    const axes = axesOf(m, shape.length)
    const op = m.pick(['Max', 'Mean', 'Min', 'Prod', 'Sum', 'EuclideanNorm'])
    const dtype: CaseDType =
      op === 'EuclideanNorm' ? 'float32' : m.pick(['float32', 'float32', 'int32', 'int64'] as const)
    const x = m.input(shape, dtype, dtype === 'float32' ? m.pick(['ordinary', 'special'] as const) : [-5, 5])
    const scalarAxis = axes.length === 1 && m.chance()
    return m.op(
      op,
      [
        x,
        m.ints(
          scalarAxis ? axes[0]! : axes,
          scalarAxis ? undefined : [axes.length],
          m.random(4) === 0 ? 'int64' : 'int32',
        ),
      ],
      { T: 0, Tidx: 1 },
      { keep_dims: attr.bool(m.chance()) },
    )
  },
  reduceBools(m) {
    const shape = m.shape(m.int(0, 5))
    const axes = axesOf(m, shape.length)
    return m.op(
      m.pick(['All', 'Any']),
      [m.input(shape, 'bool'), m.ints(axes, [axes.length])],
      { Tidx: 1 },
      { keep_dims: attr.bool(m.chance()) },
    )
  },
  arg(m) {
    const shape = m.shape(m.int(1, 5))
    const dtype = m.pick(['float32', 'int32', 'uint8', 'int8', 'int64'] as const)
    const axis = m.random(shape.length)
    const values = dtype === 'float32' ? (m.chance() ? 'ordinary' : ([0, 3] as const)) : ([0, 4] as const)
    return m.op(
      m.pick(['ArgMax', 'ArgMin']),
      [
        m.input(shape, dtype, values),
        m.ints(m.chance() ? axis : axis - shape.length, undefined, m.pick(['int32', 'int64'] as const)),
      ],
      { T: 0, Tidx: 1 },
      { output_type: attr.type(m.pick(['int32', 'int64'] as const)) },
    )
  },
  topK(m) {
    const shape = m.shape(m.int(1, 4), 7)
    const k = m.int(1, shape.at(-1)!)
    const dtype = m.pick(['float32', 'int32', 'int64'] as const)
    const open = m.isOpen && m.chance()
    const node = m.op(
      'TopKV2',
      [m.input(shape, dtype, dtype === 'float32' && m.chance() ? 'ordinary' : [0, 5], open), m.ints(k)],
      { T: 0 },
      { sorted: attr.bool(true) },
    )
    return m.pick([[node, `${node}:1`], [node], [`${node}:1`]])
  },
  cumsum(m) {
    const shape = m.shape(m.int(1, 5))
    const axis = m.random(shape.length)
    return m.op(
      'Cumsum',
      [m.input(shape, m.pick(['float32', 'int32', 'int64'] as const)), m.ints(m.chance() ? axis : axis - shape.length)],
      { T: 0, Tidx: 1 },
      { exclusive: attr.bool(m.chance()), reverse: attr.bool(m.chance()) },
    )
  },
}
