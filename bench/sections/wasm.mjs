import { fileURLToPath } from 'node:url'
import { atLeast } from '../lib/goals.mjs'
import { overall, ratio } from '../lib/interleave.mjs'
import { measure, zooCommand } from '../lib/measure.mjs'
import { INPUT, OUTPUT, SIZE } from '../lib/mobilenet.mjs'
import { tensorflowJs } from '../lib/peers.mjs'
import { ms, times } from '../lib/table.mjs'

const tfjs = fileURLToPath(new URL('../contenders/tfjs.mjs', import.meta.url))

/** How many times as fast as TensorFlow.js on WebAssembly ours is to be. */
const WANTED = 1.8

/** What runs a file: ours with one thread and with two, and the peer, which has none to share out in Node. */
const entriesFor = ({ file, forms }, { folder, version }) => [
  ...[1, 2].map((threads) => ({ name: 'zoo', threads, command: zooCommand('wasm', file, threads) })),
  ...(folder ? forms : []).map((form) => ({
    name: `TensorFlow.js ${version}, ${form}`,
    threads: 1,
    form,
    command: [process.execPath, tfjs, folder, file, INPUT, OUTPUT, String(SIZE), form],
  })),
]

/** Where neither library is to be had: LiteRT and TensorFlow.js, both as WebAssembly, on the same frozen graphs. */
export const wasm = async ({ frozen, twin, quick }) => {
  const peer = await tensorflowJs()
  const models = [
    { model: 'v2_1.4_224 twin', file: twin(), forms: ['plain'] },
    frozen && { model: 'v2_1.0_224', file: frozen, forms: ['plain', 'fused'] },
  ].filter(Boolean)
  const rows = []
  const goals = []
  for (const model of models) {
    const entries = entriesFor(model, peer)
    const turns = await measure(entries, quick ? { rounds: 4, runsPerTurn: 3 } : { rounds: 14, runsPerTurn: 6 })
    for (const [i, { name, threads, form }] of entries.entries()) {
      const { p50, p99 } = overall(turns[i])
      const taken = ratio(turns[i], turns[0])
      rows.push([model.model, name, String(threads), ms(p50), ms(p99), times(taken)])
      if (form !== 'plain') continue
      goals.push(
        atLeast(`wasm is faster than TensorFlow.js' on the same ${model.model}, 1 thread`, taken, WANTED, times),
      )
    }
  }
  return {
    title: 'WebAssembly: MobileNet, float, one image, one run after the other (ms)',
    columns: ['model', 'engine', 'threads', 'p50', 'p99', 'takes'],
    rows,
    goals,
    notes: [
      'takes: the middle of the rounds’ ratios to ours with one thread. Without relaxed SIMD (Node 20) two threads are one.',
      'The twin has its batch norms; the other had them folded when it was frozen. TensorFlow.js has SIMD here, and no threads in Node.',
      peer.folder
        ? 'plain: the graph as it is; fused: bias and activation in the convolutions, as when its own converter has written it.'
        : `no peer: ${peer.reason}`,
    ],
  }
}
