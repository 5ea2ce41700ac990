import { InferenceError } from '@zoo/mobilenet'
import { type Problem, problemOf } from './problem'

/** The problem of an error; one that is not the photograph's fault is logged, for the page shows no internals. */
export function describeFailure(error: unknown): Problem {
  if (!InferenceError.isInstance(error)) {
    console.error(error)
    return problemOf('INTERNAL')
  }
  const problem = problemOf(error.code)
  if (!['ERR_IMAGE', 'ERR_ARGUMENT', 'ERR_BUSY', 'ERR_ABORTED'].includes(error.code)) console.error(error)
  return problem
}
