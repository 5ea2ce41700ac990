import { describeAnswers } from './answers.js'
import type { TestedTfjs } from './backends.js'
import { describeCrossings } from './crossings.js'
import { describeRuns } from './runs.js'

/** What holds of the engine on every backend of TensorFlow.js. @param tf undefined where it does not run */
export function describeBackend(name: string, tf: TestedTfjs | undefined): void {
  describeAnswers(name, tf)
  describeRuns(name, tf)
  describeCrossings(name, tf)
}
