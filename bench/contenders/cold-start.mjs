// From process start to the first label, one stage after the other, milliseconds; one line of JSON.
// node cold-start.mjs ENGINE GRAPH IMAGE
const stages = { node: performance.now() } // since the process started
let last = stages.node
const lap = (stage) => {
  const now = performance.now()
  stages[stage] = now - last
  last = now
}

const [engine, file, image] = process.argv.slice(2)
const { readFile } = await import('node:fs/promises')
const { MobileNet } = await import('@zoo/mobilenet')
const { openImage } = await import('@zoo/kit')
const { lower, openModel } = await import('@zoo/graph')
await import('@zoo/native')
lap('imports')
await import('sharp')
lap('sharp')
const bytes = await readFile(file)
const opened = openModel(bytes)
lap('read')
const { INPUT, OUTPUT, SIZE } = await import('../lib/mobilenet.mjs')
const isLowered = opened.format === 'tensorflow' && engine !== 'tensorflow'
const feeds = new Map([[INPUT, { dtype: 'float32', shape: [null, SIZE, SIZE, 3] }]])
const model = isLowered ? lower(opened.graph, { feeds, fetches: [OUTPUT] }).bytes : bytes
lap('lowering')
const mobilenet = await MobileNet.load({ engine, model })
lap('compile')
const resize = { width: SIZE, height: SIZE, filter: 'bilinear', fit: 'cover', crop: 1 }
const pixels = await (await openImage(image)).pixels('rgb', resize)
lap('image')
await mobilenet.classify(pixels, { topK: 1 })
lap('run')
await mobilenet.classify(pixels, { topK: 1 })
lap('again')
console.log(JSON.stringify(stages))
process.exit(0)
