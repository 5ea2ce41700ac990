import { readdir, realpath, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { lastLine, runClient } from './run-client.js'

/** `cargo info` came with cargo 1.82, and takes no registry that the configuration puts in the place of the default. */
const WITHOUT_INFO = /no such (sub)?command|is replaced with/

/**
 * Has cargo bring a crate into cargo's own store. `cargo info` fetches and unpacks it to show its manifest; where that does not
 * work, `cargo fetch` of an empty project brings it together with what it depends on. Neither builds or runs anything.
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
  const cargo = (...args: string[]) =>
    runClient({
      programs: ['cargo'],
      args: [...args, '--quiet', '--color', 'never'],
      cwd: folder,
      env: { ...process.env, CARGO_HOME: home },
      signal,
      reasonIn(said) {
        const error = lastLine(said, /^error: /)
        return error && `cargo failed: ${error}`
      },
    })
  try {
    await cargo('info', `${crate}@${version}`)
  } catch (error) {
    if (!WITHOUT_INFO.test((error as Error).message)) throw error
    const manifest = `[package]\nname = "zoo-fetch"\nversion = "0.0.0"\nedition = "2021"\n\n[lib]\npath = "lib.rs"\n\n[workspace]\n\n[dependencies]\n${crate} = "=${version}"\n`
    await Promise.all([writeFile(join(folder, 'Cargo.toml'), manifest), writeFile(join(folder, 'lib.rs'), '')])
    await cargo('fetch')
  }
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
