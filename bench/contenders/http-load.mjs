// Autocannon in a process of its own. Each message asks for a load; its answer has what came back.
// node http-load.mjs PORT PHOTOGRAPH…
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'

const [port, ...photographs] = process.argv.slice(2)
const bodies = photographs.map((path) => readFileSync(path))

/**
 * Autocannon sends a second's requests at the second's beginning, as fast as they are answered. Instances of it that begin one after
 * the other spread them.
 */
const PHASES = 10

/** Loads the service for so many seconds by one autocannon. */
const fire = ({ connections, durationS, rate }, result) =>
  new Promise((resolve, reject) => {
    const run = autocannon(
      {
        url: `http://127.0.0.1:${port}/classify`,
        method: 'POST',
        headers: { 'content-type': 'image/jpeg' },
        requests: bodies.map((body) => ({ body })),
        connections,
        duration: durationS,
        timeout: 20,
        ...(rate && { overallRate: rate }),
        setupClient: (client) =>
          client.on('headers', ({ statusCode, headers }) => {
            const names = headers.filter((_, i) => i % 2 === 0).map((name) => String(name).toLowerCase())
            if (statusCode === 503 && !names.includes('retry-after')) result.withoutRetryAfter++
          }),
      },
      (error, ended) => {
        if (error) return reject(error)
        // Of time-outs autocannon counts each as an error too.
        result.errors += ended.errors
        result.durationS = ended.duration
        return resolve()
      },
    )
    run.on('response', (_client, status, _bytes, ms) => {
      result.statuses[status] = (result.statuses[status] ?? 0) + 1
      if (status === 200) result.accepted.push(ms)
    })
  })

/** A closed loop, where all connections ask again at once; or with `rate` an open one of so many requests a second in all. */
const load = async ({ connections, durationS, rate }) => {
  const result = { accepted: [], statuses: {}, withoutRetryAfter: 0, errors: 0, durationS: 0 }
  const phases = rate ? Math.min(PHASES, connections, Math.max(1, Math.floor(rate / PHASES))) : 1
  const share = { connections: Math.ceil(connections / phases), durationS, rate: rate && Math.round(rate / phases) }
  await Promise.all(
    Array.from({ length: phases }, async (_, phase) => {
      await sleep((phase * 1000) / phases)
      await fire(share, result)
    }),
  )
  return result
}

process.on('message', async (wanted) => process.send(await load(wanted)))
process.once('disconnect', () => process.exit())
process.send({ ready: true })
