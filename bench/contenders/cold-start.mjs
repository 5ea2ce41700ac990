// From process start to the first label, stage by stage, milliseconds; one line of JSON.
// node cold-start.mjs ENGINE VARIANT IMAGE
const [engine, variant, image] = process.argv.slice(2)
const stages = { node: performance.now() } // since the process started
let last = stages.node
const lap = (stage) => {
  const now = performance.now()
  stages[stage] = now - last
  last = now
}

const { MobileNet } = await import('@zoo/mobilenet')
lap('imports')
await import('sharp') // which loads beside the model otherwise
lap('sharp')
const mobilenet = await MobileNet.load({ engine, variant })
lap('load')
const [best] = await mobilenet.classify(image, { topK: 1 })
lap('classify')
await mobilenet.classify(image, { topK: 1 })
lap('again')
console.log(JSON.stringify({ stages, label: best.label }))
process.exit(0)
