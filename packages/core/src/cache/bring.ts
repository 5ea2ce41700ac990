import { chmod, copyFile, mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { extractTar } from './archive.js'
import { isLocal, type PackageSource, type Source } from './source.js'
import { type TransferOptions, transfer } from './transfer.js'

/**
 * Puts the bytes of a source at the path `part`, unchecked but for their number. A transfer from a server goes on from the bytes
 * that are in `part` already, and leaves there what it got when it fails; every other source leaves nothing then.
 * @param beside where an archive or package goes that the file is taken from; removed again
 */
export async function bring(source: Source, part: string, beside: string, options: TransferOptions): Promise<void> {
  if (typeof source === 'string') return bring({ url: source }, part, beside, options)
  if ('url' in source && source.member === undefined && !isLocal(source)) return transfer(source.url, part, options)
  try {
    if ('write' in source) await source.write(part)
    else if (!('url' in source)) await fromPackage(source, part, beside, options)
    else if (source.member === undefined) await copyOf(fileURLToPath(source.url), part)
    else await fromArchive(source.url, source.member, part, beside, options)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

async function fromArchive(url: string, member: string, part: string, beside: string, options: TransferOptions) {
  const { sizeBytes, signal } = options
  const wanted = [{ member: member.replace(/^\.\//, ''), path: part, sizeBytes }]
  if (isLocal(url)) return extractTar(fileURLToPath(url), wanted, { signal })
  // Nothing pins the archive, so a half of it from another day is not gone on with.
  await rm(beside, { recursive: true, force: true })
  try {
    await transfer(url, beside, { ...options, sizeBytes: undefined })
    await extractTar(beside, wanted, { signal })
  } finally {
    await rm(beside, { force: true })
  }
}

async function fromPackage(source: PackageSource, part: string, beside: string, options: TransferOptions) {
  const { sizeBytes, signal, onProgress } = options
  await rm(beside, { recursive: true, force: true })
  await mkdir(beside, { recursive: true })
  try {
    if ('crate' in source) {
      const { fileOfCrate } = await import('./clients/cargo.js')
      await copyOf(await fileOfCrate(source, beside, signal), part)
    } else if ('npm' in source) {
      const { packFromNpm } = await import('./clients/npm.js')
      const tarball = await packFromNpm(source.npm, source.version, beside, signal)
      await extractTar(tarball, [{ member: `package/${source.file}`, path: part, sizeBytes }], { signal })
    } else {
      const [{ downloadWheel }, { extractZip }] = await Promise.all([import('./clients/pip.js'), import('./unzip.js')])
      const wheel = { package: source.pypi, version: source.version, tag: source.platform ?? 'any' }
      const report = (receivedBytes: number) => onProgress?.({ receivedBytes, totalBytes: undefined })
      const path = await downloadWheel(wheel, beside, report, signal)
      await extractZip(path, [{ member: source.file, path: part, sizeBytes }], { signal })
    }
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}

async function copyOf(path: string, part: string): Promise<void> {
  await copyFile(path, part)
  // A copy of a read-only file is read-only too, and could not be written again.
  await chmod(part, 0o644)
}
