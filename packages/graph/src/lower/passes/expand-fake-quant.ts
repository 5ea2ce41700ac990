import { boolAttr, floatAttr, intAttr } from '../../graphdef/attr.js'
import { type Operation, type Pass, rewrite } from '../program.js'
import { floatConstant, isConstant, type Value } from '../value.js'

const OPS = /^FakeQuantWithMinMax(Args|Vars|VarsPerChannel)$/

/**
 * Writes the rounding to a few levels, which training for quantised kernels leaves in a graph, as the arithmetic it is: on
 * constant weights that is then calculated, elsewhere it is a few operators on each element.
 */
export const expandFakeQuant: Pass = (program) =>
  rewrite(program, ({ op, node, inputs, outputs }) => {
    if (!OPS.test(op)) return undefined
    const [x, min, max] = op === 'FakeQuantWithMinMaxArgs' ? [inputs[0], ...rangeOf(node)] : inputs
    if (!x || !isConstant(min) || !isConstant(max)) return undefined
    const levels = levelsOf(min.data as Float32Array, max.data as Float32Array, node)
    const operations: Operation[] = []
    const step = (name: string, op: string, a: Value, b?: Float32Array): Value => {
      const inputs = b ? [a, floatConstant(`${node.name}/${name}/operand`, min.shape, b)] : [a]
      const output = { ...outputs[0]!, name: `${node.name}/${name}` }
      operations.push({ op, node, inputs, outputs: [output] })
      return output
    }
    const clamped = step('above', 'Maximum', step('below', 'Minimum', x, levels.max), levels.min)
    const level = step('level', 'Mul', step('shifted', 'Sub', clamped, levels.min), levels.inverse)
    const half = step(
      'half',
      'AddV2',
      step('signed', 'Sub', level, levels.zero),
      levels.zero.map(() => 0.5),
    )
    const whole = step('whole', 'Floor', half)
    const factor = floatConstant(`${node.name}/scale`, min.shape, levels.scale)
    operations.push({ op: 'Mul', node, inputs: [whole, factor], outputs })
    return { operations }
  })

const rangeOf = (node: Operation['node']) =>
  ['min', 'max'].map((name) =>
    floatConstant(`${node.name}/${name}`, [], Float32Array.of(floatAttr(node, name) ?? (name === 'min' ? -6 : 6))),
  )

/**
 * The range moved so that 0 is one of its levels; in float32 at each step.
 * @source tensorflow/core/kernels/fake_quant_ops_functor.h, Nudge and FakeQuantWithMinMaxVarsFunctor
 */
const levelsOf = (mins: Float32Array, maxs: Float32Array, node: Operation['node']) => {
  const { fround } = Math
  const least = boolAttr(node, 'narrow_range') ? 1 : 0
  const most = 2 ** (intAttr(node, 'num_bits') ?? 8) - 1
  const make = () => new Float32Array(mins.length)
  const levels = { min: make(), max: make(), scale: make(), inverse: make(), zero: make() }
  mins.forEach((min, i) => {
    const scale = fround(fround(maxs[i]! - min) / (most - least))
    const exact = fround(least - fround(min / scale))
    const zero = exact < least ? least : exact > most ? most : Math.round(exact)
    const inverse = fround(1 / scale)
    levels.scale[i] = scale
    levels.inverse[i] = inverse
    levels.min[i] = fround(least - zero) * scale
    levels.max[i] = fround(most - zero) * scale
    levels.zero[i] = Math.floor(fround(fround(-levels.min[i]! * inverse) + 0.5))
  })
  return levels
}
