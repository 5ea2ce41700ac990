import { describe, expect, it } from 'vitest'
import { placeholder, type TestNode } from '../../../test/support/graph-bytes.js'
import { float, floats, lowerNodes } from '../../../test/support/lowering.js'

const common = [
  placeholder('x', [2, 3]),
  floats('alpha', [0.5, -0.25, 2]),
  floats('small', [0.25]),
  floats('half', [0.5], []),
  floats('zero', [0], []),
  float('neg', 'Neg', ['x']),
  float('abs', 'Abs', ['x']),
  float('relu', 'Relu', ['x']),
  float('reluNeg', 'Relu', ['neg']),
  float('scaled', 'Mul', ['alpha', 'x']),
  float('scaledSmall', 'Mul', ['x', 'small']),
  float('above', 'Greater', ['x', 'zero']),
]
const after = (nodes: readonly TestNode[], fetches = ['y']) => {
  const { programs } = lowerNodes([...common, ...nodes], { feeds: { x: [2, 3] }, fetches })
  const dead = programs.get('remove-dead-code')!
  return dead.operations.map(({ op, inputs }) => (op === 'Prelu' ? [op, ...inputs[1]!.data!] : op))
}

describe('recognise-prelu', () => {
  it.each<[string, readonly TestNode[], readonly number[]]>([
    [
      'relu(x) + alpha * (x - |x|) / 2',
      [
        float('difference', 'Sub', ['x', 'abs']),
        float('lower', 'Mul', ['alpha', 'difference']),
        float('halved', 'Mul', ['lower', 'half']),
        float('y', 'AddV2', ['relu', 'halved']),
      ],
      [0.5, -0.25, 2],
    ],
    [
      'relu(x) - alpha * relu(-x)',
      [float('lower', 'Mul', ['alpha', 'reluNeg']), float('y', 'Sub', ['relu', 'lower'])],
      [0.5, -0.25, 2],
    ],
    ['select(x > 0, x, alpha * x)', [float('y', 'SelectV2', ['above', 'x', 'scaled'])], [0.5, -0.25, 2]],
    ['max(x, 0.25 * x)', [float('y', 'Maximum', ['x', 'scaledSmall'])], [0.25, 0.25, 0.25]],
  ])('reads %s', (_, nodes, slopes) => {
    expect(after(nodes)).toEqual([['Prelu', ...slopes]])
  })

  it('leaves max(x, alpha * x) where a slope above 1 makes it bend the other way', () => {
    expect(after([float('y', 'Maximum', ['x', 'scaled'])])).toEqual(['Mul', 'Maximum'])
  })

  it('leaves a selection at another place than zero, and slopes of a higher rank than x', () => {
    const other = [floats('one', [1], []), float('past', 'Greater', ['x', 'one'])]
    expect(after([...other, float('y', 'SelectV2', ['past', 'x', 'scaled'])])).toEqual(['Mul', 'Greater', 'SelectV2'])
    const deep = [floats('deep', [1, 2, 3], [1, 1, 3]), float('lower', 'Mul', ['deep', 'reluNeg'])]
    expect(after([...deep, float('y', 'Sub', ['relu', 'lower'])])).not.toContainEqual(expect.arrayContaining(['Prelu']))
  })

  it('keeps a part that is fetched too', () => {
    const nodes = [float('lower', 'Mul', ['alpha', 'reluNeg']), float('y', 'Sub', ['relu', 'lower'])]
    expect(after(nodes, ['relu', 'y'])).toEqual(['Relu', ['Prelu', 0.5, -0.25, 2]])
  })
})
