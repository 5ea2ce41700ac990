// The service of the section `serve` in a process of its own, which tells its port and then, ten times a second, its memory.
// node serve-classify.mjs zoo | node serve-classify.mjs onnxruntime FOLDER MODEL
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ImageEncoder, pixelReaders } from '@zoo/kit'
import { MobileNet } from '@zoo/mobilenet'
import { classify, createService } from '@zoo/serve'
import { listen } from '@zoo/serve/node'
import { INPUT, OUTPUT, SIZE } from '../lib/mobilenet.mjs'

const [runtime, folder, file] = process.argv.slice(2)

/** The peer as a classifier: the same decoding, resizing and scaling as MobileNet has, another runtime. */
const onnxClassifier = async () => {
  const { InferenceSession, Tensor } = createRequire(join(folder, 'package.json'))('onnxruntime-node')
  const session = await InferenceSession.create(file)
  const shape = [1, SIZE, SIZE, 3]
  const encoder = new ImageEncoder(
    { name: INPUT, dtype: 'float32', shape },
    {
      channelOrder: 'rgb',
      scaling: '[-1,1]',
      resize: { width: SIZE, height: SIZE, filter: 'bilinear', fit: 'fill', crop: 1 },
    },
  )
  return {
    concurrency: 1,
    async classify(image, { topK, ...imageOptions }) {
      const { data } = await encoder.encode(pixelReaders([image], imageOptions))
      const results = await session.run({ [INPUT]: new Tensor('float32', data, shape) })
      return [...results[OUTPUT].data]
        .map((probability, classIndex) => ({ label: String(classIndex), classIndex, probability, confidence: '' }))
        .sort((a, b) => b.probability - a.probability)
        .slice(0, topK)
    },
  }
}

const model = runtime === 'zoo' ? await MobileNet.load() : await onnxClassifier()
const service = createService({ routes: { 'POST /classify': classify(model) }, logger: false })
const { port } = await listen(service, { port: 0, host: '127.0.0.1' })
process.send({ port })
setInterval(() => process.send({ residentBytes: process.memoryUsage.rss() }), 100)
process.once('disconnect', () => process.exit())
