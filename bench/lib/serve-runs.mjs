import { createInterface } from 'node:readline'

const WARM_UP_RUNS = 20

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)

/**
 * The contender's side of the protocol (../README.md) for a contender written in JavaScript.
 * @param load loads the model and resolves to a function that runs it once and resolves to its flat output
 */
export const serveRuns = async (load) => {
  const start = performance.now()
  const run = await load()
  const loaded = performance.now()
  const output = await run()
  const first = performance.now()
  for (let i = 0; i < WARM_UP_RUNS; i++) await run()

  const argmax = output.indexOf(Math.max(...output))
  say({ ready: true, loadMs: loaded - start, firstRunMs: first - loaded, argmax, max: output[argmax] })

  for await (const line of createInterface({ input: process.stdin })) {
    const samples = new Array(Number(line))
    for (let i = 0; i < samples.length; i++) {
      const before = performance.now()
      await run()
      samples[i] = performance.now() - before
    }
    say({ runs: samples.length, samples })
  }
}
