import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { curlLines, matchesShown, runCurlLines } from '../../../test/support/curl-lines.js'
import { hasShared, sample, shared } from '../../../test/support/data.js'
import { exampleFolder, startServer, temporaryFolder, until } from '../../../test/support/example.js'
import { occupy } from '../../../test/support/occupied-server.js'

const photo = (name: string) => new Blob([readFileSync(shared('images', name))])

const post = (url: string, path: string, name: string, fields: Record<string, string> = {}) => {
  const body = new FormData()
  for (const [key, value] of Object.entries(fields)) body.set(key, value)
  body.set('image_file', photo(name), name)
  return fetch(url + path, { method: 'POST', body })
}

const json = (answer: Response): Promise<ReturnType<typeof JSON.parse>> => answer.json()

describe.skipIf(!hasShared)('the express-faces service', () => {
  it('runs every curl line of its README', async () => {
    const { port } = await startServer('express-faces')
    const folder = temporaryFolder()
    for (const name of ['samples', 'express-faces']) mkdirSync(join(folder, 'examples', name), { recursive: true })
    cpSync(sample('grace_hopper.jpg'), join(folder, 'examples/samples/grace_hopper.jpg'))
    const readme = join(exampleFolder('express-faces'), 'README.md')
    cpSync(readme, join(folder, 'examples/express-faces/README.md'))
    const lines = curlLines(readFileSync(readme, 'utf8'))
    expect(lines).toHaveLength(4)
    for (const [i, output] of (await runCurlLines(lines, { folder, ports: { 8080: port } })).entries()) {
      const { command, shown } = lines[i]!
      if (shown !== undefined) expect(matchesShown(output, shown), `${command}\n${output}`).toBe(true)
    }
    const { width, height } = await sharp(sample('grace_hopper.jpg')).metadata()
    expect(await sharp(join(folder, 'faces.png')).metadata()).toMatchObject({ format: 'png', width, height })
  })

  it('answers boxes, scores and landmarks, or a drawing, by form and by bytes', async () => {
    const { url } = await startServer('express-faces')
    const { detections } = await json(await post(url, '/detect', 'solvay.jpg'))
    expect(detections).toHaveLength(29)
    expect(detections[0]).toMatchObject({ score: expect.any(Number), landmarks: { nose: { x: expect.any(Number) } } })
    const drawn = [
      await post(url, '/infer', 'solvay.jpg', { detection_threshold: '0.7' }),
      await fetch(`${url}/infer/bytes`, {
        method: 'POST',
        body: photo('solvay.jpg'),
        headers: { 'content-type': 'application/octet-stream' },
      }),
    ]
    const pixels = await Promise.all(
      drawn.map(async (answer) => {
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png'])
        expect(answer.headers.get('x-detection-count')).toBe('29')
        return Buffer.from(await answer.arrayBuffer())
      }),
    )
    expect(pixels[0]!.equals(pixels[1]!)).toBe(true)
    const none = await post(url, '/infer', 'solvay.jpg', { min_face_size: '2000' })
    expect(none.headers.get('x-detection-count')).toBe('0')
  })

  it('serves the page and what it shares, and nothing beside them', async () => {
    const { url } = await startServer('express-faces')
    for (const path of ['/', '/page.js', '/page/style.css', '/page/asking-form.js', '/openapi.json', '/readyz']) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 200])
    }
    const page = await fetch(url)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(page.headers.get('x-powered-by')).toBeNull()
    for (const path of ['/nothing', '/src/main.js', '/page/%2e%2e/%2e%2e/package.json', '/%', '/page/%ff']) {
      const answer = await fetch(url + path)
      expect([path, answer.status, (await json(answer)).code]).toEqual([path, 404, 'ERR_NOT_FOUND'])
    }
    expect((await fetch(`${url}/infer`)).status).toBe(405)
  })

  it('refuses with 503 when it is full, with 429 the client that fills it, and works afterwards', async () => {
    const { url, port } = await startServer('express-faces', { QUEUE_LIMIT: '3' })
    const status = async () => (await post(url, '/detect', 'grace_hopper.jpg')).status
    const end = occupy(port, '/infer', 20)
    await until(async () => (await status()) === 503)
    end()
    await until(async () => (await status()) === 200)
    const others = occupy(port, '/infer', 1, '127.0.0.2')
    // By the next answer the service has it.
    await until(async () => (await status()) === 200)
    const own = occupy(port, '/infer', 20)
    await until(async () => (await status()) === 429)
    own()
    others()
    await until(async () => (await status()) === 200)
  })

  it('finishes accepted requests at SIGTERM, and exits with 0', async () => {
    const { url, program } = await startServer('express-faces')
    const metric = async (name: string) => {
      const text = await (await fetch(`${url}/metrics`)).text()
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
    }
    const answers = Array.from({ length: 8 }, () => post(url, '/infer', 'solvay.jpg', { min_face_size: '20' }))
    let accepted = 0
    await until(async () => {
      accepted = (await metric('zoo_queue_length')) + (await metric('zoo_running'))
      return accepted >= 4
    })
    program.child.kill('SIGTERM')
    const statuses = (await Promise.allSettled(answers)).map((answer) =>
      answer.status === 'fulfilled' ? answer.value.status : undefined,
    )
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(accepted)
    // What comes after the signal is refused.
    expect(statuses.filter((status) => ![200, 503, undefined].includes(status))).toEqual([])
    expect(await program.ended).toBe(0)
  })

  it('says why it cannot start', async () => {
    const { port } = await startServer('express-faces')
    await expect(startServer('express-faces', { PORT: String(port) })).rejects.toThrow('address already in use')
    await expect(startServer('express-faces', { PORT: 'x' })).rejects.toThrow('port')
    await expect(startServer('express-faces', { QUEUE_LIMIT: '-1' })).rejects.toThrow('limit')
  })
})
