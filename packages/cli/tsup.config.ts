import { bundling, esm } from '../../tsup.base.js'

// Each command becomes a chunk of its own, read only when it is asked for.
export default esm(['src/main.ts'], {
  ...bundling(['commander', 'picocolors']),
  // commander is CommonJS, and requires modules of Node's.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'\nconst require = __createRequire(import.meta.url)",
  },
})
