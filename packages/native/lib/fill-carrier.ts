import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Carrier } from './carriers.js'
import { waysFrom } from './install-ways.js'

/**
 * Puts a carrier's library, checked, and its notices into the `lib` folder of its package, from where they are
 * published. For any platform: nothing of the library is run.
 * @throws Error when the release cannot be had or is not the pinned one
 */
export async function fillCarrier(
  { release }: Carrier,
  packageFolder: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const notices = release.notices.map((member) => ({ member, name: basename(member) }))
  const whole = { ...release, files: [...release.files, ...notices] }
  const source = 'tag' in whole ? { wheel: whole } : { archive: whole }
  const [way] = waysFrom(source, { source: 'auto', from: undefined, onProgress: undefined })
  const folder = join(packageFolder, 'lib')
  const beside = `${folder}.new`
  await rm(beside, { recursive: true, force: true })
  await mkdir(beside, { recursive: true })
  try {
    await way!.bring(beside, signal)
    await rm(folder, { recursive: true, force: true })
    await rename(beside, folder)
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}
