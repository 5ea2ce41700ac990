// A program: loads models that must be refused, then one that must answer, and prints what came of each. In a process of its own,
// since what it looks for is the end of that process. Arguments: the engine, the good model, the hostile ones.
import { readFileSync } from 'node:fs'
import { InferenceError, loadModel } from '@zoo/core'

const [engine, good, ...hostile] = process.argv.slice(2)
const outcomes = {}

/** Loads a model; one that loads must answer or refuse a run. */
async function attempt(path) {
  const model = await loadModel(readFileSync(path), { engine })
  const feeds = Object.fromEntries(
    model.inputs.map(({ name, shape }) => [
      name,
      new Float32Array((shape ?? []).reduce((size, n) => size * (n ?? 1), 1)),
    ]),
  )
  await model.run(feeds, undefined, { signal: AbortSignal.timeout(2_000) })
  return 'answered'
}

for (const path of hostile) {
  const start = performance.now()
  const outcome = await attempt(path).catch((error) =>
    InferenceError.isInstance(error) ? error.code : String(error.stack),
  )
  outcomes[path] = { outcome, ms: performance.now() - start }
}
const model = await loadModel(good, { engine })
const { y } = await model.run({ x: Float32Array.of(1, -2) })
await model.dispose()
console.log(JSON.stringify({ outcomes, answer: [...y.data], megabytes: process.resourceUsage().maxRSS / 1024 }))
