import { esm } from '../../tsup.base.js'

export default esm(['src/index.ts'])
