import { evaluate } from '../evaluate.js'
import { type Pass, rewrite } from '../program.js'
import { Constant, isConstant } from '../value.js'

/** Calculates what depends on constants alone. Shape arithmetic is constant already: shape inference has followed it. */
export const foldConstants: Pass = (program) =>
  rewrite(program, (operation) => {
    const { inputs, outputs } = operation
    if (inputs.length === 0 || !inputs.every(isConstant)) return undefined
    const output = outputs[0]!
    const data = evaluate(operation, inputs)
    const shape = output.shape as readonly number[] // what was evaluated has no open dimension
    return data && { replaced: [[output, Constant.of(output.name, output.dtype, shape, data)]] }
  })
