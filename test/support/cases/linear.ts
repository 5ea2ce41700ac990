import { attr } from '@zoo/graph'
import type { Generators } from './generators.js'

export const LINEAR: Generators = {
  matMul(m) {
    const [rows, inner, columns] = m.shape(3, 7) as [number, number, number]
    const [a, b] = [m.chance(), m.chance()]
    const first = a ? m.input([inner, rows], 'float32', 'ordinary', false) : m.input([rows, inner])
    const shape = b ? [columns, inner] : [inner, columns]
    const second = m.chance() ? m.constant(shape) : m.input(shape, 'float32', 'ordinary', false)
    return m.op('MatMul', [first, second], { T: 0 }, { transpose_a: attr.bool(a), transpose_b: attr.bool(b) })
  },
  matMulOfConstantFirst(m) {
    const [rows, inner, columns] = m.shape(3, 7) as [number, number, number]
    return m.op(
      'MatMul',
      [m.constant([rows, inner]), m.input([inner, columns], 'float32', 'ordinary', false)],
      { T: 0 },
      { transpose_a: attr.bool(false), transpose_b: attr.bool(false) },
    )
  },
  matMulBiasRelu(m) {
    const [rows, inner, columns] = m.shape(3, 7) as [number, number, number]
    const weights = m.chance() ? m.constant([inner, columns]) : m.input([inner, columns], 'float32', 'ordinary', false)
    const product = m.op(
      'MatMul',
      [m.input([rows, inner]), weights],
      { T: 0 },
      { transpose_a: attr.bool(false), transpose_b: attr.bool(false) },
    )
    const biased = m.op(m.pick(['BiasAdd', 'AddV2']), [product, m.constant([columns])], { T: 0 })
    return m.op(m.pick(['Relu', 'Relu6', 'Sigmoid']), [biased], { T: 0 })
  },
  batchMatMul(m) {
    const batch = m.shape(m.int(0, 3), 3)
    const [rows, inner, columns] = m.shape(3, 5) as [number, number, number]
    const [x, y] = [m.chance(), m.chance()]
    const stretched = m.chance()
      ? batch
      : batch.map((size) => (m.chance() ? 1 : size)).slice(m.random(batch.length + 1))
    const first = m.input(
      [...batch, ...(x ? [inner, rows] : [rows, inner])],
      'float32',
      'ordinary',
      batch.length > 0 && stretched === batch,
    )
    const shape = [...stretched, ...(y ? [columns, inner] : [inner, columns])]
    const second =
      m.chance() && stretched !== batch
        ? m.constant(shape)
        : m.input(shape, 'float32', 'ordinary', batch.length > 0 && stretched === batch)
    const op = stretched === batch && m.chance() ? 'BatchMatMul' : m.pick(['BatchMatMulV2', 'BatchMatMulV3'])
    const types = op === 'BatchMatMulV3' ? { Ta: 0, Tb: 1, Tout: 0 } : { T: 0 }
    return m.op(op, [first, second], types, { adj_x: attr.bool(x), adj_y: attr.bool(y) })
  },
  softmax: (m) =>
    m.op(
      m.pick(['Softmax', 'LogSoftmax']),
      [m.input(m.shape(m.int(1, 5)), 'float32', m.chance() ? 'ordinary' : [-90, 90])],
      { T: 0 },
    ),
  l2Normalise(m) {
    const shape = m.shape(m.int(1, 4))
    const x = m.input(shape)
    const squares = m.op('Square', [x], { T: 0 })
    const sum = m.op(
      'Sum',
      [squares, m.ints([m.chance() ? shape.length - 1 : m.random(shape.length)])],
      { T: 0, Tidx: 1 },
      { keep_dims: attr.bool(true) },
    )
    const root = m.op('Rsqrt', [m.op('Maximum', [sum, m.floats(1e-12)], { T: 0 })], { T: 0 })
    return m.op('Mul', [x, root], { T: 0 })
  },
}
