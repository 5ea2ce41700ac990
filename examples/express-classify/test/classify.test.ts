import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { curlLines, matchesShown, runCurlLines } from '../../../test/support/curl-lines.js'
import { hasShared, sample, shared } from '../../../test/support/data.js'
import { exampleFolder, startServer, temporaryFolder, until } from '../../../test/support/example.js'
import { endlessLoop, fileReader, slowModel } from '../../../test/support/hostile-models.js'
import { occupy, untilStatus } from '../../../test/support/occupied-server.js'
import { startPrivateInternet } from '../../../test/support/private-internet.js'
import { label, sentence } from '../src/answers.js'

const image = (name: string) => readFileSync(shared('images', name))
const model = (name: string) => readFileSync(shared('models', name))
const MOBILENET = () => model('mobilenet_v2_1.0_224_quant.tflite')
const BIRDS = () => model('mobilenet_v2_1.0_224_inat_bird_quant.tflite')

type Fields = Readonly<Record<string, string | Uint8Array>>

const post = (url: string, path: string, fields: Fields, headers: Record<string, string> = {}) => {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    body.set(name, typeof value === 'string' ? value : new Blob([Uint8Array.from(value)]))
  }
  return fetch(url + path, { method: 'POST', body, headers })
}

const json = (answer: Response): Promise<ReturnType<typeof JSON.parse>> => answer.json()

describe('the answers for browsers and scripts', () => {
  const asked = (accept?: string) => new Request('http://localhost/infer', accept ? { headers: { accept } } : {})
  const best = {
    label: '<img src=x onerror=alert(1)> & "co"',
    classIndex: 1,
    probability: 0.9,
    confidence: 'very high',
  }

  it('escapes labels', async () => {
    const answer = sentence([best], asked('text/html'))
    expect(await answer?.text()).toBe(
      'Detected <b>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;co&quot;</b> with <u>very high</u> confidence.\n',
    )
    expect(label([best]).headers.get('content-type')).toBe('text/plain; charset=utf-8')
  })

  it.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
    ['text/html', true],
    ['application/json;q=0.5, text/html', true],
    ['application/json', false],
    ['application/json, text/html;q=0.5', false],
    ['*/*', false],
    ['application/*, text/html;q=0', false],
    [undefined, false],
  ])('answers Accept: %s with HTML: %s', (accept, html) => {
    expect(sentence([best], asked(accept)) !== undefined).toBe(html)
  })
})

describe.skipIf(!hasShared)('the express-classify service', () => {
  it('runs every curl line of its README, with the host of the URLs in a network of its own', async () => {
    const readme = readFileSync(join(exampleFolder('express-classify'), 'README.md'), 'utf8')
    const all = curlLines(readme)
    expect(all).toHaveLength(9)
    const [host = '', path = ''] = /https:\/\/([^/\s]+)(\/[^\s']+)/.exec(readme)?.slice(1) ?? []
    const net = await startPrivateInternet(host, { [path]: sample('grace_hopper.jpg') })
    if (!net) console.warn('This machine allows no network namespaces: the README is run without its https URLs.')
    const lines = net ? all : all.filter(({ command }) => !command.includes('https://'))

    const folder = temporaryFolder()
    const place = (from: string, to: string) => {
      mkdirSync(dirname(join(folder, to)), { recursive: true })
      cpSync(from, join(folder, to))
    }
    place(sample('grace_hopper.jpg'), 'examples/samples/grace_hopper.jpg')
    place(
      shared('models', 'mobilenet_v2_1.0_224_quant.tflite'),
      'packages/zoo-mobilenet/model/mobilenet_v2_1.0_224_quant.tflite',
    )
    const labels = 'packages/zoo-mobilenet/model/labels.txt'
    place(join(exampleFolder('../'), labels), labels)

    const { port } = await startServer('express-classify', net?.env, net?.enter)
    const outputs = await runCurlLines(lines, { folder, ports: { 8081: port }, through: net?.enter ?? [] })
    for (const [i, output] of outputs.entries()) {
      const { command, shown } = lines[i]!
      expect(matchesShown(output, shown ?? ''), `${command}\n${output}`).toBe(true)
    }
  })

  it('answers label, sentence and JSON, whatever carries the image', async () => {
    const { url } = await startServer('express-classify')
    const photo = { image_file: image('grace_hopper.jpg') }
    expect(await (await post(url, '/', photo)).text()).toBe('military uniform\n')
    expect(await (await post(url, '/infer', photo, { accept: 'text/html' })).text()).toBe(
      'Detected <b>military uniform</b> with <u>very high</u> confidence.\n',
    )
    const { predictions } = await json(await post(url, '/infer', photo))
    expect(predictions).toHaveLength(5)
    expect(predictions[0]).toMatchObject({ label: 'military uniform', confidence: 'very high' })
    const bytes = { method: 'POST', headers: { 'content-type': 'image/jpeg' } }
    expect(await (await fetch(url, { ...bytes, body: image('parrot.jpg') })).text()).toBe('macaw\n')
  })

  it('gives browsers the page at /, and programs words', async () => {
    const { url } = await startServer('express-classify')
    const browser = { headers: { accept: 'text/html,*/*;q=0.8' } }
    const page = await fetch(url, browser)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const without = await fetch(url)
    expect([without.status, (await json(without)).detail]).toEqual([
      400,
      "The image is missing; send it as 'image_file', or its URL as 'url'.",
    ])
    // A browser that follows a link with a URL gets its label, not the page.
    expect((await fetch(`${url}/?url=http://127.0.0.1/`, browser)).status).toBe(400)
  })

  it.each([
    'http://127.0.0.1:PORT/page/style.css',
    'http://localhost:PORT/',
    'http://[::1]:PORT/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/',
    'http://user:secret@192.168.0.1/a.jpg',
    'file:///etc/passwd',
    '/etc/passwd',
    'data:image/png;base64,AAAA',
    '',
  ])('does not fetch %s', async (given) => {
    const { url, port } = await startServer('express-classify')
    const target = given.replace('PORT', String(port))
    const asks = [
      fetch(`${url}/?url=${encodeURIComponent(target)}`),
      post(url, '/', { url: target }),
      ...['text/plain', 'application/x-www-form-urlencoded'].map((type) =>
        fetch(url, { method: 'POST', body: target, headers: { 'content-type': type } }),
      ),
      post(url, '/run', { url: target, model_file: MOBILENET() }),
    ]
    for (const answer of await Promise.all(asks)) {
      const text = await answer.text()
      expect([answer.status, text]).toEqual([400, expect.stringMatching(/"code":"ERR_(ARGUMENT|PARAMETER)"/)])
      expect(text).not.toContain('root:')
      expect(text).not.toContain('secret')
    }
  })

  it('runs a classifier that is uploaded, and afterwards by its hash', async () => {
    const { url } = await startServer('express-classify')
    const labels = model('inat_bird_labels.txt')
    const first = await json(
      await post(url, '/run', {
        model_file: BIRDS(),
        label_file: labels,
        image_file: image('purple_gallinule.jpg'),
        width: '224',
        height: '224',
        scaling: 'uint8',
        top_k: '1',
      }),
    )
    expect(first.model.engine).toBe('wasm')
    expect(first.predictions[0].label).toContain('Purple Gallinule')
    const again = { model: first.model.sha256, labels: first.labels.sha256, top_k: '1' }
    expect(await json(await post(url, '/run', { ...again, image_file: image('purple_gallinule.jpg') }))).toEqual(first)

    const { predictions } = await json(
      await post(url, '/run', {
        model_file: model('mobilenet_v2_1.0_224_frozen.pb'),
        label_file: model('imagenet_slim_labels.txt'),
        image_file: image('grace_hopper.jpg'),
        input: 'input',
        output: 'MobilenetV2/Predictions/Softmax',
        scaling: '[-1,1]',
      }),
    )
    expect(predictions[0]).toMatchObject({ label: 'military uniform', confidence: 'very high' })
    const unknown = await post(url, '/run', { model: '0'.repeat(64), image_file: image('parrot.jpg') })
    expect([unknown.status, (await json(unknown)).code]).toEqual([404, 'ERR_NOT_FOUND'])
  })

  it('answers models that read files, loop for ever or take too long, and the next request works', async () => {
    const { url } = await startServer('express-classify')
    const tensors = { input: 'x', output: 'y' }
    for (const [fields, problem] of [
      [
        { model_file: fileReader(), ...tensors },
        { status: 422, code: 'ERR_UNSUPPORTED_GRAPH' },
      ],
      [{ model_file: endlessLoop() }, { status: 422, code: 'ERR_UNSUPPORTED_GRAPH' }],
      [{ model_file: slowModel() }, { status: 422, code: 'ERR_RUN', reason: 'PROCESS_TIMEOUT' }],
      [{ model_file: Buffer.from('not a model') }, { status: 422, code: 'ERR_MODEL_LOAD' }],
    ] as const) {
      const answer = await json(await post(url, '/run', { ...fields, image_file: image('husky.jpeg') }))
      expect(answer).toMatchObject(problem)
      const next = await post(url, '/run', { model_file: MOBILENET(), image_file: image('husky.jpeg') })
      expect(next.status).toBe(200)
      expect(await (await post(url, '/', { image_file: image('parrot.jpg') })).text()).toBe('macaw\n')
    }
  })

  it('refuses with 503 and 429 when it is full', async () => {
    const { url, port } = await startServer('express-classify', { QUEUE_LIMIT: '3' })
    const end = occupy(port, '/infer', 20)
    await untilStatus(url, '/infer', 503)
    end()
    await untilStatus(url, '/infer', 200)
    occupy(port, '/infer', 1, '127.0.0.2')
    // By the next answer the service has it.
    await untilStatus(url, '/infer', 200)
    occupy(port, '/infer', 20)
    await untilStatus(url, '/infer', 429)
    // Uploaded models have a queue of their own.
    expect((await post(url, '/run', { model_file: MOBILENET(), image_file: image('parrot.jpg') })).status).toBe(200)
  })

  it('finishes an uploaded model at SIGTERM, and exits with 0', async () => {
    const { url, program } = await startServer('express-classify')
    const answer = post(url, '/run', { model_file: MOBILENET(), image_file: image('parrot.jpg') })
    await until(async () => (await (await fetch(`${url}/metrics`)).text()).includes('zoo_running 1'))
    program.child.kill('SIGTERM')
    expect((await answer).status).toBe(200)
    expect(await program.ended).toBe(0)
  })
})
