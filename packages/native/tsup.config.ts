import { esm } from '../../tsup.base.js'

export default esm(['lib/index.ts', 'lib/publishing.ts'])
