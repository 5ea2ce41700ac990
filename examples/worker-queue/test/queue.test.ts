import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hasShared } from '../../../test/support/data.js'
import { freePort, photographs, startScript, temporaryFolder, until } from '../../../test/support/example.js'

/** Starts a Redis of its own on a free port. */
async function startRedis(): Promise<string> {
  const port = await freePort()
  const redis = spawn('redis-server', ['--port', String(port), '--save', '', '--dir', temporaryFolder()])
  onTestFinished(() => void redis.kill('SIGKILL'))
  let output = ''
  redis.stdout.on('data', (text) => {
    output += text
  })
  await until(() => output.includes('Ready to accept connections'))
  return `redis://127.0.0.1:${port}`
}

interface Result {
  readonly path: string
  readonly label?: string
  readonly error?: string
  readonly pid?: number
  readonly attempts: number
}

const script = (name: string, redis: string, ...args: string[]) =>
  startScript('worker-queue', `src/${name}.js`, args, { REDIS_URL: redis, WORKERS: '2' })

async function enqueue(redis: string, folder: string): Promise<void> {
  const program = script('enqueue', redis, folder)
  expect([await program.ended, program.stderr]).toEqual([0, ''])
}

async function results(redis: string): Promise<Result[]> {
  const program = script('results', redis)
  expect(await program.ended).toBe(0)
  return program.stdout
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

const pidsOf = (output: string): number[] =>
  [...output.matchAll(/worker (\d+) is ready/g)].map(([, pid]) => Number(pid))

describe.skipIf(!hasShared)('the worker-queue example', () => {
  it('classifies in several processes, a photograph once, and ends at SIGTERM', async () => {
    const redis = await startRedis()
    const folder = photographs(5)
    await enqueue(redis, folder)
    await enqueue(redis, folder)
    const work = script('work', redis)
    await until(async () => (await results(redis)).length === 45)
    const all = await results(redis)
    expect(new Set(all.map(({ path }) => path)).size).toBe(45)
    expect(all.find(({ path }) => path.endsWith('0-parrot.jpg'))).toMatchObject({ label: 'macaw', attempts: 1 })
    expect(new Set(all.map(({ pid }) => pid)).size).toBe(2)
    work.child.kill('SIGTERM')
    expect(await work.ended).toBe(0)
  })

  it('loses no job when workers are killed', async () => {
    const redis = await startRedis()
    await enqueue(redis, photographs(60))
    const work = script('work', redis)
    for (let kills = 1; kills <= 4; kills++) {
      await until(() => pidsOf(work.stdout).length > kills)
      process.kill(pidsOf(work.stdout).at(-1)!, 'SIGKILL')
    }
    await until(async () => (await results(redis)).length === 540, 300_000)
    const all = await results(redis)
    expect(all.filter(({ error }) => error)).toEqual([])
    expect(new Set(all.map(({ path }) => path)).size).toBe(540)
    work.child.kill('SIGTERM')
    expect(await work.ended).toBe(0)
  })

  it('finishes the jobs it has at SIGTERM, and keeps the others', async () => {
    const redis = await startRedis()
    await enqueue(redis, photographs(60))
    const work = script('work', redis)
    await until(() => pidsOf(work.stdout).length === 2)
    work.child.kill('SIGTERM')
    expect(await work.ended).toBe(0)
    const done = await results(redis)
    expect(done.length).toBeLessThan(540)
    expect(done.filter(({ error }) => error)).toEqual([])
    const summary = script('results', redis)
    await summary.ended
    expect(summary.stderr).toContain(`${done.length} classified, 0 failed, ${540 - done.length} waiting, 0 active`)
  })

  it('fails a damaged photograph at the first attempt', async () => {
    const redis = await startRedis()
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'damaged.jpg'), 'not a photograph')
    await enqueue(redis, folder)
    script('work', redis)
    await until(async () => (await results(redis)).length === 1)
    expect(await results(redis)).toMatchObject([
      { attempts: 1, error: expect.stringContaining('must be a file in one of the formats') },
    ])
  })

  it.each(['enqueue', 'work', 'results'])('%s says how to start Redis when there is none', async (name) => {
    const program = script(name, 'redis://127.0.0.1:1', temporaryFolder())
    expect(await program.ended).toBe(1)
    expect(program.stderr).toBe(
      'There is no Redis at redis://127.0.0.1:1. Start one with redis-server, or set REDIS_URL.\n',
    )
  })
})
