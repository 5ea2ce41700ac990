// Loads that never end, given up and not, must not keep others waiting; nor runs that never end.
// node stuck-loads.mjs SHARED
import { spawn } from 'node:child_process'
import { loadModel } from '@zoo/core'
import { stuckModel } from '../../support/stuck-model.mjs'

const [folder] = process.argv.slice(2)
const report = {}
const timed = async (name, work) => {
  const begun = performance.now()
  const result = await work()
  report[name] = { ms: Math.round(performance.now() - begun), result }
}
const code = (promise) =>
  promise.then(
    () => 'resolved',
    (error) => error.code,
  )

// A child that is started while the library opens has its stderr.
const opening = loadModel(`${folder}/graphs/unary_relu.pb`, { engine: 'tensorflow' })
const children = []
for (let i = 0; i < 20; i++) {
  const child = spawn('/bin/sh', ['-c', 'sleep 0.3; echo child >&2'], { stdio: ['ignore', 'ignore', 'inherit'] })
  children.push(new Promise((resolve) => child.once('close', resolve)))
  await new Promise((resolve) => setTimeout(resolve, 20))
}
await opening
await Promise.all(children)

const endless = (options) =>
  loadModel(`${folder}/hostile/exp_fn.pb`, { engine: 'tensorflow', trusted: true, ...options })
const good = () => code(loadModel(`${folder}/graphs/unary_relu.pb`, { engine: 'tensorflow' }))
await timed('timed out load', () => code(endless({ timeoutMs: 300 })))
for (let i = 0; i < 3; i++) endless().catch(() => {})
await timed('good load', good)

const { model, start, quick } = await stuckModel({ concurrency: 2 })
const given = []
for (let i = 0; i < 8; i++) {
  const controller = new AbortController()
  const run = start(controller.signal)
  // Once it runs: those before it have to be given up first.
  setTimeout(() => controller.abort(), i < 2 ? 100 : 2500)
  given.push(await code(run))
  if (i === 1) await timed('run after runs given up', () => code(quick()))
}
report['runs given up'] = given
await new Promise((resolve) => setTimeout(resolve, 3000))
await timed('run beyond the bound', () => code(quick()))
await timed('dispose', () => code(model.dispose()))
const again = await stuckModel()
await timed('another model', () => code(again.quick()))
process.stdout.write(JSON.stringify(report))
process.exit(7)
