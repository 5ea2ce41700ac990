import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyCheckout, npmRun, type ScriptEnd } from './checkout.js'

// A clone with nothing beside it and an empty cache. Package registries answer; other hosts may or may not.
let scratch: string
let checkout: string
let demo: ScriptEnd
const cache = () => ({ ZOO_CACHE: join(scratch, 'cache'), CARGO_HOME: join(scratch, 'cargo') })

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'zoo-alone-'))
  checkout = join(scratch, 'clone')
  copyCheckout(checkout)
  demo = await npmRun(checkout, 'demo', cache())
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const lines = (output: string, start: string) => output.split('\n').filter((line) => line.startsWith(start))

it('ends with 0 and the faces drawn', async () => {
  expect(demo.code, demo.output).toBe(0)
  for (const name of ['grace_hopper.jpg', 'astronaut.png']) {
    expect(demo.output).toMatch(new RegExp(`${name} +1 face +drawn`))
    const drawn = await sharp(join(checkout, 'out', name.replace(/\.\w+$/, '-faces.png'))).metadata()
    const photo = await sharp(join(checkout, 'examples', 'samples', name)).metadata()
    expect(drawn).toMatchObject({ format: 'png', width: photo.width, height: photo.height })
  }
})

it('names weights that no registry has in one line, and how to get them; where they came, they answer', () => {
  const [line, ...more] = lines(demo.output, 'setup: weights of zoo-mobilenet:')
  expect(more).toEqual([])
  if (line!.includes('missing')) {
    expect(line).toMatch(/mobilenet_v2_1\.0_224_quant\.tflite.*ZOO_MODEL_MIRROR/)
    expect(line!.length).toBeLessThan(400)
  } else expect(demo.output).toMatch(/grace_hopper\.jpg +military uniform/)
})

it('leaves no half-fetched file in the cache', () => {
  const names = readdirSync(join(scratch, 'cache'), { recursive: true }).map(String)
  expect(names.filter((name) => /\.(part|new|lock)$/.test(name))).toEqual([])
  expect(names.filter((name) => name.endsWith('mtcnn.pb'))).toHaveLength(1)
})

it('ends with 1 and one short line for each thing that is missing when nothing can be fetched', async () => {
  for (const name of ['mtcnn', 'mobilenet']) {
    const folder = join(checkout, 'packages', `zoo-${name}`, 'model')
    for (const file of readdirSync(folder)) if (/\.(pb|tflite)$/.test(file)) rmSync(join(folder, file))
  }
  for (const name of ['grace_hopper.jpg', 'astronaut.png']) rmSync(join(checkout, 'examples', 'samples', name))
  rmSync(join(scratch, 'cache', 'weights'), { recursive: true })
  rmSync(join(checkout, 'out'), { recursive: true })
  const { code, output } = await npmRun(checkout, 'demo', { ...cache(), ZOO_OFFLINE: '1' })
  expect(code, output).toBe(1)
  for (const [part, file] of [
    ['weights of zoo-mobilenet', 'mobilenet_v2_1.0_224_quant.tflite'],
    ['weights of zoo-mtcnn', 'mtcnn.pb'],
    ['samples', 'astronaut.png'],
  ]) {
    const [line, ...more] = lines(output, `setup: ${part}:`)
    expect(more).toEqual([])
    expect(line).toContain(file)
    expect(line!.length).toBeLessThan(400)
    expect(output.split(file!)).toHaveLength(2)
  }
  expect(existsSync(join(checkout, 'out'))).toBe(false)
})
