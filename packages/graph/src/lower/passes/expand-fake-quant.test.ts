import { describe, expect, it } from 'vitest'
import { placeholder, type TestAttr } from '../../../test/support/graph-bytes.js'
import { conv2d, float, floats, lowerNodes, opsAfter } from '../../../test/support/lowering.js'

const x = placeholder('x', [1, 2, 2, 2])
const run = { feeds: { x: [1, 2, 2, 2] }, fetches: ['y'] }
const range = [floats('min', [-1], []), floats('max', [1.55], [])]
const vars = (name: string, input: string, attrs: Readonly<Record<string, TestAttr>> = {}) =>
  float(name, 'FakeQuantWithMinMaxVars', [input, 'min', 'max'], { num_bits: { int: 8 }, ...attrs })

describe('expand-fake-quant', () => {
  it('rounds weights to their levels now', () => {
    const weights = floats('weights', [0.104, -0.296, 2, -2], [1, 1, 2, 2])
    const nodes = [x, weights, ...range, vars('filter', 'weights'), conv2d('y', 'x', 'filter')]
    const { operations } = lowerNodes(nodes, run).programs.get('fold-constants')!
    expect(operations.map(({ op }) => op)).toEqual(['Conv2D'])
    // Steps of 0.01 from -1 to 1.55.
    const filter = operations[0]!.inputs[1]!.data as Float32Array
    for (const [i, level] of [0.1, -0.3, 1.55, -1].entries()) expect(filter[i]).toBeCloseTo(level, 6)
  })

  it('writes it as arithmetic on what is computed, whatever says its range', () => {
    const steps = ['Minimum', 'Maximum', 'Sub', 'Mul', 'Sub', 'AddV2', 'Floor', 'Mul']
    expect(opsAfter('expand-fake-quant', [x, ...range, vars('y', 'x')], run)).toEqual(steps)
    const args = float('y', 'FakeQuantWithMinMaxArgs', ['x'], { min: { float: -3 }, max: { float: 3 } })
    expect(opsAfter('expand-fake-quant', [x, args], run)).toEqual(steps)
    const channels = [floats('min', [-1, -2]), floats('max', [1, 2])]
    const each = float('y', 'FakeQuantWithMinMaxVarsPerChannel', ['x', 'min', 'max'])
    expect(opsAfter('expand-fake-quant', [x, ...channels, each], run)).toEqual(steps)
  })

  it('is refused where the range is computed too', () => {
    const nodes = [x, placeholder('min', []), floats('max', [1], []), vars('y', 'x')]
    expect(() => lowerNodes(nodes, { feeds: { ...run.feeds, min: [] }, fetches: ['y'] })).toThrow(
      'y (FakeQuantWithMinMaxVars)',
    )
  })
})
