import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DETECT_DEFAULTS } from '@zoo/mtcnn'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasShared, shared, sharedJson } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { zoo } from './zoo.js'

const solvay = shared('images', 'solvay.jpg')
const husky = shared('images', 'husky.jpeg')

interface Expected {
  /** y1, x1, y2, x2 each. */
  readonly box: [number, number, number, number][]
  readonly prob: number[]
}

interface Entry {
  readonly image: string
  readonly faces: {
    box: { xMin: number; yMin: number; xMax: number; yMax: number }
    score: number
    landmarks: object
  }[]
  readonly drawing?: string
}

const expected = (image: string, minSize: number): Expected =>
  sharedJson<Record<string, Record<string, Expected>>>('expected', 'mtcnn.json')[image]![`min_size ${minSize}`]!

/** Asserts that boxes are those TensorFlow found, best score first, each side within half a pixel. */
function expectBoxes(boxes: readonly (readonly number[])[], { box, prob }: Expected): void {
  const order = prob.map((_, index) => index).sort((a, b) => prob[b]! - prob[a]!)
  const wanted = order.map((index) => box[index]!).map(([y1, x1, y2, x2]) => [x1, y1, x2, y2])
  expect(boxes).toHaveLength(wanted.length)
  // Scores that differ in the last digit only may change places.
  for (const one of wanted) {
    const nearest = Math.min(...boxes.map((other) => Math.max(...one.map((side, i) => Math.abs(side - other[i]!)))))
    expect(nearest).toBeLessThan(0.5)
  }
}

const sides = ({ faces }: Entry) => faces.map(({ box }) => [box.xMin, box.yMin, box.xMax, box.yMax])

describe.skipIf(!hasShared || !(await hasEngine('tensorflow')))('zoo faces', () => {
  let folder: string
  let bgr: Buffer
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoo-faces-'))
    const rgb = await sharp(solvay).raw().toBuffer()
    bgr = Buffer.alloc(rgb.length)
    for (let i = 0; i < rgb.length; i += 3) bgr.set([rgb[i + 2]!, rgb[i + 1]!, rgb[i]!], i)
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('finds the faces of Solvay 1927', async () => {
    const { code, stdout, stderr } = await zoo(['faces', solvay, '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [entry] = JSON.parse(stdout) as [Entry]
    expect(entry.image).toBe(solvay)
    expectBoxes(sides(entry), expected('solvay.jpg', 40))
    const scores = entry.faces.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(Object.keys(entry.faces[0]!.landmarks)).toEqual(['leftEye', 'rightEye', 'nose', 'mouthLeft', 'mouthRight'])
  })

  it.each([20, 40])('prints boxes of raw BGR bytes as one line, with faces from %i pixels up', async (minSize) => {
    const { code, stdout, stderr } = await zoo(['faces', '--raw', '960x661', '--min-face-size', `${minSize}`], {
      input: bgr,
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^\[\[[^\n]*\]\]\n$/)
    expectBoxes(JSON.parse(stdout) as number[][], expected('solvay.jpg', minSize))
  })

  it('prints raw bytes like any image with --json', async () => {
    const { stdout } = await zoo(['faces', '-', '--raw', '960x661', '--json'], { input: bgr })
    const [entry] = JSON.parse(stdout) as [Entry]
    expect(entry.image).toBe('-')
    expectBoxes(sides(entry), expected('solvay.jpg', 40))
  })

  it('prints an empty list where there is no face', async () => {
    const { code, stdout } = await zoo(['faces', '--raw', '64x64'], { input: Buffer.alloc(64 * 64 * 3, 128) })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[]\n' })
  })

  it('refuses raw bytes of another size', async () => {
    for (const input of [bgr.subarray(1), Buffer.alloc(0)]) {
      const { code, stdout, stderr } = await zoo(['faces', '--raw', '960x661'], { input })
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(/^ERR_IMAGE: 960x661 pixels of 3 bytes are 1903680 bytes, but standard input has \d+/)
    }
  })

  it('stops reading where more comes than the size takes', async () => {
    const { code, stderr } = await zoo(['faces', '--raw', '64x64'], { input: Buffer.alloc(1 << 24) })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^ERR_IMAGE: 64x64 pixels of 3 bytes are 12288 bytes, but standard input has more;/)
  })

  it('says which of its options lets a larger image in, and lets it in then', async () => {
    const limited = await zoo(['faces', solvay, '--limit-input-pixels', '634559'])
    expect(limited).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/960 × 661 pixels, more than the 634559 allowed; raise --limit-input-pixels /),
    })
    expect((await zoo(['faces', solvay, '--limit-input-pixels', '634560'])).code).toBe(0)
    const raw = await zoo(['faces', '--raw', '100000x100000'], { input: bgr })
    expect(raw.stderr).toMatch(/^ERR_IMAGE: .*100000 × 100000 pixels, more than the 40000000 allowed; raise --limit-/)
    const piped = await zoo(['faces', '-', '--limit-input-bytes', '1000'], { input: bgr })
    expect(piped.stderr).toMatch(/^ERR_IMAGE: The image has more than 1000 bytes; raise --limit-input-bytes /)
  })

  it('obeys thresholds and the scale factor', async () => {
    const { stdout } = await zoo([
      'faces',
      solvay,
      '--thresholds',
      '0.6,0.7,0.99999',
      '--scale-factor',
      '0.5',
      '--json',
    ])
    const [{ faces }] = JSON.parse(stdout) as [Entry]
    expect(faces.length).toBeLessThan(expected('solvay.jpg', 40).box.length)
    expect(Math.min(1, ...faces.map(({ score }) => score))).toBeGreaterThanOrEqual(0.99999)
  })

  it('prints a table to read', async () => {
    const { stdout } = await zoo(['faces', solvay, husky])
    expect(stdout).toContain(`${solvay}: 29 faces\n`)
    expect(stdout).toMatch(/ {3}1 {2}1\.0000 +108\.9 +344\.3 +135\.3 +377\.7\n/)
    expect(stdout).toContain(`${husky}: no faces\n`)
  })

  it('draws one image to a path', async () => {
    const out = join(folder, 'new', 'boxes.png')
    const { code, stdout } = await zoo(['faces', solvay, '--out', out])
    expect(code).toBe(0)
    expect(stdout).toContain(`drawn in ${out}`)
    const { format, width, height } = await sharp(out).metadata()
    expect({ format, width, height }).toEqual({ format: 'png', width: 960, height: 661 })
    const [drawn, original] = await Promise.all([out, solvay].map((path) => sharp(path).removeAlpha().raw().toBuffer()))
    expect(drawn!.equals(original!)).toBe(false)
    expect(await readdir(join(folder, 'new'))).toEqual(['boxes.png'])
  })

  it('draws several to numbered paths or into a folder', async () => {
    const numbered = await zoo(['faces', husky, solvay, '--out', join(folder, 'many.png'), '--json'])
    const drawings = (JSON.parse(numbered.stdout) as Entry[]).map(({ drawing }) => drawing)
    expect(drawings).toEqual([join(folder, 'many-1.png'), join(folder, 'many-2.png')])
    await zoo(['faces', husky, solvay, '--out', `${join(folder, 'drawings')}/`])
    const files = [
      ...(drawings as string[]),
      join(folder, 'drawings', 'husky.png'),
      join(folder, 'drawings', 'solvay.png'),
    ]
    for (const file of files) expect(existsSync(file), file).toBe(true)
  })

  it('says where it cannot draw', async () => {
    const { code, stderr } = await zoo(['faces', solvay, '--out', join(solvay, 'boxes.png')])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^ERR_OUTPUT: .*boxes\.png cannot be written/)
  })

  it.each([
    ['no image', []],
    ['an image beside --raw', ['a.jpg', '--raw', '9x9']],
    ['a drawing over the image', ['a.png', '--out', 'a.png']],
    ['bad thresholds', [solvay, '--thresholds', '0.6']],
    ['a face too small', [solvay, '--min-face-size', '3']],
    ['a bad scale factor', [solvay, '--scale-factor', '1']],
  ])('exits 2 on %s', async (_what, args) => {
    const { code, stdout, stderr } = await zoo(['faces', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^ERR_(USAGE|ARGUMENT): /)
  })

  it('has in its help the defaults that the model has', async () => {
    const { stdout } = await zoo(['faces', '--help'])
    const { minFaceSize, thresholds, scaleFactor } = DETECT_DEFAULTS
    const help = stdout.replace(/\s+/g, ' ')
    for (const value of [minFaceSize, thresholds.join(','), scaleFactor]) expect(help).toContain(`(default: ${value})`)
  })
})
