// Decodes damaged copies of small pictures of one format: one line of JSON before each, one after, and the peak of memory at the end.
// node decode-mutated.mjs FORMAT FIRST COUNT
import { createRequire } from 'node:module'
import { openImage } from '@zoo/kit'
import { seededRandom } from './seeded.mjs'

// sharp is a dependency of the kit alone.
const sharp = createRequire(import.meta.resolve('@zoo/kit'))('sharp')
const [format, first, count] = process.argv.slice(2)
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)

const picture = (width, height) =>
  sharp({
    create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  }).withMetadata({ orientation: 6 })

/** The variants of a format whose decoders differ. */
const VARIANTS = {
  jpeg: (image) => [image.jpeg(), image.clone().jpeg({ progressive: true, chromaSubsampling: '4:4:4' })],
  png: (image) => [
    image.png(),
    image.clone().png({ progressive: true }),
    image.clone().png({ palette: true }),
    image.clone().toColourspace('rgb16').png(),
  ],
  webp: (image) => [image.webp(), image.clone().webp({ lossless: true }), image.clone().ensureAlpha(0.5).webp()],
  gif: (image) => [image.gif(), image.clone().gif({ colours: 4 })],
  avif: (image) => [image.avif({ effort: 0 }), image.clone().avif({ effort: 0, lossless: true })],
  tiff: (image) => [
    image.tiff({ compression: 'none' }),
    image.clone().tiff({ compression: 'lzw', tile: true, tileWidth: 16, tileHeight: 16 }),
    image.clone().tiff({ compression: 'jpeg' }),
    image.clone().tiff({ compression: 'deflate', pyramid: true, tile: true, tileWidth: 16, tileHeight: 16 }),
  ],
}

const EXTREMES = [0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 0x0001_0000, 0xffff, 0x2000, 1, 0]
/** Headers decide sizes and offsets, and are at the beginning. */
const place = (bytes, random) => Math.floor((random() < 0.6 ? random() ** 4 : random()) * bytes.length)
const times = (most, random) => 1 + Math.floor(random() * most)

const KINDS = [
  (bytes, random) => bytes.subarray(0, place(bytes, random)),
  (bytes, random) => {
    for (let n = times(16, random); n > 0; n--) bytes[place(bytes, random)] ^= 1 << Math.floor(random() * 8)
    return bytes
  },
  (bytes, random) => {
    for (let n = times(4, random); n > 0; n--) bytes[place(bytes, random)] = Math.floor(random() * 256)
    return bytes
  },
  (bytes, random) => {
    const size = random() < 0.5 ? 4 : 2
    const at = Math.min(place(bytes, random), bytes.length - size)
    const value = EXTREMES[Math.floor(random() * EXTREMES.length)] % 256 ** size
    if (random() < 0.5) bytes.writeUIntBE(value, at, size)
    else bytes.writeUIntLE(value, at, size)
    return bytes
  },
  (bytes, random) => {
    const from = place(bytes, random)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + times(64, random))])
  },
  (bytes, random) => {
    const from = place(bytes, random)
    bytes.copyWithin(place(bytes, random), from, from + times(64, random))
    return bytes
  },
  (bytes, random) => {
    const from = place(bytes, random)
    const piece = bytes.subarray(from, from + times(256, random))
    return Buffer.concat([bytes.subarray(0, from), ...Array(times(200, random)).fill(piece), bytes.subarray(from)])
  },
]

// The noise differs from run to run, so a failure is repeated by the bytes that the parent prints, not by its seed alone.
const originals = await Promise.all(VARIANTS[format](picture(61, 47)).map((image) => image.toBuffer()))
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const random = seededRandom(seed * 7919 + 1)
  const original = Buffer.from(originals[seed % originals.length])
  const bytes = KINDS[Math.floor(seed / originals.length) % KINDS.length](original, random)
  say({ seed, bytes: bytes.length < 20_000 ? Buffer.from(bytes).toString('base64') : undefined })
  const start = performance.now()
  let outcome = 'works'
  try {
    const image = await openImage(bytes, { failOn: random() < 0.5 ? 'warning' : 'none' })
    await image.pixels('rgb')
  } catch (error) {
    outcome = error.code ?? `no code: ${error.stack}`
  }
  say({ seed, outcome, elapsedMs: Math.round(performance.now() - start) })
}
say({ peakBytes: process.resourceUsage().maxRSS * 1024 })
