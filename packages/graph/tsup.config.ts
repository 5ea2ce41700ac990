import { readFileSync, writeFileSync } from 'node:fs'
import { esm } from '../../tsup.base.js'

/** Libraries that go into our own file: found and loaded one by one, theirs take longer than reading a model does. */
const BUNDLED = ['protobufjs', 'flatbuffers']

const licences = () =>
  BUNDLED.map((name) => `${name}\n\n${readFileSync(`node_modules/${name}/LICENSE`, 'utf8').trim()}\n`).join('\n\n')

export default esm(['src/index.ts', 'src/base.ts'], {
  noExternal: BUNDLED,
  // protobufjs does without it where it is not there, and we read 64-bit numbers ourselves.
  external: ['long'],
  onSuccess: async () => writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licences()),
})
