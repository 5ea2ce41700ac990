import { describe, expect, it } from 'vitest'
import { placeholder } from '../../../test/support/graph-bytes.js'
import { float, floats, lowerNodes, opsAfter } from '../../../test/support/lowering.js'

const x = placeholder('x', [2])
const run = (...fetches: string[]) => ({ feeds: { x: [2] }, fetches })

describe('remove-identities', () => {
  it.each(['Identity', 'StopGradient', 'CheckNumerics', 'PreventGradient', 'Snapshot'])('takes out %s', (op) => {
    const nodes = [x, float('handed', op, ['x']), float('again', op, ['handed']), float('y', 'Exp', ['again'])]
    expect(opsAfter('remove-identities', nodes, run('y'))).toEqual(['Exp'])
  })

  it('hands on each output of IdentityN in its turn', () => {
    const both = { T: { types: ['float32', 'float32'] as const } }
    const nodes = [x, float('e', 'Exp', ['x']), { ...float('both', 'IdentityN', ['x', 'e']), attrs: both }]
    const y = [...nodes, float('y', 'Sub', ['both:1', 'both'])]
    const { operations } = lowerNodes(y, run('y')).programs.get('remove-identities')!
    expect(operations.map(({ op, inputs }) => [op, ...inputs.map(({ name }) => name)])).toEqual([
      ['Exp', 'x'],
      ['Sub', 'e', 'x'],
    ])
  })

  it('lets weights behind an Identity be constants', () => {
    const nodes = [x, floats('c', [1, 2]), float('read', 'Identity', ['c']), float('y', 'Mul', ['x', 'read'])]
    const { operations } = lowerNodes(nodes, run('y')).programs.get('remove-identities')!
    expect([...operations[0]!.inputs[1]!.data!]).toEqual([1, 2])
  })

  it('keeps the value of one that is fetched', () => {
    expect(
      opsAfter('remove-identities', [x, float('e', 'Exp', ['x']), float('y', 'Identity', ['e'])], run('y')),
    ).toEqual(['Exp'])
  })
})
