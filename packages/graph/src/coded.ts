import { InferenceError } from './errors.js'

/**
 * A function of the public surface, whose arguments may be anything: where they are not what its types say, the error is an
 * InferenceError (ERR_ARGUMENT) with the engine's own as its cause. Inside the package functions trust each other's types.
 * @param name of the function, for the message
 */
export const coded = <F extends (...args: never[]) => unknown>(name: string, implementation: F): F =>
  ((...args: never[]) => {
    try {
      return implementation(...args)
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error
      throw new InferenceError('ERR_ARGUMENT', `${name}() does not take these arguments: ${error.message}`, {
        cause: error,
      })
    }
  }) as F
