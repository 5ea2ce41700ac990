import { evaluate } from '../evaluate.js'
import { isConstant, type Pass, rewrite } from '../program.js'

/** Calculates what depends on constants alone. Shape arithmetic is constant already: shape inference has followed it. */
export const foldConstants: Pass = (program) =>
  rewrite(program, (operation) => {
    const { inputs, outputs } = operation
    if (inputs.length === 0 || !inputs.every(isConstant)) return undefined
    const data = evaluate(operation, inputs)
    return data && { replaced: [[outputs[0]!, { ...outputs[0]!, data }]] }
  })
