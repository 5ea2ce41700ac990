import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { finished, startZoo, zoo } from './zoo.js'

const dog = shared('images', 'golden-retriever.jpeg')
const parrot = shared('images', 'parrot.jpg')
const notAnImage = shared('README.md')

interface Entry {
  readonly image: string
  readonly predictions: { label: string; classIndex: number; probability: number; confidence: string }[]
  readonly error?: { code: string; message: string }
}

const entries = (stdout: string) => JSON.parse(stdout) as Entry[]

describe.skipIf(!hasShared || !(await hasEngine('tensorflow')))('zoo classify', () => {
  it('prints the likeliest labels of one image', async () => {
    const { code, stdout, stderr } = await zoo(['classify', dog])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[0]).toMatch(/^9\d\.\d\d% {2}golden retriever +very high$/)
  })

  it('names each of several images', async () => {
    const { stdout } = await zoo(['classify', dog, parrot, '--top', '1'])
    expect(stdout).toMatch(
      new RegExp(
        `^${dog}\\n +\\d+\\.\\d+% +golden retriever +very high\\n${parrot}\\n +\\d+\\.\\d+% +macaw +very high\\n$`,
      ),
    )
  })

  it('prints JSON: an entry for each image, in their order', async () => {
    const { code, stdout } = await zoo(['classify', dog, parrot, dog, '--json', '--top', '2'])
    expect(code).toBe(0)
    expect(entries(stdout).map(({ image, predictions }) => [image, predictions[0]!.label, predictions.length])).toEqual(
      [
        [dog, 'golden retriever', 2],
        [parrot, 'macaw', 2],
        [dog, 'golden retriever', 2],
      ],
    )
    expect(entries(stdout)[0]!.predictions[0]).toEqual({
      label: 'golden retriever',
      classIndex: 208,
      probability: expect.closeTo(0.987, 2),
      confidence: 'very high',
    })
  })

  it('reads standard input', async () => {
    const { stdout } = await zoo(['classify', '-', '--json', '--top', '1'], { input: readFileSync(parrot) })
    expect(entries(stdout)).toMatchObject([{ image: '-', predictions: [{ label: 'macaw' }] }])
  })

  it('reports a bad image among good ones, goes on, and exits 1', async () => {
    const { code, stdout, stderr } = await zoo([
      'classify',
      dog,
      notAnImage,
      'none.jpg',
      parrot,
      '--json',
      '--top',
      '1',
    ])
    expect(code).toBe(1)
    expect(entries(stdout)).toMatchObject([
      { image: dog, predictions: [{ label: 'golden retriever' }] },
      { image: notAnImage, error: { code: 'ERR_IMAGE', message: expect.stringContaining(notAnImage) } },
      { image: 'none.jpg', error: { code: 'ERR_IMAGE', message: expect.stringContaining('no such file') } },
      { image: parrot, predictions: [{ label: 'macaw' }] },
    ])
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^ERR_IMAGE: .*README/),
      expect.stringMatching(/^ERR_IMAGE: .*none\.jpg/),
    ])
    const text = await zoo(['classify', notAnImage, parrot, '--top', '1'])
    expect(text).toMatchObject({ code: 1, stdout: expect.stringContaining('macaw') })
  })

  it('gives the failure of a lone image as an error object', async () => {
    for (const [args, input] of [[['classify', notAnImage]], [['classify', '-'], Buffer.from('no image')]] as const) {
      const { code, stdout, stderr } = await zoo([...args, '--json'], input && { input })
      expect(code).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'ERR_IMAGE', message: expect.any(String) } })
      expect(stderr).toMatch(/^ERR_IMAGE: /)
    }
  })

  it('takes a classifier of your own', async () => {
    const model = ['--model', shared('models', 'mobilenet_v2_1.0_224_frozen.pb')]
    const labels = ['--labels', shared('models', 'imagenet_slim_labels.txt')]
    const names = ['--input', 'input', '--output', 'MobilenetV2/Predictions/Softmax']
    const { code, stdout, stderr } = await zoo([
      ...['classify', parrot, ...model, ...labels, ...names],
      ...['--size', '224x224', '--scale', '-1,1', '--json', '--top', '1'],
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(entries(stdout)[0]!.predictions[0]).toMatchObject({ label: 'macaw', classIndex: 89 })
  })

  it('prints logits as numbers, and says how they become probabilities', async () => {
    const model = ['--model', shared('models', 'mobilenet_v2_1.0_224_frozen.pb')]
    const output = ['--output', 'MobilenetV2/Logits/Conv2d_1c_1x1/BiasAdd', '--top', '2']
    const logits = await zoo(['classify', dog, ...model, ...output])
    expect(logits.code).toBe(0)
    expect(logits.stdout).toMatch(/^1\d\.\d\d {2}class 208\n +\d\.\d\d {2}class \d+\n$/)
    expect(logits.stderr).toBe('The model gives logits, not probabilities; --softmax turns them into probabilities.\n')
    const softmax = await zoo(['classify', dog, ...model, ...output, '--softmax'])
    expect(softmax).toMatchObject({ stdout: expect.stringMatching(/^9\d\.\d\d% {2}class 208/), stderr: '' })
    const json = await zoo(['classify', dog, ...model, ...output, '--json'])
    expect([entries(json.stdout)[0]!.predictions[0]!.probability > 1, json.stderr]).toEqual([true, ''])
  })

  it.each([
    ['an unknown variant', ['--variant', 'v9'], 2, 'ERR_ARGUMENT', 'v2_1.0_224'],
    ['an unknown scaling', ['--scale', '0,7'], 2, 'ERR_ARGUMENT', '[-1,1]'],
    ['a model that is not there', ['--model', 'none.pb'], 1, 'ERR_MODEL_LOAD', 'none.pb'],
    ['labels of another model', ['--labels', shared('models', 'inat_bird_labels.txt')], 2, 'ERR_ARGUMENT', '1001'],
    [
      'a tensor it has not',
      ['--model', shared('models', 'mtcnn.pb'), '--input', 'x', '--output', 'prob', '--size', '9'],
      1,
      'ERR_TENSOR_NAME',
      "'x'",
    ],
  ])('says what is wrong with %s', async (_what, options, exitCode, errorCode, message) => {
    const { code, stdout, stderr } = await zoo(['classify', dog, parrot, ...options, '--json'])
    expect(code).toBe(exitCode)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: errorCode } })
    expect(stderr).toMatch(new RegExp(`^${errorCode}: `))
    expect(stderr).toContain(message)
  })

  it('ends well when the pipe is closed early', async () => {
    const child = startZoo(['classify', ...Array.from({ length: 30 }, () => dog), '--top', '1'])
    child.stdin!.end()
    child.stdout!.once('data', () => child.stdout!.destroy())
    const { code, stderr } = await finished(child)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('exits 130 when it is interrupted', async () => {
    const child = startZoo(['classify', ...Array.from({ length: 3000 }, () => parrot), '--top', '1'])
    child.stdin!.end()
    child.stdout!.once('data', () => child.kill('SIGINT'))
    const { code, stderr } = await finished(child)
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' })
  })
})

describe.skipIf(!hasShared || !(await hasEngine('litert')))('zoo classify on LiteRT', () => {
  it('takes a quantised model of your own', async () => {
    const gallinule = shared('images', 'purple_gallinule.jpg')
    const model = ['--model', shared('models', 'mobilenet_v2_1.0_224_inat_bird_quant.tflite')]
    const labels = ['--labels', shared('models', 'inat_bird_labels.txt')]
    const { stdout } = await zoo(['classify', gallinule, ...model, ...labels, '--json', '--top', '1'])
    expect(entries(stdout)[0]!.predictions[0]!.label).toMatch(/Gallinul|Porphyrio/)
  })
})
