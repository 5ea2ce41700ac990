// Asks /livez every 10 ms on a connection that stays, in a process of its own; each message takes the times so far, in milliseconds.
// node livez-probe.mjs PORT
import { Agent, get } from 'node:http'

const PERIOD_MS = 10
const port = Number(process.argv[2])
const agent = new Agent({ keepAlive: true })
let times = []
const ask = () => {
  const start = performance.now()
  const request = get({ host: '127.0.0.1', port, path: '/livez', agent }, (response) => {
    response.resume().on('end', () => {
      times.push(response.statusCode === 200 ? performance.now() - start : Number.POSITIVE_INFINITY)
    })
  })
  request.on('error', () => times.push(Number.POSITIVE_INFINITY))
}
setInterval(ask, PERIOD_MS)
process.on('message', () => {
  process.send(times)
  times = []
})
process.once('disconnect', () => process.exit())
process.send({ ready: true })
