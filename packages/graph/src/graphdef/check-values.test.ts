import { describe, expect, it } from 'vitest'
import { valueObjections } from './check-values.js'
import { attr, makeConstant, makeNode } from './make.js'

const int32 = (name: string, ...values: number[]) =>
  makeConstant(name, 'int32', [values.length], Int32Array.from(values))
const hide = makeNode('hidden', 'PlaceholderWithDefault', ['size'], {
  dtype: attr.type('int32'),
  shape: attr.shape(null),
})
const reasons = (...nodes: Parameters<typeof valueObjections>[0]) => [...valueObjections(nodes).values()].join()

describe('valueObjections', () => {
  it.each([
    ['Fill', ['size', 'x']],
    ['RandomUniform', ['size']],
    ['ResizeBilinear', ['x', 'size']],
    ['UnsortedSegmentSum', ['x', 'x', 'size']],
    ['CropAndResize', ['x', 'x', 'x', 'size']],
    ['Fill', ['hidden', 'x']],
  ])('refuses %s whose constant makes more elements than fit', (op, inputs) => {
    expect(reasons(int32('size', 65_536, 65_536), hide, makeNode('y', op, inputs, {}))).toContain('4294967296 elements')
    expect(reasons(int32('size', 64, 64), hide, makeNode('y', op, inputs, {}))).toBe('')
  })

  it('counts what all nodes make together', () => {
    const fills = Array.from({ length: 40 }, (_, i) => makeNode(`y${i}`, 'Fill', ['size', 'x'], {}))
    expect(reasons(int32('size', 2048, 2048), ...fills)).toContain('elements')
  })

  it.each([
    ['Range', [int32('a', 0), int32('b', 2 ** 30), int32('c', 1)], ['a', 'b', 'c']],
    ['DynamicStitch', [int32('a', 0, 2 ** 30)], ['a', 'x']],
    ['SegmentSum', [int32('a', 0, 2 ** 30)], ['x', 'a']],
  ])('refuses %s whose numbers reach too far', (op, constants, inputs) => {
    expect(reasons(...constants, makeNode('y', op, inputs, {}))).toContain('elements')
  })

  it('refuses Fourier transforms of no elements', () => {
    expect(reasons(int32('n', 0), makeNode('y', 'RFFT', ['x', 'n'], {}))).toContain('less than one element')
    expect(reasons(int32('n', 8), makeNode('y', 'RFFT', ['x', 'n'], {}))).toBe('')
  })

  it('refuses more batch dimensions than a gather’s operands have', () => {
    const gather = (batch: number) => makeNode('y', 'GatherV2', ['x', 'i', 'i'], { batch_dims: attr.int(batch) })
    expect(reasons(int32('x', 1, 2), int32('i', 0), gather(2))).toContain('batch_dims 2')
    expect(reasons(int32('x', 1, 2), int32('i', 0), gather(1))).toBe('')
  })

  it('says nothing of a size that a run computes', () => {
    expect(
      reasons(
        int32('size', 65_536, 65_536),
        makeNode('s', 'Mul', ['size', 'size'], {}),
        makeNode('y', 'Fill', ['s', 'x'], {}),
      ),
    ).toBe('')
  })
})
