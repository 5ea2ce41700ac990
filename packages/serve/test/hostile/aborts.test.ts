import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hasShared, shared } from '../../../../test/support/data.js'
import { type ChildService, startService } from '../support/child-service.js'
import { filePart, form, sendRaw } from '../support/raw-http.js'
import { photo } from './cases.js'

let service: ChildService
beforeAll(async () => {
  service = await startService({})
})
afterAll(() => service?.stop())

/** Sends the first bytes of a request, waits, and cuts the connection. */
const sendAndCut = async (bytes: Uint8Array, waitMs: number) => {
  const socket = connect(service.port, '127.0.0.1')
  socket.on('error', () => {})
  await new Promise((resolve) => socket.write(bytes, resolve))
  await sleep(waitMs)
  socket.resetAndDestroy()
}

const idle = async () => {
  for (const gauge of ['zoo_queue_length', 'zoo_running', 'zoo_body_bytes']) expect(await service.metric(gauge)).toBe(0)
}

describe.skipIf(!hasShared)('clients that go away', () => {
  it('leave nothing behind, wherever they do', async () => {
    const upload = Buffer.from(form('/classify', [filePart('image_file', photo())]))
    for (const part of [10, 100, 400, 5000, upload.length - 10]) {
      await Promise.all(Array.from({ length: 10 }, () => sendAndCut(upload.subarray(0, part), 20)))
    }
    await vi.waitFor(idle, 5000)
    const good = await sendRaw(service.port, [upload])
    expect(good!.status).toBe(200)
    expect(service.stderr()).toBe('')
  })

  it('are aborted while they wait and while they run', async () => {
    const large = form('/draw?min_face_size=20', [filePart('image_file', readFileSync(shared('images', 'solvay.jpg')))])
    const cuts = Array.from({ length: 40 }, (_, i) => sendAndCut(large, 100 + 10 * i))
    await vi.waitFor(async () => expect(await service.metric('zoo_queue_length')).toBeGreaterThan(0), {
      timeout: 2000,
      interval: 20,
    })
    await Promise.all(cuts)
    await vi.waitFor(idle, 5000)
    const good = await sendRaw(service.port, [form('/classify', [filePart('image_file', photo())])])
    expect(good!.status).toBe(200)
    expect(service.stderr()).toBe('')
  })
})
