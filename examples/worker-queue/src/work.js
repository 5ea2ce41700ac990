import cluster from 'node:cluster'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { exitWith } from './exit-with.js'
import { connect } from './queue.js'

/** A process that ends sooner than this is not replaced at once, so that a fault does not spin. */
const SHORTEST_LIFE_MS = 2000

const size = Number(process.env.WORKERS ?? availableParallelism())
if (!Number.isInteger(size) || size < 1 || size > 256) exitWith('WORKERS must be a whole number from 1 to 256.', 2)

// Fails here, once, when there is no Redis.
await connect().then(
  (redis) => redis.quit(),
  (error) => exitWith(error.message),
)
cluster.setupPrimary({ exec: fileURLToPath(new URL('./worker.js', import.meta.url)) })
let stopping = false
for (let i = 0; i < size; i++) start()
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    stopping = true
    // Each worker finishes its job, then ends.
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM')
  })
}

function start() {
  const started = performance.now()
  const worker = cluster.fork()
  worker.once('exit', (code, signal) => {
    if (stopping) return
    console.log(`worker ${worker.process.pid} ended (${signal ?? code}); another one starts`)
    setTimeout(() => stopping || start(), Math.max(0, SHORTEST_LIFE_MS - (performance.now() - started)))
  })
}
