import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { platformName } from '../../packages/native/dist/index.js'
import { allCarriers, carrierIndex, carrierManifest, fillCarrier } from '../../packages/native/dist/publishing.js'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const native = join(root, 'packages', 'native')
const shell = process.platform === 'win32'

/** What these tests look at in a package.json. */
export interface PackageManifest {
  readonly name: string
  readonly private?: boolean
  readonly gypfile?: boolean
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly bin?: Readonly<Record<string, string>>
}

/** A program's output; it failing is an error with all it wrote. */
export function output(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  const PATH = `${join(root, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`
  return execFileSync(program, args, {
    cwd,
    shell,
    encoding: 'utf8',
    env: { ...process.env, PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 26,
  })
}

export const readManifest = (folder: string): PackageManifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageManifest

/** The folders of the packages that are published. */
export const publicPackages = (): readonly string[] =>
  readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'package.json')) && !readManifest(folder).private)

/** Packs every public package as it would be published, the addon built by prebuildify inside, and unpacks it again. */
export function packAll(scratch: string): ReadonlyMap<string, { readonly tarball: string; readonly unpacked: string }> {
  const packed = new Map<string, { tarball: string; unpacked: string }>()
  for (const folder of publicPackages()) {
    const { name } = readManifest(folder)
    const own = join(scratch, name.replace('/', '-').slice(1))
    mkdirSync(own, { recursive: true })
    output('pnpm', ['pack', '--pack-destination', own], folder)
    output('tar', ['-xzf', join(own, tarballIn(own))], own)
    packed.set(name, { tarball: join(own, tarballIn(own)), unpacked: join(own, 'package') })
  }
  const { unpacked } = packed.get('@zoo/native')!
  cpSync(prebuild(join(scratch, 'prebuild')), join(unpacked, 'prebuilds'), { recursive: true })
  packed.set('@zoo/native', { tarball: packFolder(unpacked, join(scratch, 'with-addon')), unpacked })
  return packed
}

/** The tarballs of a package and of all of ours that it depends on: what npm brings with it. */
export function tarballsWith(packed: ReturnType<typeof packAll>, ...names: readonly string[]): readonly string[] {
  const found = new Set(names)
  for (const name of found) {
    const { dependencies, optionalDependencies } = readManifest(packed.get(name)!.unpacked)
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) if (packed.has(next)) found.add(next)
  }
  return [...found].map((name) => packed.get(name)!.tarball)
}

/** `npm pack` of a folder as it is; the path of the tarball. */
export function packFolder(folder: string, destination: string): string {
  mkdirSync(destination, { recursive: true })
  output('npm', ['pack', '--ignore-scripts', '--pack-destination', destination], folder)
  return join(destination, tarballIn(destination))
}

/** Packs the package that brings libLiteRt to this platform, with the library in it; undefined where there is none. */
export async function packCarrier(scratch: string): Promise<string | undefined> {
  const carrier = allCarriers().find(({ kind, platform }) => kind === 'litert' && platform === platformName())
  if (!carrier) return undefined
  const folder = join(scratch, 'carrier')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify(carrierManifest(carrier)))
  writeFileSync(join(folder, 'index.js'), carrierIndex(carrier))
  await fillCarrier(carrier, folder)
  const names = [
    ...carrier.release.files.map(({ name }) => name),
    ...carrier.release.notices.map((notice) => basename(notice)),
  ]
  const filled = readdirSync(join(folder, 'lib'))
  if (String(filled.sort()) !== String(names.sort())) throw new Error(`The carrier holds ${filled}, not ${names}.`)
  return packFolder(folder, join(scratch, 'carrier-tarball'))
}

/** Builds the addon as a release does, away from the checkout; the folder `prebuilds`. */
function prebuild(folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', 'binding.gyp', 'src']) {
    cpSync(join(native, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(native, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const headers = dirname(dirname(process.execPath))
  const hasHeaders = existsSync(join(headers, 'include', 'node', 'node_api.h'))
  output(
    join(native, 'node_modules', '.bin', 'prebuildify'),
    ['--napi', '--name', 'zoo', '--strip', '--tag-libc', '--quiet'],
    folder,
    hasHeaders ? { npm_config_nodedir: headers } : {},
  )
  return join(folder, 'prebuilds')
}

const tarballIn = (folder: string): string => readdirSync(folder).find((name) => name.endsWith('.tgz'))!
