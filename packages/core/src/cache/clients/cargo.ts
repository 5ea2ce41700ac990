import { readdir, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { lastLine, runClient } from './run-client.js'

/**
 * Has cargo bring one crate, without what it depends on, into cargo's own store. `cargo info` fetches and unpacks it to show its
 * manifest, and builds and runs nothing.
 * @param folder an empty folder to run in
 * @returns the path of the file inside the unpacked crate
 * @throws Error in one sentence: no cargo, what cargo said, or that the crate has no such file
 */
export async function fileOfCrate(
  { crate, version, file }: { readonly crate: string; readonly version: string; readonly file: string },
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const home = resolve(process.env.CARGO_HOME || join(homedir(), '.cargo'))
  const [already] = await unpacked(home, `${crate}-${version}`, file)
  if (already) return already
  await runClient({
    programs: ['cargo'],
    args: ['info', `${crate}@${version}`, '--quiet', '--color', 'never'],
    cwd: folder,
    env: { ...process.env, CARGO_HOME: home },
    signal,
    reasonIn(said) {
      if (/no such (sub)?command/.test(said)) return 'cargo is older than 1.82, the first that has `cargo info`'
      const error = lastLine(said, /^error: /)
      return error && `cargo failed: ${error}`
    },
  })
  const [path] = await unpacked(home, `${crate}-${version}`, file)
  if (path) return path
  throw new Error(`cargo brought the crate, but no ${file} of it is under ${join(home, 'registry', 'src')}`)
}

/** The paths of a crate's file, one for each registry that the crate came from; links that leave the crate are left out. */
async function unpacked(home: string, crate: string, file: string): Promise<string[]> {
  const registries = join(home, 'registry', 'src')
  const names = await readdir(registries).catch(() => [])
  const found: string[] = []
  for (const name of names) {
    try {
      const root = await realpath(join(registries, name, crate))
      const path = await realpath(join(root, file))
      if (path.startsWith(root + sep) && (await stat(path)).isFile()) found.push(path)
    } catch {
      // Another registry's, or a crate of which less was unpacked.
    }
  }
  return found
}
