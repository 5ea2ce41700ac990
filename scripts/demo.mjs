import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { inRoot } from './root.mjs'
import { setup } from './setup.mjs'
import { samplePaths } from './steps/samples.mjs'

/**
 * `npm run demo [IMAGE…]`: says what is in photographs, finds the faces in them and draws them. A model that cannot be loaded is
 * named in one line, and the other goes on; the exit code is 0 when at least one answered.
 */
const missing = await setup()
const { MobileNet } = await import('@zoo/mobilenet')
const { Mtcnn } = await import('@zoo/mtcnn')

const given = process.argv.slice(2).map((path) => resolve(path))
const images = given.length > 0 ? given : samplePaths()
if (images.length === 0) console.log('\nNo sample image is here; name some of your own: npm run demo -- photo.jpg')
const answers =
  images.length > 0 ? [await demonstrate('mobilenet', classifyAll), await demonstrate('mtcnn', drawFaces)] : []
process.exitCode = answers.some(Boolean) ? 0 : 1

/** Whether the model answered. A model whose weights set-up has missed is not tried, since set-up has said why. */
async function demonstrate(name, work) {
  if (missing.some((sentence) => sentence.startsWith(`weights of zoo-${name}:`))) {
    console.log(`\n${name}: left out, since its weights are missing (see "setup: weights of zoo-${name}" above)`)
    return false
  }
  try {
    return await work(images)
  } catch (error) {
    console.log(`\n${name}: ${error.message}`)
    return false
  }
}

async function classifyAll(paths) {
  const mobilenet = await MobileNet.load({ offline: true })
  console.log(`\nMobileNet ${mobilenet.variant} on ${mobilenet.engine}`)
  const answered = await each(paths, async (path) => {
    const [best, second] = await mobilenet.classify(path, { topK: 2 })
    const words = [best, second].map(({ label, probability }) => `${label} ${(probability * 100).toFixed(1)} %`)
    return `${words[0].padEnd(36)} then ${words[1]}`
  })
  await mobilenet.dispose()
  return answered
}

async function drawFaces(paths) {
  const mtcnn = await Mtcnn.load({ offline: true })
  console.log(`\nMTCNN on ${mtcnn.engine}`)
  const folder = inRoot('out')
  mkdirSync(folder, { recursive: true })
  const answered = await each(paths, async (path) => {
    const faces = await mtcnn.detect(path)
    const found = `${faces.length} ${faces.length === 1 ? 'face' : 'faces'}`
    if (faces.length === 0) return found
    const png = join(folder, `${basename(path).replace(/\.\w+$/, '')}-faces.png`)
    writeFileSync(png, await mtcnn.draw(path, faces))
    return `${found.padEnd(9)} drawn in ${relative(process.cwd(), png)}`
  })
  await mtcnn.dispose()
  return answered
}

/** Prints a line for each image, with the time that its answer took. Returns whether there was at least one answer. */
async function each(paths, answer) {
  let answered = false
  for (const path of paths) {
    const start = performance.now()
    const text = await answer(path).then(
      (line) => {
        answered = true
        return line
      },
      (error) => error.message,
    )
    console.log(`  ${basename(path).padEnd(24)} ${text}  (${(performance.now() - start).toFixed(0)} ms)`)
  }
  return answered
}
