// Classifies a 9-megapixel JPEG for many clients at once; prints how each ended and the peak of memory.
// node classify-many.mjs IMAGE CLIENTS
import { createRequire } from 'node:module'
import { MobileNet } from '@zoo/mobilenet'

const kit = createRequire(import.meta.resolve('@zoo/mobilenet')).resolve('@zoo/kit/package.json')
const sharp = createRequire(kit)('sharp')
const [path, clients] = process.argv.slice(2)
const file = await sharp(path).resize(3464, 2598, { fit: 'fill' }).jpeg().toBuffer()

const model = await MobileNet.load()
await model.classify(file)
const start = performance.now()
const ends = await Promise.all(
  Array.from({ length: Number(clients) }, async () => {
    const outcome = await model.classify(Buffer.from(file)).then(
      ([best]) => best.label,
      (error) => error.code,
    )
    return { outcome, elapsedMs: Math.round(performance.now() - start) }
  }),
)
await model.dispose()
process.stdout.write(JSON.stringify({ ends, peakBytes: process.resourceUsage().maxRSS * 1024 }))
