import { readFileSync } from 'node:fs'
import { MobileNet } from '@zoo/mobilenet'
import { Mtcnn } from '@zoo/mtcnn'
import {
  classify,
  createService,
  defineHandler,
  detect,
  draw,
  FACE_PARAMETERS,
  jsonResponse,
  type Service,
} from '@zoo/serve'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'

const photo = (name: string) => readFileSync(shared('images', name))

let mobilenet: MobileNet
let mtcnn: Mtcnn
let service: Service
beforeAll(async () => {
  if (!hasShared) return
  mobilenet = await MobileNet.load()
  mtcnn = await Mtcnn.load()
  service = createService({
    routes: {
      'POST /classify': classify(mobilenet),
      'GET|POST /': classify(mobilenet, {
        topK: 1,
        respond: ([best], request) =>
          request.headers.get('accept')?.includes('text/html') ? new Response(`<b>${best!.label}</b>`) : undefined,
      }),
      'POST /detect': detect(mtcnn, { parameters: FACE_PARAMETERS }),
      'POST /draw': draw(mtcnn, { parameters: FACE_PARAMETERS }),
      'GET /page': () => new Response('<h1>Page</h1>', { headers: { 'content-type': 'text/html' } }),
      'GET /elsewhere': () => Response.redirect('http://localhost/page', 302),
      'GET /broken': () => {
        throw new Error('secret of the server')
      },
    },
    logger: false,
    title: 'Test',
    version: '2.0.0',
  })
})
afterAll(async () => {
  await service?.close()
  await mobilenet?.dispose()
  await mtcnn?.dispose()
})

const json = (answer: Response): Promise<ReturnType<typeof JSON.parse>> => answer.json()
const post = (path: string, body: string | FormData | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  service.fetch(new Request(`http://localhost${path}`, { method: 'POST', body, headers }))
const upload = (path: string, name: string, fields: Record<string, string> = {}) => {
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.set(key, value)
  form.set('image_file', new Blob([photo(name)]), name)
  return post(path, form)
}
const octets = { 'content-type': 'application/octet-stream' }

describe.skipIf(!hasShared)('a service over MobileNet and MTCNN', () => {
  it('classifies an image in any kind of body', async () => {
    const jpeg = photo('grace_hopper.jpg')
    const answers = [
      await upload('/classify', 'grace_hopper.jpg', { top_k: '1' }),
      await post('/classify?top_k=1', jpeg, octets),
      await post('/classify?top_k=1', jpeg, { 'content-type': 'image/jpeg' }),
      await post('/classify', JSON.stringify({ image_file: jpeg.toString('base64'), top_k: 1 }), {
        'content-type': 'application/json',
      }),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(200)
      expect(await json(answer)).toEqual({
        predictions: [
          {
            label: 'military uniform',
            classIndex: 653,
            probability: expect.closeTo(0.928, 2),
            confidence: 'very high',
          },
        ],
      })
    }
  })

  it('answers a browser with what the handler makes of it', async () => {
    const page = await post('/', photo('husky.jpeg'), { ...octets, accept: 'text/html,*/*' })
    expect(await page.text()).toMatch(/^<b>.+<\/b>$/)
    const other = await post('/', photo('husky.jpeg'), octets)
    expect((await json(other)).predictions).toHaveLength(1)
  })

  it('finds the 29 faces of Solvay, and takes parameters', async () => {
    const answer = await json(await upload('/detect', 'solvay.jpg'))
    expect(answer.detections).toHaveLength(29)
    const { width, height } = await sharp(photo('solvay.jpg')).metadata()
    expect(answer.image).toEqual({ width, height })
    expect(answer.detections[0]).toEqual((await mtcnn.detect(photo('solvay.jpg')))[0])
    const large = await json(await upload('/detect', 'solvay.jpg', { min_face_size: '2000' }))
    expect(large.detections).toEqual([])
  })

  it('draws them over the image', async () => {
    const answer = await upload('/draw', 'solvay.jpg')
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(answer.headers.get('x-detection-count')).toBe('29')
    const png = sharp(Buffer.from(await answer.arrayBuffer()))
    const { width, height } = await sharp(photo('solvay.jpg')).metadata()
    expect(await png.metadata()).toMatchObject({ format: 'png', width, height })
  })

  it('takes a request id, and makes one where it is not sane', async () => {
    const withId = (id: string) =>
      service.fetch(new Request('http://localhost/livez', { headers: { 'x-request-id': id } }))
    expect((await withId('abc-123.x_y')).headers.get('x-request-id')).toBe('abc-123.x_y')
    expect((await withId('a b"<script>')).headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
  })

  it('serves functions of the program, redirects included, and hides what they throw', async () => {
    const get = (path: string) => service.fetch(new Request(`http://localhost${path}`))
    expect(await (await get('/page')).text()).toBe('<h1>Page</h1>')
    const redirect = await get('/elsewhere')
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, 'http://localhost/page'])
    const broken = await get('/broken')
    const text = await broken.text()
    expect(JSON.parse(text)).toMatchObject({ status: 500, code: 'ERR_INTERNAL' })
    expect(text).not.toContain('secret')
  })

  it('answers HEAD as GET without the body', async () => {
    const head = await service.fetch(new Request('http://localhost/livez', { method: 'HEAD' }))
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it('measures queue, decoding, inference and encoding of each route', async () => {
    await upload('/classify', 'parrot.jpg')
    const text = await (await service.fetch(new Request('http://localhost/metrics'))).text()
    const number = (name: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name}{route="POST /classify"}`))
          ?.split(' ')
          .at(-1),
      )
    for (const phase of ['queue', 'decode', 'infer', 'encode']) {
      expect(number(`zoo_${phase}_seconds_count`), phase).toBeGreaterThan(0)
    }
    expect(number('zoo_decode_seconds_sum')).toBeGreaterThan(0.001)
    expect(number('zoo_infer_seconds_sum')).toBeGreaterThan(0.001)
    expect(number('zoo_batch_size_count')).toBeGreaterThan(0)
    expect(text).toMatch(/zoo_requests_total\{route="POST \/classify",status="200"\} \d/)
    expect(text).toContain('zoo_errors_total{code="ERR_INTERNAL"} 1')
  })
})

describe('a service over a handler of the program', () => {
  /** A handler whose work ends when the test says so. */
  const held = () => {
    const waiting: { readonly client: string; readonly signal: AbortSignal; finish(): void }[] = []
    const handler = defineHandler({
      operation: {
        summary: 'Wait',
        parameters: { client: { type: 'string', default: '', description: 'Who asks' } },
        answers: { 'application/json': {} },
      },
      resource: {},
      concurrency: 1,
      handle: ({ values }, { signal }) =>
        new Promise((resolve) => {
          waiting.push({
            client: values.client,
            signal,
            finish: () => resolve(jsonResponse({ client: values.client })),
          })
        }),
    })
    return { handler, waiting }
  }
  const turn = () => new Promise((resolve) => setTimeout(resolve, 10))
  const make = (options: object = {}) => {
    const { handler, waiting } = held()
    const service = createService({
      routes: { 'GET /wait': handler },
      logger: false,
      clientKey: (request) => new URL(request.url).searchParams.get('client') ?? '',
      ...options,
    })
    const ask = (client: string, signal?: AbortSignal) =>
      service.fetch(new Request(`http://localhost/wait?client=${client}`, signal ? { signal } : {}))
    return { service, waiting, ask }
  }

  it('lets clients take turns', async () => {
    const { waiting, ask } = make()
    const answers = ['a', 'a', 'a', 'b', 'c', 'b'].map((client) => ask(client))
    for (let done = 0; done < answers.length; done++) {
      await turn()
      expect(waiting).toHaveLength(done + 1)
      waiting[done]!.finish()
    }
    expect(waiting.map(({ client }) => client)).toEqual(['a', 'a', 'b', 'c', 'a', 'b'])
    await Promise.all(answers)
  })

  it('refuses with 503 when the queue is full, and with 429 the client that fills it for others', async () => {
    const { waiting, ask } = make({ queue: { limit: 3, maxWaitMs: 60_000 } })
    // Four places: one runs, three wait; three of them for one client.
    const answers = ['a', 'a', 'a'].map((client) => ask(client))
    await turn()
    const alone = await ask('a')
    expect([alone.status, alone.headers.get('retry-after')]).toEqual([503, '1'])
    answers.push(ask('b'))
    await turn()
    const share = await ask('a')
    expect([share.status, (await json(share)).code, share.headers.get('retry-after')]).toEqual([429, 'ERR_RATE', '1'])
    expect((await json(await ask('c'))).code).toBe('ERR_BUSY')
    for (let done = 0; done < 4; done++) {
      await turn()
      waiting[done]!.finish()
    }
    for (const answer of answers) expect((await answer).status).toBe(200)
  })

  it('gives a wait up that is too long', async () => {
    const { waiting, ask } = make({ queue: { maxWaitMs: 50 } })
    const first = ask('a')
    const second = await ask('b')
    expect([second.status, (await json(second)).code]).toEqual([503, 'ERR_BUSY'])
    waiting[0]!.finish()
    expect((await first).status).toBe(200)
  })

  it('aborts the work of a client that goes away, and forgets one that waits', async () => {
    const { service, waiting, ask } = make()
    const [running, queued] = [new AbortController(), new AbortController()]
    const answers = [ask('a', running.signal), ask('b', queued.signal)]
    await turn()
    queued.abort()
    running.abort()
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([499, 499])
    expect(waiting).toHaveLength(1)
    expect(waiting[0]!.signal.aborted).toBe(true)
    expect(service.inFlight).toBe(0)
  })

  it('gives work up that takes too long, and keeps its place until it ends', async () => {
    const { waiting, ask } = make({ limits: { workTimeoutMs: 50 } })
    const late = await ask('a')
    expect([late.status, (await json(late)).code]).toEqual([503, 'ERR_TIMEOUT'])
    const next = ask('b')
    await turn()
    expect(waiting).toHaveLength(1)
    waiting[0]!.finish()
    await turn()
    waiting[1]!.finish()
    expect((await next).status).toBe(200)
  })

  it('drains: not ready at once, no new work, and the accepted work finishes', async () => {
    const { service, waiting, ask } = make()
    const accepted = ask('a')
    await turn()
    const drained = service.drain()
    expect(service.ready).toBe(false)
    expect((await service.fetch(new Request('http://localhost/readyz'))).status).toBe(503)
    expect((await service.fetch(new Request('http://localhost/livez'))).status).toBe(200)
    const refused = await ask('b')
    expect([refused.status, (await json(refused)).code]).toEqual([503, 'ERR_DRAINING'])
    expect(refused.headers.get('connection')).toBe('close')
    waiting[0]!.finish()
    expect((await accepted).status).toBe(200)
    expect(await drained).toBe(true)
  })

  it('gives accepted work up at the deadline', async () => {
    const { service, ask } = make()
    const accepted = ask('a')
    await turn()
    expect(await service.drain({ deadlineMs: 50 })).toBe(false)
    expect((await json(await accepted)).code).toBe('ERR_DRAINING')
  })

  it('rejects options and routes that it does not know', () => {
    const thrown = (options: object) =>
      expect(() => createService(options as never)).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT' }))
    thrown({ route: {} })
    thrown({ limits: { bodyByte: 1 } })
    thrown({ queue: { clientShare: 2 } })
    thrown({ routes: { '/classify': () => new Response() } })
    thrown({ routes: { 'GET /livez': () => new Response() } })
    thrown({ logger: 'pino' })
  })
})
