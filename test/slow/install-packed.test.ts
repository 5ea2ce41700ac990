import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformName } from '../../packages/native/dist/index.js'
import { hasShared, shared } from '../support/data.js'
import { output, packAll, packCarrier, publicPackages, readManifest, tarballsWith } from '../support/packed.js'

// What a stranger gets from the registry: every package packed as it is published, installed into an empty folder with
// install scripts off, and used with no network and an empty cache.
let scratch: string
let app: string
let packed: ReturnType<typeof packAll>

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'zoo-packed-'))
  packed = packAll(join(scratch, 'packages'))
  const carrier = await packCarrier(scratch)
  app = install('app', [...tarballsWith(packed, ...packed.keys()), ...(carrier ? [carrier] : [])])
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** The path of a new app with these packages. */
function install(name: string, tarballs: readonly string[]): string {
  const folder = join(scratch, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, type: 'module', private: true }))
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  output('npm', ['install', ...quiet, ...tarballs], folder)
  return folder
}

const names = publicPackages().map((folder) => readManifest(folder).name)
const environment = () => ({ ZOO_CACHE: join(scratch, 'no-cache'), ZOO_OFFLINE: '1', ZOO_LIBLITERT: '' })
const run = (folder: string, code: string, env: NodeJS.ProcessEnv = {}) =>
  output(process.execPath, ['--input-type=module', '--eval', code], folder, { ...environment(), ...env })
const runInApp = (code: string) => run(app, code)

describe.each(names)('%s', (name) => {
  it('is whole: every file its package.json speaks of is in it, and nothing that is not for users', () => {
    const { unpacked } = packed.get(name)!
    const { exports = {}, bin = {} } = readManifest(unpacked)
    const spoken = Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    )
    for (const path of [...spoken, ...Object.values(bin)]) expect(existsSync(join(unpacked, path)), path).toBe(true)
    const files = readdirSync(unpacked, { recursive: true }).map(String)
    expect(files.filter((file) => /\.test\.|__fixtures__|tsconfig|binding\.gyp|(^|\/)src\//.test(file))).toEqual([])
  })

  it('runs nothing when it is installed, and leans on released versions only', () => {
    const { scripts = {}, gypfile, dependencies, optionalDependencies } = readManifest(packed.get(name)!.unpacked)
    for (const hook of ['preinstall', 'install', 'postinstall', 'prepare']) expect(scripts).not.toHaveProperty(hook)
    expect(gypfile ?? false).toBe(false)
    for (const range of Object.values({ ...dependencies, ...optionalDependencies }))
      expect(range).not.toMatch(/workspace|file:|link:/)
  })

  it('imports from an empty folder', () => {
    const entries = Object.keys(readManifest(packed.get(name)!.unpacked).exports ?? {}).filter(
      (entry) => !entry.endsWith('.json') && !entry.endsWith('.css'),
    )
    const specifiers = entries.map((entry) => `${name}${entry.slice(1)}`)
    const code = `for (const specifier of ${JSON.stringify(specifiers)}) await import(specifier); console.log('ok')`
    expect(runInApp(code).trim()).toBe('ok')
  })
})

describe('the installed packages', () => {
  it('hold the weights, so that no network is needed', () => {
    const folder = join(app, 'node_modules', '@zoo')
    expect(readdirSync(join(folder, 'mtcnn', 'model'))).toContain('mtcnn.pb')
    expect(readdirSync(join(folder, 'mobilenet', 'model')).some((name) => /\.(pb|tflite)$/.test(name))).toBe(true)
  })

  it('answer with the addon and the library that came as packages', ({ skip }) => {
    if (!hasShared) skip('the shared images are not here')
    if (!existsSync(join(app, 'node_modules', '@zoo', `litert-${platformName()}`))) {
      skip(`libLiteRt is not published for ${platformName()}`)
    }
    const code = `
      import { openLibrary } from '@zoo/native'
      import { MobileNet } from '@zoo/mobilenet'
      const { place } = await openLibrary('litert', false)
      const mobilenet = await MobileNet.load({ variant: 'v2_1.0_224_quant', engine: 'litert' })
      const [best] = await mobilenet.classify(${JSON.stringify(shared('images', 'grace_hopper.jpg'))})
      console.log(JSON.stringify({ place, engine: mobilenet.engine, label: best.label }))`
    expect(JSON.parse(runInApp(code))).toEqual({
      place: `the package @zoo/litert-${platformName()}`,
      engine: 'litert',
      label: 'military uniform',
    })
  })

  it('bring the command zoo', () => {
    expect(output('npx', ['--no-install', 'zoo', '--version'], app, environment()).trim()).toMatch(/^\d+\.\d+\.\d+/)
  })
})

describe('the models alone, where no native library is built for the platform', () => {
  let bare: string
  beforeAll(() => {
    bare = install('bare', tarballsWith(packed, '@zoo/mobilenet', '@zoo/mtcnn'))
  })
  const nowhere = () => ({
    ZOO_LIBLITERT: join(scratch, 'nowhere'),
    ZOO_LIBTENSORFLOW: join(scratch, 'nowhere'),
  })
  const code = `
    import { MobileNet } from '@zoo/mobilenet'
    import { Mtcnn } from '@zoo/mtcnn'
    const [mobilenet, mtcnn] = [await MobileNet.load(), await Mtcnn.load()]
    const [best] = await mobilenet.classify(${JSON.stringify(shared('images', 'grace_hopper.jpg'))})
    const faces = await mtcnn.detect(${JSON.stringify(shared('images', 'grace_hopper.jpg'))})
    console.log(JSON.stringify([mobilenet.engine, best.label, mtcnn.engine, faces.length]))`
  const expected = ['wasm', 'military uniform', 'wasm', 1]

  it('answer by WebAssembly', ({ skip }) => {
    if (!hasShared) skip('the shared images are not here')
    expect(JSON.parse(run(bare, code, nowhere()))).toEqual(expected)
  })

  it('and so where there is no addon either', ({ skip }) => {
    if (!hasShared) skip('the shared images are not here')
    rmSync(join(bare, 'node_modules', '@zoo', 'native', 'prebuilds'), { recursive: true })
    expect(JSON.parse(run(bare, code))).toEqual(expected)
  })
})
