// Runs a model that has a thread and one that has none yet, in a process to which the system gives no more threads.
// node no-threads.mjs ENGINE
import { execFileSync } from 'node:child_process'
import { loadModel } from '@zoo/core'
import { attr, makeNode, makePlaceholder, writeGraph } from '@zoo/graph'

const graph = writeGraph([
  makePlaceholder('x', 'float32', [3]),
  makeNode('y', 'AddV2', ['x', 'x'], { T: attr.type('float32') }),
])
const [engine] = process.argv.slice(2)
const load = () => loadModel(graph, { engine, concurrency: 2 })
const [first, second] = [await load(), await load()]
const answer = async (model) => [...(await model.run({ x: [1, 2, 3] }, ['y'])).y.data].join(' ')

process.stdout.write(`${await answer(first)}\n`)
// Root may have as many as it likes.
if (process.getuid() === 0) process.setuid(65533)
execFileSync('prlimit', ['--pid', String(process.pid), '--nproc=1:1'])
process.stdout.write(`${await answer(first)}\n`)
process.stdout.write(`${await answer(second).catch(({ code, status }) => `${code} ${status}`)}\n`)
process.stdout.write(`${(await Promise.all([answer(first), answer(first)])).join(', ')}\n`)
await first.dispose()
await second.dispose()
