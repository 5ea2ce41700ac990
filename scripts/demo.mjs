import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { inRoot } from './root.mjs'
import { setup } from './setup.mjs'

/** `npm run demo [IMAGE…]`: classifies photographs, then finds the faces of Solvay 1927 and draws them. */
await setup()
const { MobileNet } = await import('@zoo/mobilenet')
const { Mtcnn } = await import('@zoo/mtcnn')

const samples = inRoot('..', 'shared', 'images')
const given = process.argv.slice(2).map((path) => resolve(path))
const images =
  given.length > 0 || !existsSync(samples) ? given : readdirSync(samples).map((name) => join(samples, name))
if (images.length === 0) {
  console.log(`\nThere are no sample images at ${samples}; name some of your own: npm run demo -- photo.jpg`)
} else {
  await classifyAll(images)
  await drawFaces(images.find((path) => basename(path).startsWith('solvay')) ?? images[0])
}

async function classifyAll(paths) {
  const mobilenet = await MobileNet.load()
  console.log(`\nMobileNet ${mobilenet.variant} on ${mobilenet.engine}`)
  for (const path of paths) {
    const start = performance.now()
    const [best, second] = await mobilenet.classify(path, { topK: 2 })
    const took = (performance.now() - start).toFixed(0)
    const words = [best, second].map(({ label, probability }) => `${label} ${(probability * 100).toFixed(1)} %`)
    console.log(`  ${basename(path).padEnd(24)} ${words[0].padEnd(36)} then ${words[1]}  (${took} ms)`)
  }
  await mobilenet.dispose()
}

async function drawFaces(path) {
  const mtcnn = await Mtcnn.load()
  await mtcnn.detect(path) // the first run also prepares the graph
  const start = performance.now()
  const faces = await mtcnn.detect(path)
  const took = (performance.now() - start).toFixed(0)
  const folder = inRoot('out')
  mkdirSync(folder, { recursive: true })
  const png = join(folder, `${basename(path).replace(/\.\w+$/, '')}-faces.png`)
  writeFileSync(png, await mtcnn.draw(path, faces))
  console.log(`\nMTCNN on ${mtcnn.engine}: ${faces.length} faces in ${basename(path)} (${took} ms)\n  ${png}`)
  await mtcnn.dispose()
}
