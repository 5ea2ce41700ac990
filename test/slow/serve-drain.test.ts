import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type ChildService, startService } from '../../packages/serve/test/support/child-service.js'
import { filePart, form, sendRaw } from '../../packages/serve/test/support/raw-http.js'
import { hasShared, shared } from '../support/data.js'

let service: ChildService | undefined
afterEach(() => service?.stop())

const CLIENTS = 16

/** The end of one request: a status, or the code of the connection's error and whether the request had been sent by then. */
type Outcome = number | string

const post = (port: number, agent: Agent, bytes: Uint8Array): Promise<Outcome> =>
  new Promise((resolve) => {
    const headers = { 'content-type': 'image/jpeg', 'content-length': bytes.byteLength }
    const sent = request({ port, host: '127.0.0.1', path: '/classify', method: 'POST', agent, headers })
    sent.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode!))
      response.on('aborted', () => resolve('CUT'))
    })
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'ERROR'))
    sent.end(bytes)
  })

describe.skipIf(!hasShared)('SIGTERM', () => {
  it.each([0, 500])(
    'under load loses no accepted request and exits with 0, with a delay of %i ms',
    async (drainDelayMs) => {
      service = await startService({ listen: { drainDelayMs } })
      const { port, process: child } = service
      const photo = readFileSync(shared('images', 'parrot.jpg'))
      const outcomes: Outcome[] = []
      let stop = false
      const agents = Array.from({ length: CLIENTS }, () => new Agent({ keepAlive: true, maxSockets: 1 }))
      const clients = agents.map(async (agent) => {
        while (!stop) {
          const outcome = await post(port, agent, photo)
          outcomes.push(outcome)
          // A client that is refused tries elsewhere.
          if (outcome === 503 || outcome === 'ECONNREFUSED') return
        }
      })
      await sleep(1500)
      const exited = once(child, 'exit')
      const ready: number[] = []
      child.kill('SIGTERM')
      await sleep(50)
      await fetch(`${service.url}/readyz`)
        .then(({ status }) => ready.push(status))
        .catch(() => {})
      const [code, signal] = await exited
      stop = true
      await Promise.all(clients)
      for (const agent of agents) agent.destroy()
      const count = (outcome: Outcome) => outcomes.filter((other) => other === outcome).length
      expect({ code, signal }).toEqual({ code: 0, signal: null })
      expect(ready.every((status) => status === 503)).toBe(true)
      expect(count(200)).toBeGreaterThan(0)
      // Every request was answered, or found nobody who listens.
      expect([...new Set(outcomes)].filter((outcome) => ![200, 503, 'ECONNREFUSED'].includes(outcome))).toEqual([])
      expect(service.stderr()).toBe('')
    },
  )

  it('lets a slow upload finish', async () => {
    service = await startService({})
    const photo = readFileSync(shared('images', 'grace_hopper.jpg'))
    const bytes = Buffer.from(form('/classify', [filePart('image_file', photo)]))
    const answer = sendRaw(service.port, [bytes.subarray(0, 1000), 3000, bytes.subarray(1000)])
    // The request for the metrics is under way too.
    await vi.waitFor(async () => expect(await service!.metric('zoo_in_flight')).toBe(2), 5000)
    const exited = once(service.process, 'exit')
    service.process.kill('SIGTERM')
    expect(await answer).toMatchObject({ status: 200, headers: { connection: 'close' } })
    expect(await exited).toEqual([0, null])
  })

  it('gives up at the deadline, and exits with 1', async () => {
    service = await startService({ listen: { drainDeadlineMs: 300 } })
    const bytes = Buffer.from(form('/classify', [filePart('image_file', readFileSync(shared('images', 'husky.jpeg')))]))
    const answer = sendRaw(service.port, [bytes.subarray(0, 500), 8000])
    // The request for the metrics is under way too.
    await vi.waitFor(async () => expect(await service!.metric('zoo_in_flight')).toBe(2), 5000)
    const exited = once(service.process, 'exit')
    service.process.kill('SIGTERM')
    expect(JSON.parse((await answer)!.body)).toMatchObject({ status: 503, code: 'ERR_DRAINING' })
    expect(await exited).toEqual([1, null])
  })
})
