import { esm } from '../../tsup.base.js'

export default esm([
  'src/index.ts',
  'src/adapters/node.ts',
  'src/adapters/express.ts',
  'src/adapters/fastify.ts',
  'src/adapters/next.ts',
])
