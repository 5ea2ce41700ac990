import { Queue } from 'bullmq'
import { exitWith } from './exit-with.js'
import { connect, QUEUE } from './queue.js'

/** Jobs are read from Redis so many at a time. */
const PAGE = 500

/** `npm run results`: one line of JSON for each job that is over, and a summary on stderr. */
const redis = await connect().catch((error) => exitWith(error.message))
/** @type {Queue<import('./queue.js').Photo, import('./queue.js').Answer>} */
const queue = new Queue(QUEUE, { connection: redis })
for (const state of /** @type {const} */ (['completed', 'failed'])) {
  for (let start = 0; ; start += PAGE) {
    const jobs = await queue.getJobs([state], start, start + PAGE - 1, true)
    for (const { data, returnvalue, failedReason, attemptsMade } of jobs) {
      const outcome = state === 'completed' ? returnvalue : { error: failedReason }
      console.log(JSON.stringify({ path: data.path, attempts: attemptsMade, ...outcome }))
    }
    if (jobs.length < PAGE) break
  }
}
const { completed, failed, waiting, active, delayed } = await queue.getJobCounts()
console.error(
  `${completed} classified, ${failed} failed, ${waiting} waiting, ${active} active, ${delayed} to be retried`,
)
await queue.close()
await redis.quit()
