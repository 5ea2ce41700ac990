import { attr } from '@zoo/graph'
import { bothOrders, type Generators } from './generators.js'
import type { CaseDType, GraphMaker } from './maker.js'

const anyDType = (m: GraphMaker): CaseDType =>
  m.pick(['float32', 'float32', 'int32', 'int64', 'uint8', 'int8', 'bool'] as const)
const numberDType = (m: GraphMaker): CaseDType =>
  m.pick(['float32', 'float32', 'int32', 'int64', 'uint8', 'int8'] as const)
const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1)
const index = (m: GraphMaker, values: number | readonly number[], shape?: readonly number[]) =>
  m.ints(values, shape, m.random(4) === 0 ? 'int64' : 'int32')

/** Axes in a random order. */
const shuffled = (m: GraphMaker, count: number): number[] => {
  const axes = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = m.random(i + 1)
    ;[axes[i], axes[j]] = [axes[j]!, axes[i]!]
  }
  return axes
}
const signed = (m: GraphMaker, axis: number, rank: number) => (m.random(3) === 0 ? axis - rank : axis)

export const ARRANGEMENTS: Generators = {
  reshape(m) {
    const shape = m.shape(m.int(0, 5))
    const groups = [
      ...shape.slice(0, 1),
      ...(shape.length > 2 ? [shape[1]! * shape[2]!, ...shape.slice(3)] : shape.slice(1)),
    ]
    const to = m.chance() ? [size(shape)] : groups
    const open = to.length > 0 ? to.with(m.isOpen ? 0 : m.random(to.length), -1) : to
    return m.op('Reshape', [m.input(shape, anyDType(m)), index(m, m.chance() || m.isOpen ? open : to, [to.length])], {
      T: 0,
      Tshape: 1,
    })
  },
  reshapeToItsOwnShape(m) {
    const shape = m.shape(m.int(1, 4))
    const x = m.input(shape)
    const wanted = m.op('Shape', [x], { T: 0 }, { out_type: attr.type('int32') })
    const first = m.op(
      'StridedSlice',
      [wanted, m.ints([0]), m.ints([1]), m.ints([1])],
      { T: 0, Index: 1 },
      { shrink_axis_mask: attr.int(1) },
    )
    const to = m.op('Pack', [first, m.ints(-1)], { T: 0 }, { N: attr.int(2), axis: attr.int(0) })
    return m.op('Reshape', [x, to], { T: 0, Tshape: 1 })
  },
  expandDims(m) {
    const shape = m.shape(m.int(0, 4))
    return m.op('ExpandDims', [m.input(shape, anyDType(m)), index(m, m.int(-shape.length - 1, shape.length))], {
      T: 0,
      Tdim: 1,
    })
  },
  squeeze(m) {
    const shape = m.shape(m.int(1, 5)).map((s, i) => (m.chance() && !(m.isOpen && i === 0) ? 1 : s))
    const ones = shape.flatMap((s, i) => (s === 1 && !(m.isOpen && i === 0) ? [signed(m, i, shape.length)] : []))
    const some = ones.filter(() => m.chance())
    const all = m.chance() && !m.isOpen
    return m.op(
      'Squeeze',
      [m.input(shape, anyDType(m))],
      { T: 0 },
      all || some.length === 0
        ? m.isOpen
          ? { squeeze_dims: attr.ints(ones) }
          : {}
        : { squeeze_dims: attr.ints(some) },
    )
  },
  transpose(m) {
    const shape = m.shape(m.int(0, 6), 4)
    return m.op('Transpose', [m.input(shape, anyDType(m)), index(m, shuffled(m, shape.length), [shape.length])], {
      T: 0,
      Tperm: 1,
    })
  },
  concat(m) {
    const shape = m.shape(m.int(1, 5))
    const axis = m.random(shape.length)
    const dtype = anyDType(m)
    const parts = Array.from({ length: m.int(2, 4) }, () =>
      m.input(shape.with(axis, m.isOpen && axis === 0 ? shape[0]! : m.int(1, 4)), dtype),
    )
    const at = index(m, signed(m, axis, shape.length))
    if (m.random(4) === 0) return m.op('Concat', [m.ints(axis), ...parts], { T: 1 }, { N: attr.int(parts.length) })
    return m.op('ConcatV2', [...parts, at], { T: 0, Tidx: parts.length }, { N: attr.int(parts.length) })
  },
  concatWithConstant(m) {
    const shape = m.shape(m.int(2, 4))
    const axis = m.int(1, shape.length - 1)
    const parts = [m.constant([1, ...shape.slice(1)]), m.input([1, ...shape.slice(1)], 'float32', 'ordinary', false)]
    return m.op('ConcatV2', [...parts, m.ints(axis)], { T: 0, Tidx: 2 }, { N: attr.int(2) })
  },
  pack(m) {
    const shape = m.shape(m.int(0, 4))
    const dtype = anyDType(m)
    const parts = Array.from({ length: m.int(1, 4) }, () => m.input(shape, dtype))
    return m.op(
      'Pack',
      parts,
      { T: 0 },
      { N: attr.int(parts.length), axis: attr.int(m.int(-shape.length - 1, shape.length)) },
    )
  },
  unpack(m) {
    const shape = m.shape(m.int(1, 5))
    const axis = m.isOpen ? m.int(1, shape.length) - 1 : m.random(shape.length)
    const own = !m.isOpen || axis > 0
    const node = m.op(
      'Unpack',
      [m.input(shape, anyDType(m), undefined, own)],
      { T: 0 },
      { num: attr.int(shape[axis]!), axis: attr.int(signed(m, axis, shape.length)) },
    )
    return Array.from({ length: shape[axis]! }, (_, i) => (i === 0 ? node : `${node}:${i}`)).filter(
      (_, i) => i === 0 || m.chance(),
    )
  },
  split(m) {
    const shape = m.shape(m.int(1, 5))
    const axis = m.random(shape.length)
    const parts = m.int(1, 4)
    const node = m.op(
      'Split',
      [
        m.ints(signed(m, axis, shape.length)),
        m.input(shape.with(axis, shape[axis]! * parts), anyDType(m), undefined, axis > 0),
      ],
      { T: 1 },
      { num_split: attr.int(parts) },
    )
    return Array.from({ length: parts }, (_, i) => (i === 0 ? node : `${node}:${i}`)).filter(
      (_, i) => i === parts - 1 || m.chance(),
    )
  },
  splitV(m) {
    const shape = m.shape(m.int(1, 5))
    const axis = m.random(shape.length)
    const sizes = Array.from({ length: m.int(1, 4) }, () => m.int(1, 3))
    const asked = m.chance() ? sizes.with(m.random(sizes.length), -1) : sizes
    const x = m.input(
      shape.with(
        axis,
        sizes.reduce((a, b) => a + b, 0),
      ),
      anyDType(m),
      undefined,
      axis > 0,
    )
    const node = m.op(
      'SplitV',
      [x, index(m, asked), m.ints(signed(m, axis, shape.length))],
      { T: 0, Tlen: 1 },
      { num_split: attr.int(sizes.length) },
    )
    return sizes.map((_, i) => (i === 0 ? node : `${node}:${i}`))
  },
  slice(m) {
    const shape = m.shape(m.int(1, 6))
    const begins = shape.map((s, i) => (m.isOpen && i === 0 ? 0 : m.random(s)))
    const sizes = shape.map((s, i) => (m.chance() || (m.isOpen && i === 0) ? -1 : m.int(1, s - begins[i]!)))
    return m.op('Slice', [m.input(shape, anyDType(m)), m.ints(begins), m.ints(sizes)], { T: 0, Index: 1 })
  },
  stridedSlice(m) {
    const shape = m.shape(m.int(1, 5), 6)
    const rank = shape.length
    const entries: (readonly [begin: number, end: number, stride: number])[] = []
    const masks = { begin_mask: 0, end_mask: 0, ellipsis_mask: 0, new_axis_mask: 0, shrink_axis_mask: 0 }
    let axis = 0
    for (let i = 0; axis < rank && i < 7; i++) {
      const bit = 1 << i
      const what = m.random(8)
      if (what === 0 && masks.ellipsis_mask === 0) {
        masks.ellipsis_mask = bit
        entries.push([0, 0, 1])
        axis += m.random(rank - axis + 1)
      } else if (what === 1) {
        masks.new_axis_mask |= bit
        entries.push([0, 1, 1])
      } else {
        const length = shape[axis++]!
        const signed = (at: number) => (m.chance() ? at : at - length)
        if (what === 2) {
          masks.shrink_axis_mask |= bit
          const at = m.random(length)
          entries.push([signed(at), m.chance() ? at + 1 : 0, 1])
        } else {
          const stride = m.pick([1, 1, 2, 3, -1, -2])
          const [low, high] = [m.random(length), m.random(length)].sort((a, b) => a - b) as [number, number]
          if (m.chance()) masks.begin_mask |= bit
          if (m.chance()) masks.end_mask |= bit
          if (stride > 0) entries.push([signed(low), high + 1 + m.random(2), stride])
          else entries.push([signed(high), low === 0 ? -length - 1 : low - 1, stride])
        }
        if (m.random(5) === 0) break
      }
    }
    const options = Object.fromEntries(Object.entries(masks).map(([key, value]) => [key, attr.int(value)]))
    return m.op(
      'StridedSlice',
      [m.input(shape, anyDType(m)), ...[0, 1, 2].map((of) => m.ints(entries.map((entry) => entry[of]!)))],
      { T: 0, Index: 2 },
      options,
    )
  },
  pad(m) {
    const shape = m.shape(m.int(1, 6), 4)
    const dtype = numberDType(m)
    const pads = shape.flatMap((_, i) => (m.isOpen && i === 0 && m.chance() ? [0, 0] : [m.int(0, 2), m.int(0, 2)]))
    const amounts = index(m, pads, [shape.length, 2])
    if (m.chance()) return m.op('Pad', [m.input(shape, dtype), amounts], { T: 0, Tpaddings: 1 })
    return m.op('PadV2', [m.input(shape, dtype), amounts, m.constant([], dtype, [1, 9])], { T: 0, Tpaddings: 1 })
  },
  mirrorPad(m) {
    const shape = m.shape(m.int(1, 5), 4).map((s) => s + 1)
    const pads = shape.flatMap((s, i) =>
      m.isOpen && i === 0 ? [0, 0] : [m.int(0, Math.min(2, s - 1)), m.int(0, Math.min(2, s - 1))],
    )
    return m.op(
      'MirrorPad',
      [m.input(shape, numberDType(m)), index(m, pads, [shape.length, 2])],
      { T: 0, Tpaddings: 1 },
      { mode: attr.string(m.pick(['REFLECT', 'SYMMETRIC'])) },
    )
  },
  tile(m) {
    const shape = m.shape(m.int(0, 5), 4)
    return m.op(
      'Tile',
      [
        m.input(shape, anyDType(m)),
        index(
          m,
          shape.map(() => m.int(1, 3)),
          [shape.length],
        ),
      ],
      { T: 0, Tmultiples: 1 },
    )
  },
  broadcastTo(m) {
    const shape = m.shape(m.int(0, 5), 4)
    const from = shape.map((s) => (m.chance() ? 1 : s)).slice(m.random(3) === 0 ? m.int(0, shape.length) : 0)
    return m.op('BroadcastTo', [m.input(from, anyDType(m), undefined, false), index(m, shape, [shape.length])], {
      T: 0,
      Tidx: 1,
    })
  },
  reverse(m) {
    const shape = m.shape(m.int(1, 5), 4)
    const axes = shuffled(m, shape.length).slice(0, m.int(1, shape.length))
    return m.op(
      'ReverseV2',
      [
        m.input(shape, anyDType(m)),
        index(
          m,
          axes.map((axis) => signed(m, axis, shape.length)),
        ),
      ],
      { T: 0, Tidx: 1 },
    )
  },
  spaceToDepth(m) {
    const block = m.int(2, 3)
    const [n, h, w, c] = m.shape(4, 3) as [number, number, number, number]
    return bothOrders(m, [n, h * block, w * block, c], (x, order) =>
      m.op('SpaceToDepth', [x], { T: 0 }, { block_size: attr.int(block), data_format: attr.string(order) }),
    )
  },
  depthToSpace(m) {
    const block = m.int(2, 3)
    const [n, h, w, c] = m.shape(4, 3) as [number, number, number, number]
    return bothOrders(m, [n, h, w, c * block * block], (x, order) =>
      m.op('DepthToSpace', [x], { T: 0 }, { block_size: attr.int(block), data_format: attr.string(order) }),
    )
  },
  spaceToDepthOfIntegers(m) {
    const [n, h, w, c] = m.shape(4, 3) as [number, number, number, number]
    return m.op('SpaceToDepth', [m.input([n, h * 2, w * 2, c], numberDType(m))], { T: 0 }, { block_size: attr.int(2) })
  },
  spaceToBatch(m) {
    const block = [m.int(1, 3), m.int(1, 3)] as const
    const [n, h, w, c] = m.shape(4, 3) as [number, number, number, number]
    const pads = [m.int(0, 2), m.int(0, 2), m.int(0, 2), m.int(0, 2)]
    const upTo = (size: number, a: number, b: number, by: number) => size + ((by - ((size + a + b) % by)) % by)
    const shape = [n, upTo(h, pads[0]!, pads[1]!, block[0]), upTo(w, pads[2]!, pads[3]!, block[1]), c]
    return m.op('SpaceToBatchND', [m.input(shape, numberDType(m)), index(m, block), index(m, pads, [2, 2])], {
      T: 0,
      Tblock_shape: 1,
      Tpaddings: 2,
    })
  },
  batchToSpace(m) {
    const block = [m.int(1, 3), m.int(1, 3)] as const
    const [n, h, w, c] = m.shape(4, 3) as [number, number, number, number]
    const crops = [m.int(0, 1), 0, 0, m.int(0, 1)]
    const shape = [n * block[0] * block[1], h + 1, w + 1, c]
    return m.op(
      'BatchToSpaceND',
      [m.input(shape, numberDType(m), undefined, false), index(m, block), index(m, crops, [2, 2])],
      { T: 0, Tblock_shape: 1, Tcrops: 2 },
    )
  },
  spaceToBatchOfRank3(m) {
    const block = m.int(1, 3)
    const [n, h, c] = m.shape(3, 3) as [number, number, number]
    return m.op('SpaceToBatchND', [m.input([n, h * block, c]), m.ints([block]), m.ints([0, 0], [1, 2])], {
      T: 0,
      Tblock_shape: 1,
      Tpaddings: 2,
    })
  },
  fill(m) {
    const shape = m.shape(m.int(0, 4))
    const filled = m.op(
      'Fill',
      [
        index(m, shape, [shape.length]),
        m.chance() ? m.floats(m.int(-3, 3)) : m.input([], 'float32', 'ordinary', false),
      ],
      { T: 1, index_type: 0 },
    )
    return m.op('Mul', [filled, m.input(shape, 'float32', 'ordinary', false)], { T: 0 })
  },
  shapeOf(m) {
    const x = m.input(m.shape(m.int(1, 4)))
    const dtype = m.pick(['int32', 'int64'] as const)
    return m.op('Cast', [m.op('Shape', [x], { T: 0 }, { out_type: attr.type(dtype) })], {
      SrcT: dtype,
      DstT: 'float32',
    })
  },
  range(m) {
    const count = m.int(1, 6)
    const range = m.op('Range', [m.ints(0), m.ints(count), m.ints(1)], { Tidx: 0 })
    const cast = m.op('Cast', [range], { SrcT: 'int32', DstT: 'float32' })
    return m.op('Mul', [m.input([m.int(1, 3), count]), cast], { T: 0 })
  },
  rangeOfFloats(m) {
    const range = m.op('Range', [m.floats(0), m.floats(4), m.floats(0.5)], { Tidx: 0 })
    return m.op('Mul', [m.input([m.int(1, 3), 8]), range], { T: 0 })
  },
}
