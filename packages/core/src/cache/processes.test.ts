import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Answer, type FileServer, sendFile, serve, stallAfter } from './__fixtures__/server.js'
import { download } from './download.js'

const bytes = randomBytes(2_000_000)
const sha256 = createHash('sha256').update(bytes).digest('hex')
const program = fileURLToPath(new URL('./__fixtures__/child.mjs', import.meta.url))

let folder: string
let server: FileServer
let file: { sources: string[]; sha256: string; destination: string }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zoo-processes-'))
  server = await serve(bytes)
  file = { sources: [server.url], sha256, destination: join(folder, 'model.bin') }
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A process that downloads the file; `output` is all it prints. */
function start(environment: Record<string, string> = {}, announce = false) {
  const argument = JSON.stringify({ file, announce })
  const child = spawn(process.execPath, [program, argument], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  const ended = new Promise<string>((resolve) => child.on('close', () => resolve(output)))
  const announced = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk
      if (output.includes('started')) resolve()
    })
  })
  return { child, ended, announced }
}

it('processes that ask at once: one fetches, the others wait for it', async () => {
  const slowly: Answer = (request, response, all) => void setTimeout(() => sendFile(request, response, all), 500)
  server.answers.push(slowly)
  const outputs = await Promise.all(Array.from({ length: 4 }, () => start().ended))
  const answers = outputs.map((output) => JSON.parse(output))
  expect(answers.map(({ path }) => path)).toEqual(Array(4).fill(file.destination))
  expect(answers.filter(({ from }) => from === server.url)).toHaveLength(1)
  expect(server.ranges).toHaveLength(1)
  expect(readFileSync(file.destination).equals(bytes)).toBe(true)
})

it('a process that was killed leaves nothing the next has to fear, and its half of the file is used', async () => {
  server.answers.push(stallAfter(500_000))
  const { child, announced, ended } = start({}, true)
  await announced
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toHaveLength(1)
  child.kill('SIGKILL')
  await ended
  expect(existsSync(file.destination)).toBe(false)
  // The dead process cannot free its lock: the next one waits until it is stale.
  expect(await download(file)).toMatchObject({ from: server.url })
  expect(server.ranges).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)])
  expect(readFileSync(file.destination).equals(bytes)).toBe(true)
  expect(readdirSync(folder)).toEqual(['model.bin'])
})
