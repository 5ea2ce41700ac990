import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { graphDef } from '../../core/src/__fixtures__/graphdef.js'
import { zoo } from './zoo.js'

const mobilenet = shared('models', 'mobilenet_v2_1.0_224_frozen.pb')
const mtcnn = shared('models', 'mtcnn.pb')
const ssd = shared('models', 'mobilenet_ssd_256res_0.125_person_cat_dog.pb')
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

const hasLibraries = (await hasEngine('litert')) && (await hasEngine('tensorflow'))

/** As on a machine where neither native library can be had. */
const NO_LIBRARIES = { ZOO_LIBLITERT: '/nowhere/libLiteRt.so', ZOO_LIBTENSORFLOW: '/nowhere/libtensorflow.so' }

describe.skipIf(!hasShared)('the engine that zoo inspect shows', () => {
  it('is wasm where there is no native library, with the reason for each that is passed over', async () => {
    const { stdout } = await zoo(['inspect', mobilenet, '--json'], { env: NO_LIBRARIES })
    expect(JSON.parse(stdout)).toMatchObject({
      engine: 'wasm',
      passedOver: [
        { engine: 'litert', reason: expect.stringContaining('No libLiteRt') },
        { engine: 'tensorflow', reason: expect.stringContaining('No libtensorflow') },
      ],
    })
    const text = await zoo(['inspect', mobilenet], { env: NO_LIBRARIES })
    expect(text.stdout).toMatch(
      /^Engine +wasm: what is fetched lowers wholly, once for all sizes\n +not litert: No libLiteRt/m,
    )
  })

  it('is none for a graph with loops then, of which wasm still takes parts and litert nothing', async () => {
    const { stdout } = await zoo(['inspect', mtcnn, '--json'], { env: NO_LIBRARIES })
    const { engine, passedOver } = JSON.parse(stdout)
    expect(engine).toBeNull()
    expect(passedOver.slice(0, 3)).toMatchObject([
      { engine: 'litert', reason: expect.stringContaining('control flow') },
      { engine: 'tensorflow', reason: expect.stringContaining('No libtensorflow') },
      { engine: 'wasm', partly: true },
    ])
    expect(passedOver[0]).not.toHaveProperty('partly')
  })

  it.runIf(hasLibraries)('is litert where the graph lowers, else tensorflow', async () => {
    expect(JSON.parse((await zoo(['inspect', mobilenet, '--json'])).stdout)).toMatchObject({
      engine: 'litert',
      reason: 'what is fetched lowers wholly, once for all sizes',
      passedOver: [],
    })
    expect((await zoo(['inspect', mtcnn])).stdout).toMatch(
      /^Engine +tensorflow\n +not litert as a whole: .*control flow/m,
    )
  })
})

it.runIf(hasLibraries && hasShared)('zoo inspect promises no parts of a graph of which nothing may lower', async () => {
  const { stdout } = await zoo(['inspect', shared('graphs', 'strings.pb'), '--engines'])
  expect(stdout).toMatch(/^Engine +tensorflow\n +not litert as a whole: .*dtype/m)
  expect(stdout).toMatch(/^ {2}litert +not as a whole +.*dtype/m)
})

it.runIf(hasLibraries)('zoo inspect says what a graph depends on that lowers only for known shapes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoo-inspect-'))
  const path = join(folder, 'flat.pb')
  const x = { name: 'x', op: 'Placeholder', dtype: 'float32', shape: [-1, 2] } as const
  writeFileSync(path, graphDef([x, { name: 'flat', op: 'Squeeze', inputs: ['x'], dtype: 'float32' }]))
  const reasonFor = async (...shape: string[]) => {
    const { engine, reason } = JSON.parse((await zoo(['inspect', path, '--json', ...shape])).stdout)
    return `${engine}: ${reason}`
  }
  expect(await reasonFor()).toMatch(/^litert: .*only for known shapes.*flat \(Squeeze\)/)
  expect(await reasonFor('--shape', 'x=3,2')).toBe('litert: what is fetched lowers wholly')
  rmSync(folder, { recursive: true })
})

describe.skipIf(!hasShared)('zoo inspect --lowered', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoo-inspect-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('describes the model that a graph is lowered to', async () => {
    const { code, stdout } = await zoo(['inspect', mobilenet, '--lowered', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      format: 'tflite',
      inputs: [{ name: 'input', dtype: 'float32', shape: [null, 224, 224, 3] }],
      outputs: [{ dtype: 'float32', shape: [null, 1001] }],
      ops: expect.arrayContaining([
        { op: 'CONV_2D', count: 36 },
        { op: 'DEPTHWISE_CONV_2D', count: 17 },
      ]),
      tensors: { count: expect.any(Number), constants: expect.any(Number) },
      specialised: {},
      constantFetches: [],
    })
    const text = await zoo(['inspect', mobilenet, '--lowered'])
    expect(text.stdout).toMatch(/^Format +TensorFlow Lite model, 14 MB\n/)
    expect(text.stdout).toMatch(/^Sizes +those that the graph leaves open stay open$/m)
    expect(text.stdout).toMatch(/^ +36 {2}CONV_2D$/m)
  })

  it('says what was specialised, and takes a part of the graph', async () => {
    const part = ['--feed', 'Preprocessor/sub=1,256,256,3', '--fetch', 'concat', '--fetch', 'concat_1']
    const { stdout } = await zoo(['inspect', ssd, '--lowered', ...part])
    expect(stdout).toMatch(/^Sizes +made for Preprocessor\/sub \[1, 256, 256, 3\]$/m)
    expect(stdout).toMatch(/Outputs\n {2}concat .*\n {2}concat_1 /)
  })

  it('lists every node in the way of a graph that cannot be lowered, and exits 1', async () => {
    const { code, stdout, stderr } = await zoo(['inspect', mtcnn, '--lowered'])
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^ERR_UNSUPPORTED_GRAPH: /)])
    const count = Number(/Not lowered \((\d+)\)/.exec(stdout)?.[1])
    expect(stdout.match(/^ {2}\S+ +\w+ +it is control flow/gm)).toHaveLength(count)
    const json = await zoo(['inspect', mtcnn, '--lowered', '--json'])
    expect(json.code).toBe(1)
    const { error } = JSON.parse(json.stdout)
    expect(error).toMatchObject({ code: 'ERR_UNSUPPORTED_GRAPH' })
    expect(error.nodes).toHaveLength(count)
  })

  it('prints the program after each pass, or writes it into a folder', async () => {
    const { code, stdout } = await zoo(['inspect', mobilenet, '--dump-passes'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^after build: \d+ operations\n {2}\S+: \w+\(/)
    expect(stdout).toMatch(
      /^ {2}MobilenetV2\/Conv\/Conv2D: Conv2D \+ relu6\(input, .* -> float32 \[\?, 112, 112, 32\]$/m,
    )
    const { passes } = JSON.parse((await zoo(['inspect', mobilenet, '--json', '--dump-passes'])).stdout)
    await zoo(['inspect', mobilenet, '--dump-passes', folder])
    const names = passes.map(({ pass }: { pass: string }, i: number) => `${String(i).padStart(2, '0')}-${pass}.txt`)
    expect(readdirSync(folder).sort()).toEqual(names)
    const last = readFileSync(join(folder, names.at(-1)), 'utf8')
    expect(last.match(/\n/g)).toHaveLength(passes.at(-1).operations.length)
  })

  it.each([
    [['--feed', 'input=1,224,224,3'], 'ERR_USAGE'],
    [['--lowered', '--dts'], 'ERR_USAGE'],
    [['--lowered', '--fetch', 'nobody'], 'ERR_TENSOR_NAME'],
  ])('refuses %j with %s', async (options, code) => {
    expect((await zoo(['inspect', mobilenet, ...options])).stderr).toMatch(new RegExp(`^${code}: `))
  })

  it('says of a TensorFlow Lite model that it is one already', async () => {
    const { code, stderr } = await zoo(['inspect', birds, '--lowered'])
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^ERR_ARGUMENT: .*is a TensorFlow Lite model already/)])
  })
})
