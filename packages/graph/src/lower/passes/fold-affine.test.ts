import { describe, expect, it } from 'vitest'
import { float32, placeholder, type TestNode } from '../../../test/support/graph-bytes.js'
import { conv2d, float, floats, lowerNodes, opsAfter } from '../../../test/support/lowering.js'

const x = placeholder('x', [1, 4, 4, 3])
const filter = floats('filter', [1, 2, 3, 4, 5, 6], [1, 1, 3, 2])
const conv = conv2d('conv', 'x', 'filter')
const run = (...fetches: string[]) => ({ feeds: { x: [1, 4, 4, 3] }, fetches })
const after = (nodes: readonly TestNode[], ...fetches: string[]) =>
  opsAfter('fold-affine', [x, filter, ...nodes], run(...fetches))

describe('fold-affine', () => {
  it('merges a scale and a shift per channel into weights and bias', () => {
    const nodes = [
      conv,
      floats('scale', [2, 10]),
      float('scaled', 'Mul', ['conv', 'scale']),
      floats('shift', [1, -1]),
      float('y', 'AddV2', ['scaled', 'shift']),
    ]
    const { programs } = lowerNodes([x, filter, ...nodes], run('y'))
    const { operations } = programs.get('fold-affine')!
    expect(operations.map(({ op }) => op)).toEqual(['Conv2D'])
    const [, weights, bias] = operations[0]!.inputs
    expect([...weights!.data!]).toEqual([2, 20, 6, 40, 10, 60])
    expect([...bias!.data!]).toEqual([1, -1])
  })

  it('divides by and subtracts what stands on the right, and leaves what stands on the left', () => {
    const c = floats('c', [2, 4])
    expect(after([conv, c, float('y', 'RealDiv', ['conv', 'c'])], 'y')).toEqual(['Conv2D'])
    expect(after([conv, c, float('y', 'Sub', ['conv', 'c'])], 'y')).toEqual(['Conv2D'])
    expect(after([conv, c, float('y', 'RealDiv', ['c', 'conv'])], 'y')).toEqual(['Conv2D', 'RealDiv'])
    expect(after([conv, c, float('y', 'Sub', ['c', 'conv'])], 'y')).toEqual(['Conv2D', 'Sub'])
  })

  it('leaves a convolution whose own result is fetched or taken twice', () => {
    const scaled = [conv, floats('c', [2, 4]), float('y', 'Mul', ['conv', 'c'])]
    expect(after(scaled, 'conv', 'y')).toEqual(['Conv2D', 'Mul'])
    expect(after([...scaled, float('z', 'Exp', ['conv'])], 'y', 'z')).toEqual(['Conv2D', 'Mul', 'Exp'])
  })

  it('leaves a factor along another axis, and one of a higher rank than the result', () => {
    const by = (shape: readonly number[]) => [conv, float32('c', shape), float('y', 'Mul', ['conv', 'c'])]
    expect(after(by([4, 1]), 'y')).toEqual(['Conv2D', 'Mul'])
    expect(after(by([4, 1, 1]), 'y')).toEqual(['Conv2D', 'Mul'])
    expect(after(by([1, 1, 1, 1, 2]), 'y')).toEqual(['Conv2D', 'Mul'])
    expect(after(by([1, 1, 2]), 'y')).toEqual(['Conv2D'])
    expect(after(by([]), 'y')).toEqual(['Conv2D'])
  })

  it('leaves a factor that would widen one channel to many', () => {
    const nodes = [x, float32('one', [1, 1, 3, 1]), conv2d('conv', 'x', 'one'), floats('c', [1, 2])]
    const widened = [...nodes, float('y', 'Mul', ['conv', 'c'])]
    expect(opsAfter('fold-affine', widened, run('y'))).toEqual(['Conv2D', 'Mul'])
  })
})
