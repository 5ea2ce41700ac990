import { esm } from '../../tsup.base.js'

// The worker and its threads are files of their own: `new Worker` takes a file.
export default esm(['src/index.ts', 'src/worker.ts', 'src/thread.ts'])
