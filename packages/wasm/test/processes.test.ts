import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'

const folder = fileURLToPath(new URL('..', import.meta.url))
const path = JSON.stringify(shared('models', 'mobilenet_v2_1.0_224_quant.tflite'))
const load = `
  const { loadModel } = await import('@zoo/core')
  const model = await loadModel(${path}, { engine: 'wasm', threads: 2, concurrency: 2 })
  const start = () => model.run({ input: new Uint8Array(224 * 224 * 3) })`

/** What a program prints that ends by itself within the time, and without complaint. */
async function run(program: string): Promise<string> {
  const arguments_ = ['--input-type=module', '--eval', program]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, arguments_, { cwd: folder, timeout: 250_000 })
  expect(stderr).toBe('')
  return stdout.trim()
}

describe.runIf(hasShared)('a process with a model on wasm', () => {
  it('ends when there is nothing left to do, though the model is loaded', async () => {
    expect(await run(`${load}; await start(); console.log('done')`)).toBe('done')
  })

  it('stays for a run in flight, and for one that waits', async () => {
    expect(await run(`${load}; for (let i = 0; i < 4; i++) start().then(() => console.log('ran'))`)).toBe(
      'ran\nran\nran\nran',
    )
  })

  it('exits amid a run', async () => {
    expect(await run(`${load}; start(); start(); setTimeout(() => { console.log('exit'); process.exit() }, 5)`)).toBe(
      'exit',
    )
  })

  it('can load it in worker threads, and end those amid a run', async () => {
    const inner = `${load}; const { parentPort } = await import('node:worker_threads')
      await start(); parentPort.postMessage('ran'); for (;;) await start()`
    const program = `const { Worker } = await import('node:worker_threads')
      const worker = () => new Worker(new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(inner)})))
      for (const each of [worker(), worker()]) each.once('message', async (text) => {
        console.log(text)
        await each.terminate()
      })`
    expect(await run(program.replaceAll('@zoo/core', new URL('../../core/dist/index.js', import.meta.url).href))).toBe(
      'ran\nran',
    )
  })
})
