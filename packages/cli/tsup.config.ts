import { esm } from '../../tsup.base.js'

// Each command becomes a chunk of its own, read only when it is asked for.
export default esm(['src/main.ts'])
