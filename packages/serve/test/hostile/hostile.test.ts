import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hasShared } from '../../../../test/support/data.js'
import { type ChildService, startService } from '../support/child-service.js'
import { filePart, form, sendRaw } from '../support/raw-http.js'
import {
  AMBIGUOUS,
  BODIES,
  BODY_BYTES,
  type HostileCase,
  MULTIPART,
  PATHS,
  PROTOCOL,
  photo,
  TIMES,
  URLS,
} from './cases.js'

/** Resident memory of the service, with both models: what it may not exceed whatever comes. */
const MOST_RESIDENT_BYTES = 500e6

let service: ChildService

beforeAll(async () => {
  service = await startService({
    service: {
      remoteImages: true,
      limits: { bodyBytes: BODY_BYTES, bodyIdleTimeoutMs: TIMES.idle, bodyTimeoutMs: TIMES.body },
    },
    listen: { headersTimeoutMs: TIMES.headers },
  })
})
afterAll(() => service?.stop())

afterEach(async () => {
  const good = await sendRaw(service.port, [form('/classify', [filePart('image_file', photo())])])
  expect(good).toMatchObject({ status: 200 })
  expect(JSON.parse(good!.body).predictions[0]).toMatchObject({ label: 'military uniform', confidence: 'very high' })
  expect(service.process.exitCode).toBeNull()
  expect(service.stderr()).toBe('')
})

async function check({ steps, status, code, header }: HostileCase): Promise<void> {
  const answer = await sendRaw(service.port, steps())
  if (!answer) throw new Error('The connection closed without an answer.')
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status })
  if (header !== undefined) expect(answer.headers).toHaveProperty(header)
  if (code === undefined) return
  expect(answer.headers['content-type']).toBe('application/problem+json')
  const problem = JSON.parse(answer.body)
  expect(problem).toMatchObject({ status, code, title: expect.any(String), detail: expect.any(String) })
  expect(answer.body).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.js\b/)
}

describe.skipIf(!hasShared)('hostile requests get their documented answers', () => {
  it.each(MULTIPART)('multipart: $name', check)
  it.each(AMBIGUOUS)('ambiguous multipart: $name', check)
  it.each(BODIES)('body: $name', check)
  it.each(PROTOCOL)('protocol: $name', check)
  it.each(PATHS)('path: $name', check)

  it.each(URLS)('URL: $name', check)

  it('keeps its memory bounded', async () => {
    expect(await service.metric('zoo_process_resident_bytes')).toBeLessThan(MOST_RESIDENT_BYTES)
    expect(await service.metric('zoo_body_bytes')).toBe(0)
    expect(await service.metric('zoo_queue_length')).toBe(0)
  })
})
