import { MobileNet } from '@zoo/mobilenet'
import { UnrecoverableError, Worker } from 'bullmq'
import { connect, LOCKS, QUEUE } from './queue.js'

// One process a core: one thread each. While one photograph is classified, the next is decoded.
const mobilenet = await MobileNet.load({ threads: 1, concurrency: 1 })
const redis = await connect()

/** @type {Worker<import('./queue.js').Photo, import('./queue.js').Answer>} */
const worker = new Worker(QUEUE, ({ data }) => classify(data.path), { connection: redis, concurrency: 2, ...LOCKS })
worker.on('error', ({ message }) => console.error(`worker ${process.pid}: ${message}`))
console.log(`worker ${process.pid} is ready on ${mobilenet.engine}`)

// The primary passes SIGTERM on. Ctrl-C in a terminal reaches every process of the group.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, stop)

/**
 * @param {string} path
 * @returns {Promise<import('./queue.js').Answer>}
 */
async function classify(path) {
  try {
    const [best] = await mobilenet.classify(path, { topK: 1 })
    if (!best) throw new Error('The classifier gave no class.')
    return { label: best.label, probability: best.probability, pid: process.pid }
  } catch (error) {
    const { code, message } = /** @type {Error & { code?: string }} */ (error)
    // A damaged photograph stays damaged, so it is not tried again.
    throw code === 'ERR_IMAGE' ? new UnrecoverableError(message) : error
  }
}

async function stop() {
  await worker.close()
  await redis.quit()
  await mobilenet.dispose()
  process.exit()
}
