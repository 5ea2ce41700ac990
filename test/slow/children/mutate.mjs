import { seededRandom } from './seeded.mjs'

/** Beginnings of other formats: ZIP, PNG, HDF5, gzip, ELF, JSON, and none. */
const OTHER_MAGICS = [
  '504b0304',
  '89504e47',
  '894844460d0a1a0a',
  '1f8b0800',
  '7f454c46',
  '7b226d6f',
  '0000000000000000',
]

/** What makes sizes and offsets overflow or turn negative. */
const EXTREMES = [0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 0x0001_0000, 0]

const isZero = (byte) => byte === 0
const isText = (byte) => byte >= 32 && byte < 127

/**
 * A place in what is probably structure (tables, offsets, names) and not weights, which are most of a file and take any
 * bits: where zeros abound in a TensorFlow Lite file, where text does in a GraphDef.
 */
const structuralPlace = (bytes, random) => {
  const isTflite = Buffer.from(bytes.subarray(4, 8)).toString() === 'TFL3'
  for (let attempt = 0; attempt < 20_000; attempt++) {
    const place = Math.floor(random() * bytes.length)
    const around = bytes.subarray(Math.max(0, place - 16), place + 16)
    if (around.filter(isTflite ? isZero : isText).length > around.length * 0.4) return place
  }
  return 0
}

const flip = (bytes, place, random) => {
  bytes[place] ^= 1 << Math.floor(random() * 8)
}

/** Each takes its own copy of a file's bytes and returns the damaged file. */
const KINDS = {
  truncated: (bytes, random) => bytes.subarray(0, Math.floor(random() ** 2 * bytes.length)),

  'bit flipped anywhere': (bytes, random) => {
    for (let count = 1 + Math.floor(random() * 64); count > 0; count--) {
      flip(bytes, Math.floor(random() * bytes.length), random)
    }
    return bytes
  },

  'bit flipped in structure': (bytes, random) => {
    for (let count = 1 + Math.floor(random() * 4); count > 0; count--)
      flip(bytes, structuralPlace(bytes, random), random)
    return bytes
  },

  'wrong magic': (bytes, random) => {
    const magic = Buffer.from(OTHER_MAGICS[Math.floor(random() * OTHER_MAGICS.length)], 'hex')
    bytes.set(magic.subarray(0, bytes.length), 0)
    return bytes
  },

  'extreme number': (bytes, random) => {
    const place = Math.max(0, Math.min(structuralPlace(bytes, random), bytes.length - 4))
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(
      place,
      EXTREMES[Math.floor(random() * EXTREMES.length)],
      true,
    )
    return bytes
  },

  'piece removed': (bytes, random) => {
    const from = structuralPlace(bytes, random)
    const to = Math.min(bytes.length, from + 1 + Math.floor(random() * 64))
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  },

  'piece overwritten': (bytes, random) => {
    const size = 1 + Math.floor(random() * 64)
    const from = structuralPlace(bytes, random)
    bytes.copyWithin(structuralPlace(bytes, random), from, from + size)
    return bytes
  },
}
const NAMES = Object.keys(KINDS)

/**
 * A damaged copy of a model file; which damage and where depends on the seed alone.
 * @returns { kind, bytes }
 */
export const mutate = (original, seed) => {
  const random = seededRandom(seed * 7919 + 1)
  const kind = NAMES[seed % NAMES.length]
  return { kind, bytes: KINDS[kind](Uint8Array.from(original), random) }
}
