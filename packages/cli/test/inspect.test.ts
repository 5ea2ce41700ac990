import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { zoo } from './zoo.js'

const mobilenet = shared('models', 'mobilenet_v2_1.0_224_frozen.pb')
const mtcnn = shared('models', 'mtcnn.pb')
const birds = shared('models', 'mobilenet_v2_1.0_224_inat_bird_quant.tflite')

describe.skipIf(!hasShared)('zoo inspect', () => {
  it('describes a frozen graph', async () => {
    const { code, stdout } = await zoo(['inspect', mobilenet, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'tensorflow',
      sizeBytes: 14_001_854,
      inputs: [{ name: 'input', dtype: 'float32', shape: [null, 224, 224, 3] }],
      outputs: [{ dtype: 'float32', shape: [null, 1001] }],
      ops: expect.arrayContaining([{ op: 'Conv2D', count: 36 }]),
      parameters: { count: 3_489_097 },
      refused: [],
    })
  })

  it('describes a quantised TensorFlow Lite model, from standard input', async () => {
    const { stdout } = await zoo(['inspect', '-', '--json'], { input: readFileSync(birds) })
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'tflite',
      inputs: [{ dtype: 'uint8', shape: [1, 224, 224, 3], quantization: { scales: [0.0078125], zeroPoints: [128] } }],
      outputs: [{ name: 'prediction', shape: [1, 965] }],
    })
  })

  it('prints the same to read', async () => {
    const { stdout } = await zoo(['inspect', mtcnn])
    for (const text of [
      'frozen TensorFlow graph, 2.1 MB',
      'input       float32  [?, ?, 3]',
      'landmarks  float32  [?, 10]',
      '19  Conv2D',
      'Ops (894)',
    ]) {
      expect(stdout).toContain(text)
    }
  })

  it('takes shapes for open inputs', async () => {
    const { stdout } = await zoo(['inspect', mobilenet, '--shape', 'input=2,224,224,3', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ inputs: [{ shape: [2, 224, 224, 3] }], outputs: [{ shape: [2, 1001] }] })
    const unknown = await zoo(['inspect', mobilenet, '--shape', 'x=1'])
    expect(unknown).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^ERR_TENSOR_NAME: .*its inputs are input/),
    })
  })

  it('prints only a signature with --dts', async () => {
    const { stdout } = await zoo(['inspect', mtcnn, '--dts'])
    expect(stdout).toMatch(/^import type \{ Signature \} from '@zoo\/core'\n/)
    expect(stdout).toContain("thresholds: { dtype: 'float32', shape: [3] },")
    expect(JSON.parse((await zoo(['inspect', mtcnn, '--dts', '--json'])).stdout).signature).toBe(stdout)
  })

  it('says which engines would take it', async () => {
    const { engines } = JSON.parse((await zoo(['inspect', birds, '--engines', '--json'])).stdout)
    expect(engines.slice(0, 2)).toMatchObject([
      { engine: 'litert', ok: expect.any(Boolean) },
      { engine: 'tensorflow', ok: false, reason: expect.stringContaining('GraphDef') },
    ])
    const { stdout } = await zoo(['inspect', birds, '--engines'])
    expect(stdout).toMatch(/\nEngines\n {2}litert +(yes|no).*\n {2}tensorflow +no +it takes frozen GraphDefs/)
  })

  it.each([
    ['a folder', shared('models'), 'is a folder'],
    ['an image', shared('images', 'solvay.jpg'), 'JPEG image'],
    ['nothing', shared('models', 'none.pb'), 'there is no such file'],
  ])('says what is wrong with %s', async (_what, path, message) => {
    const { code, stdout, stderr } = await zoo(['inspect', path, '--json'])
    expect(code).toBe(1)
    expect(stderr).toContain(message)
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'ERR_MODEL_LOAD',
      message: expect.stringContaining(message),
    })
  })
})
