// A photograph classified and faces found, by each engine, in this thread and then in a worker; a line of JSON from each thread.
// node releases.mjs SHARED
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { MobileNet } from '@zoo/mobilenet'
import { Mtcnn } from '@zoo/mtcnn'

const answer = async (shared) => {
  const answers = { node: process.versions.node }
  for (const engine of ['litert', 'tensorflow', 'wasm']) {
    const mobilenet = await MobileNet.load({ engine })
    const [best] = await mobilenet.classify(`${shared}/images/golden-retriever.jpeg`, { topK: 1 })
    answers[engine] = { label: best.label, probability: best.probability }
    await mobilenet.dispose()
  }
  // Left to the end of the thread.
  const mtcnn = await Mtcnn.load()
  const faces = await mtcnn.detect(`${shared}/images/solvay.jpg`, { minFaceSize: 40 })
  console.log(JSON.stringify({ ...answers, faces: faces.length }))
}

const shared = isMainThread ? process.argv[2] : workerData
await answer(shared)
if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { workerData: shared })
  worker.on('error', (error) => {
    throw error
  })
}
