import { esm } from '../../tsup.base.js'

export default esm(['src/index.ts', 'src/engine-api.ts', 'src/options-api.ts', 'src/cache/index.ts'])
