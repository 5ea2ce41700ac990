import { Redis } from 'ioredis'

export const QUEUE = 'classify'

/**
 * What the queue keeps of one photograph.
 * @typedef {object} Photo
 * @property {string} path absolute
 *
 * What a worker answers.
 * @typedef {object} Answer
 * @property {string} label
 * @property {number} probability 0..1
 * @property {number} pid the process that answered
 */

/** A failed job is tried again after 1, 2, 4 and 8 seconds. */
export const JOB_OPTIONS = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: false,
  removeOnFail: false,
}

/**
 * A worker renews the lock of its job while it lives. A job whose lock has expired (its worker was killed) goes back to the
 * queue, and another worker takes it.
 */
export const LOCKS = {
  lockDuration: 5000,
  stalledInterval: 2500,
  // How often a job may lose its worker before it counts as failed.
  maxStalledCount: 10,
}

const url = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'

/**
 * Returns a connection to Redis.
 * @throws Error when there is no Redis at `REDIS_URL`
 */
export async function connect() {
  let connected = false
  const redis = new Redis(url, {
    lazyConnect: true,
    // BullMQ's workers wait for jobs in one long request.
    maxRetriesPerRequest: null,
    // A wrong address fails at once; a connection that was lost later comes back.
    retryStrategy: (attempt) => (connected ? Math.min(attempt * 200, 2000) : null),
  })
  // Without a listener a lost connection would be printed with its stack; ioredis reconnects by itself.
  redis.on('error', () => {})
  try {
    await redis.connect()
  } catch (cause) {
    throw new Error(`There is no Redis at ${url}. Start one with redis-server, or set REDIS_URL.`, { cause })
  }
  connected = true
  return redis
}
