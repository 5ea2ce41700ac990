// Worker threads that find faces in a large photograph, time and again, each terminated at another moment of it.
// node detecting.mjs SHARED WORKERS
import { createRequire } from 'node:module'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Mtcnn } from '@zoo/mtcnn'

const require = createRequire(new URL('../../../packages/zoo-kit/package.json', import.meta.url))

if (isMainThread) {
  const [shared, workers] = process.argv.slice(2)
  for (let i = 0; i < Number(workers); i++) {
    const worker = new Worker(new URL(import.meta.url), { workerData: shared })
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
    await new Promise((resolve) => setTimeout(resolve, 20 + ((i * 37) % 200)))
    await worker.terminate()
    process.stdout.write('ended\n')
  }
} else {
  const mtcnn = await Mtcnn.load()
  const photo = `${workerData}/images/solvay.jpg`
  const large = await require('sharp')(photo).resize(4000).jpeg().toBuffer()
  await mtcnn.detect(photo)
  parentPort.postMessage('ready')
  while (true) await mtcnn.detect(large, { minFaceSize: 20 })
}
