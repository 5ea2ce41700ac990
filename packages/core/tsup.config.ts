import { esm } from '../../tsup.base.js'

// The process of an isolated model starts from a file of its own.
export default esm([
  'src/index.ts',
  'src/engine-api.ts',
  'src/options-api.ts',
  'src/cache/index.ts',
  'src/isolate-child.ts',
])
