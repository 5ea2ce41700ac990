import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type * as mobilenet from '@zoo/mobilenet'
import type * as mtcnn from '@zoo/mtcnn'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hasShared } from '../support/data.js'

// Installed packages with a damaged file each: copies, since other tests use the real ones.
const packages = resolve(dirname(fileURLToPath(import.meta.url)), '../../packages')
let scratch: string

async function install(name: string): Promise<string> {
  const folder = join(scratch, name)
  for (const part of ['package.json', 'dist', 'model']) {
    await cp(join(packages, name, part), join(folder, part), { recursive: true })
  }
  await symlink(join(packages, name, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return folder
}

const load = async <T>(name: string): Promise<T> => import(pathToFileURL(join(scratch, name, 'dist/index.js')).href)

/** Flips one bit of a file while `work` runs. */
async function withFlippedBit(path: string, part: number, work: () => Promise<void>): Promise<void> {
  const bytes = await readFile(path)
  const index = Math.min(bytes.length - 1, Math.floor(bytes.length * part))
  const damaged = Buffer.from(bytes)
  damaged[index]! ^= 4
  await writeFile(path, damaged)
  try {
    await work()
  } finally {
    await writeFile(path, bytes)
  }
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'zoo-damaged-'))
  await mkdir(scratch, { recursive: true })
  await Promise.all([install('zoo-mobilenet'), install('zoo-mtcnn')])
  vi.stubEnv('ZOO_CACHE', join(scratch, 'cache'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(scratch, { recursive: true, force: true })
})

/** The file's first byte, its last, and some of the weights between. */
const PARTS = [0, 0.3, 0.5, 0.9, 1]

const loads: [what: string, name: string, file: string, () => Promise<{ dispose(): Promise<void> }>][] = [
  ['MobileNet, float', 'zoo-mobilenet', 'mobilenet_v2_1.0_224_frozen.pb', () => loadMobileNet('v2_1.0_224')],
  [
    'MobileNet, quantised',
    'zoo-mobilenet',
    'mobilenet_v2_1.0_224_quant.tflite',
    () => loadMobileNet('v2_1.0_224_quant'),
  ],
  ['MobileNet, labels', 'zoo-mobilenet', 'labels.txt', () => loadMobileNet('v2_1.0_224')],
  ['MTCNN', 'zoo-mtcnn', 'mtcnn.pb', () => loadMtcnn(undefined)],
  ['MTCNN as one graph', 'zoo-mtcnn', 'mtcnn.pb', () => loadMtcnn('graph')],
]
const loadMobileNet = async (variant: mobilenet.Variant) =>
  (await load<typeof mobilenet>('zoo-mobilenet')).MobileNet.load({ variant, offline: true })
const loadMtcnn = async (execution: mtcnn.Execution | undefined) =>
  (await load<typeof mtcnn>('zoo-mtcnn')).Mtcnn.load({ execution, offline: true })

describe.skipIf(!hasShared)('weights with one flipped bit', () => {
  it.each(loads)('%s: rejects with the file, what was expected and what came', async (_what, name, file, open) => {
    const path = join(scratch, name, 'model', file)
    const { files } = JSON.parse(await readFile(join(scratch, name, 'model', 'model.json'), 'utf8'))
    for (const part of PARTS) {
      await withFlippedBit(path, part, async () => {
        await expect(open(), `byte at ${part}`).rejects.toMatchObject({
          name: 'ModelLoadError',
          code: 'ERR_MODEL_LOAD',
          path,
          expected: `SHA-256 ${files[file].sha256}`,
          actual: expect.stringMatching(/^SHA-256 [0-9a-f]{64}$/),
        })
      })
    }
  })

  it('loads again once the file is as it was', async () => {
    await (await loadMobileNet('v2_1.0_224')).dispose()
    await (await loadMtcnn(undefined)).dispose()
  })
})
