import { ModelLoadError } from '../errors.js'
import type { TfliteOperator } from './model.js'

/** An operator and where it stands in its model. */
export interface PlacedOperator {
  readonly operator: TfliteOperator
  /** The number of its graph. */
  readonly graph: number
  /** Its number in that graph. */
  readonly position: number
}

/** The error for an operator that no engine should run. `expected` and `actual` are noun phrases, such as `2 inputs`. */
export const operatorError = (
  { operator, graph, position }: PlacedOperator,
  expected: string,
  actual: string,
): ModelLoadError =>
  new ModelLoadError(
    `The TensorFlow Lite model is invalid: operator ${position} of graph ${graph}, ${operator.op}, should have ${expected} and has ${actual}; convert the model again, or get another copy of the file.`,
    { expected: `${operator.op} with ${expected}`, actual },
  )
