import { bundling, esm } from '../../tsup.base.js'

export default esm(['src/index.ts', 'src/base.ts'], {
  ...bundling(['protobufjs', 'flatbuffers']),
  // protobufjs does without it where it is not there, and we read 64-bit numbers ourselves.
  external: ['long'],
})
