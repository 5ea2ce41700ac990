import { bundling, esm } from '../../tsup.base.js'

export default esm(['src/index.ts', 'src/conformance/index.ts'], bundling(['ipaddr.js', 'valibot']))
