import { check } from '@zoo/core/options'

export {
  type Check,
  type Checks,
  check,
  type Given,
  isBoolean,
  isCount,
  isOneOf,
  isSignal,
  isTimeout,
  namesInWords,
  pathNamed,
  resolveOptions,
  valueInWords,
  verify,
} from '@zoo/core/options'

/** For what is checked further on. */
export const anything = check('anything', () => true)
export const isFunction = check('a function', (value) => typeof value === 'function')
export const isText = check('a string that is not empty', (value) => typeof value === 'string' && value !== '')
export const isFraction = check(
  'a number from 0 to 1',
  (value) => typeof value === 'number' && value >= 0 && value <= 1,
)
