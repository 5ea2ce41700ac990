import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { zoo } from './zoo.js'

const mobilenet = shared('models', 'mobilenet_v2_1.0_224_frozen.pb')
const ssd = shared('models', 'mobilenet_ssd_256res_0.125_person_cat_dog.pb')
const folder = mkdtempSync(join(tmpdir(), 'zoo-lower-'))
const out = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!hasShared)('zoo lower', () => {
  it('writes a TensorFlow Lite model, the same bytes each time', async () => {
    const { code, stdout } = await zoo(['lower', mobilenet, '--out', out('a.tflite'), '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ inputs: ['input'], outputs: ['MobilenetV2/Predictions/Reshape_1'] })
    await zoo(['lower', mobilenet, '--out', out('b.tflite')])
    expect(readFileSync(out('a.tflite')).equals(readFileSync(out('b.tflite')))).toBe(true)
    const inspected = JSON.parse((await zoo(['inspect', out('a.tflite'), '--json'])).stdout)
    expect(inspected).toMatchObject({ format: 'tflite', inputs: [{ shape: [null, 224, 224, 3] }] })
  })

  it('cuts out what lies between two tensors', async () => {
    const feed = ['--feed', 'Preprocessor/sub=1,256,256,3']
    const fetch = ['--fetch', 'concat', '--fetch', 'concat_1']
    const { code, stdout } = await zoo(['lower', ssd, ...feed, ...fetch, '--out', out('ssd.tflite')])
    expect([code, stdout]).toEqual([0, expect.stringContaining('from Preprocessor/sub to concat, concat_1')])
  })

  it('shows what each pass leaves', async () => {
    const { stdout } = await zoo(['lower', mobilenet, '--out', out('c.tflite'), '--dump-passes'])
    expect(stdout).toMatch(/after build: \d+ operations\n/)
    expect(stdout).toMatch(/^ {2}MobilenetV2\/Conv\/Conv2D: Conv2D \+ relu6\(.* -> float32 \[\?, 112, 112, 32\]$/m)
  })

  it('refuses what cannot be lowered, and writes nothing', async () => {
    const { code, stderr } = await zoo(['lower', shared('models', 'mtcnn.pb'), '--out', out('no.tflite')])
    expect([code, stderr]).toEqual([1, expect.stringContaining('ERR_UNSUPPORTED_GRAPH')])
    expect(readdirSync(folder)).not.toContain('no.tflite')
    const unknown = await zoo(['lower', mobilenet, '--fetch', 'nobody', '--out', out('no.tflite')])
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('ERR_TENSOR_NAME')])
  })
})
