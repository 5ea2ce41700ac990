/** What the author of a zoo package needs to check options the way core does, with the same words in the errors. */

export { coded } from '@zoo/graph/base'
export * from './options.js'
export { pathNamed } from './path-named.js'
export { namesInWords, valueInWords } from './wording.js'
