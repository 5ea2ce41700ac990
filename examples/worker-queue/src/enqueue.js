import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Queue } from 'bullmq'
import { exitWith } from './exit-with.js'
import { connect, JOB_OPTIONS, QUEUE } from './queue.js'

const USAGE = 'Usage: npm run enqueue -- FOLDER   (adds a job for each photograph in it)'
const PHOTO = /\.(jpe?g|png|webp|gif|avif|tiff?)$/i

/** Jobs are sent to Redis so many at a time. */
const BATCH = 500

const [folder, ...others] = process.argv.slice(2)
if (folder === undefined || others.length > 0) exitWith(USAGE, 2)

const names = await readdir(folder, { recursive: true }).catch((error) => exitWith(error.message))
const paths = names
  .filter((name) => PHOTO.test(name))
  .sort()
  .map((name) => resolve(join(folder, name)))
const redis = await connect().catch((error) => exitWith(error.message))
const queue = new Queue(QUEUE, { connection: redis, defaultJobOptions: JOB_OPTIONS })
for (let i = 0; i < paths.length; i += BATCH) {
  await queue.addBulk(await Promise.all(paths.slice(i, i + BATCH).map(jobOf)))
}
console.log(`${paths.length} photographs queued`)
await queue.close()
await redis.quit()

/**
 * A photograph that is queued twice has one job: its id tells the path and the version of the file.
 * @param {string} path
 */
async function jobOf(path) {
  const { size, mtimeMs } = await stat(path)
  const jobId = createHash('sha256')
    .update(JSON.stringify([path, size, mtimeMs]))
    .digest('hex')
  return { name: 'photo', data: { path }, opts: { jobId } }
}
