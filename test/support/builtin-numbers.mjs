import { readFileSync } from 'node:fs'

// The names as @zoo/graph has them; it does not export the list, and these files are also used by programs without TypeScript.
const source = readFileSync(new URL('../../packages/graph/src/tflite/builtin-ops.ts', import.meta.url), 'utf8')
const names = /`([^`]+)`/
  .exec(source.slice(source.indexOf('BUILTIN_OPS')))[1]
  .trim()
  .split(/\s+/)

/** The number of each builtin by its name. */
export const BUILTIN_NUMBERS = Object.fromEntries(names.map((op, number) => [op, number]))
