import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { lastLine, runClient } from './run-client.js'

/**
 * Has `npm pack` bring a package's tarball into an empty folder. Nothing of the package is installed or run.
 * @returns the path of the tarball
 * @throws Error in one sentence: no npm, or what npm said
 */
export async function packFromNpm(name: string, version: string, folder: string, signal: AbortSignal): Promise<string> {
  await runClient({
    programs: ['npm'],
    args: ['pack', `${name}@${version}`, '--ignore-scripts', '--loglevel=error', '--pack-destination', '.'],
    cwd: folder,
    signal,
    reasonIn(said) {
      // "npm error code E404", the sentence, and where the log is.
      const lines = said.split(/\r?\n/).filter((line) => !/complete log|^npm (error|ERR!) *$/.test(line))
      const first = lines.find((line) => /^npm (error|ERR!) (?!code )/.test(line))
      const code = lastLine(said, /^npm (error|ERR!) code /)
      const sentence = first?.replace(/^npm (error|ERR!) /, '').trim()
      return sentence || code ? `npm failed: ${[code, sentence].filter(Boolean).join(', ')}` : undefined
    },
  })
  const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'))
  if (!tarball) throw new Error('npm said it was done, but left no tarball')
  return join(folder, tarball)
}
