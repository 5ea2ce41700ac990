// A frozen graph read and lowered in a process that has done neither before, milliseconds; one line of JSON.
// node lower-once.mjs GRAPH INPUT SIZE OUTPUT
import { readFileSync } from 'node:fs'
import { lower, openModel } from '@zoo/graph'

const [path, input, size, output] = process.argv.slice(2)
const bytes = readFileSync(path)
const shape = [null, Number(size), Number(size), 3]
const request = { feeds: new Map([[input, { dtype: 'float32', shape }]]), fetches: [output] }

const start = performance.now()
const { graph } = openModel(bytes)
const read = performance.now()
const lowered = lower(graph, request)
const end = performance.now()

const megabytes = lowered.bytes.length / 1e6
console.log(JSON.stringify({ nodes: graph.nodes.length, megabytes, readMs: read - start, lowerMs: end - read }))
