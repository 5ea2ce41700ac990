import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hasShared } from '../../../../test/support/data.js'
import { type ChildService, startService } from '../support/child-service.js'
import { fieldPart, filePart, form, request, sendRaw } from '../support/raw-http.js'
import { photo } from './cases.js'
import { avifBomb, gifBomb, pngBomb } from './images.js'

let service: ChildService
beforeAll(async () => {
  service = await startService({})
})
afterAll(() => service?.stop())
afterEach(async () => {
  const good = await sendRaw(service.port, [
    form('/classify', [fieldPart('top_k', '1'), filePart('image_file', photo())]),
  ])
  expect(JSON.parse(good!.body)).toMatchObject({ predictions: [{ label: 'military uniform' }] })
  expect(await service.metric('zoo_body_bytes')).toBe(0)
  expect(await service.metric('zoo_process_resident_bytes')).toBeLessThan(500e6)
})

describe.skipIf(!hasShared)('images that are bombs', () => {
  const send = (path: string, bytes: Uint8Array) =>
    sendRaw(service.port, [request(`POST ${path}`, { 'Content-Type': 'application/octet-stream' }, bytes)])

  it.each(['/classify', '/detect', '/draw', '/run?model='.concat('0'.repeat(64))])(
    'are refused by %s',
    async (path) => {
      const expected = path.startsWith('/run')
        ? { status: 404, code: 'ERR_NOT_FOUND' }
        : { status: 413, code: 'ERR_IMAGE' }
      for (const bomb of [pngBomb(16_000), await avifBomb(16_000), gifBomb()]) {
        const answer = await send(path, bomb)
        expect(JSON.parse(answer!.body)).toMatchObject(expected)
        expect(answer!.status).toBe(expected.status)
      }
    },
  )

  it('refuses formats that decoders for strangers do not read', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'
    const answer = await send('/classify', Buffer.from(svg))
    expect(JSON.parse(answer!.body)).toMatchObject({ status: 422, code: 'ERR_IMAGE' })
  })

  it('answers an image that lies about its size', async () => {
    const answer = await send('/classify', await avifBomb(1000))
    expect(JSON.parse(answer!.body)).toMatchObject({ status: 422, code: 'ERR_IMAGE' })
  })
})
