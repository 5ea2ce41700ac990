import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { IMAGE_DEFAULTS, ImageEncoder, pixelReaders, readManifest } from '@zoo/kit'
import sharp from 'sharp'
import { IMAGE } from '../lib/fixtures.mjs'
import { SIZE } from '../lib/mobilenet.mjs'
import { median } from '../lib/stats.mjs'
import { ms } from '../lib/table.mjs'

const timed = async (count, work) => {
  const samples = []
  for (let i = 0; i < count; i++) {
    const start = performance.now()
    await work()
    samples.push(performance.now() - start)
  }
  return median(samples.slice(1))
}

const mobilenetEncoder = async () => {
  const manifest = await readManifest(new URL('../../packages/zoo-mobilenet/', import.meta.url))
  const { channelOrder, scaling, resize } = manifest.variants[manifest.defaultVariant].preprocessing
  const input = { name: 'input', dtype: 'float32', shape: [null, SIZE, SIZE, 3] }
  return new ImageEncoder(input, { channelOrder, scaling, resize })
}

/** What reading a photograph into MobileNet's input takes, and how much of it is the decoder. */
export const preprocessing = async ({ quick }) => {
  const title = 'Preprocessing: from a file’s bytes to float32 [1, 224, 224, 3] (ms, medians)'
  const columns = ['image', 'pixels', 'sharp decodes', 'all', 'batch of 8, each']
  const folder = dirname(IMAGE)
  if (!existsSync(folder)) return { title, columns, rows: [], notes: [`skipped: there is no ${folder}`] }
  const encoder = await mobilenetEncoder()
  const count = quick ? 6 : 21
  const rows = []
  for (const name of readdirSync(folder).filter((file) => /\.jpe?g$/.test(file))) {
    const bytes = await readFile(join(folder, name))
    const { width, height } = await sharp(bytes).metadata()
    const encode = (images) => encoder.encode(pixelReaders(images, IMAGE_DEFAULTS))
    const decoded = await timed(count, () => sharp(bytes).removeAlpha().raw().toBuffer())
    const one = await timed(count, () => encode([bytes]))
    const eight = await timed(Math.ceil(count / 3), () => encode(new Array(8).fill(bytes)))
    rows.push([name, `${width}x${height}`, ms(decoded), ms(one), ms(eight / 8)])
  }
  return { title, columns, rows, notes: ['sharp decodes: the file into pixels by sharp alone, without resizing.'] }
}
