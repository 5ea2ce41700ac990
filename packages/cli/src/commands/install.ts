import { dirname } from 'node:path'
import type { InstalledLibrary, InstallOptions, InstallProgress, LibraryKind } from '@zoo/native'
import { Argument, type Command, Option } from 'commander'
import { addOutputOptions, type OutputOptions } from '../common-options.js'
import { EXIT } from '../exit-codes.js'
import { Progress } from '../progress.js'
import { describeError, type ErrorJson, toJson, UsageError, wantsDetail, writeError } from '../report-error.js'
import { colors } from '../terminal.js'

interface InstallCommandOptions extends OutputOptions {
  readonly from?: string
  readonly source?: InstallOptions['source']
  readonly offline?: true
}

/** The libraries there are, smallest first. */
const KINDS: readonly LibraryKind[] = ['litert', 'tensorflow']

const HELP = `
litert (libLiteRt) runs TensorFlow Lite models and takes 8 MB. tensorflow (libtensorflow) runs every frozen graph and takes
about 850 MB. Both go into the cache folder (ZOO_CACHE), pinned and checked; what is there already is left alone, so a second
call is quick. Without an argument both are installed. --json prints an array with an entry for each:
{"kind", "version", "files", "fetched"}, or {"kind", "error"}.

Examples:
  $ zoo install litert
  $ zoo install
  $ zoo install tensorflow --from tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl`

export function define(command: Command): void {
  command
    .addArgument(new Argument('[library]', 'the library to install').choices(KINDS))
    .option('--from <file>', 'a wheel or archive that is on this machine already, instead of downloading one')
    .addOption(new Option('--source <name>', 'where to download from').choices(['auto', 'pypi', 'archive']))
    .option('--offline', 'use no network: succeed only if it is there already')
  addOutputOptions(command).addHelpText('after', HELP).action(install)
}

type Entry = InstalledLibrary | { readonly kind: LibraryKind; readonly error: ErrorJson }

async function install(library: LibraryKind | undefined, options: InstallCommandOptions): Promise<void> {
  if (options.from !== undefined && library === undefined) {
    throw new UsageError('--from is the file of one library; say which: zoo install tensorflow --from FILE.')
  }
  const { installLibrary } = await import('@zoo/native')
  const progress = new Progress()
  const entries: Entry[] = []
  for (const kind of library === undefined ? KINDS : [library]) {
    progress.update({ task: `Installing ${kind}` })
    const { from, source, offline } = options
    try {
      const installed = await installLibrary(kind, { from, source, offline, onProgress: show(progress) })
      progress.stop()
      entries.push(installed)
      if (!options.json) process.stdout.write(`${installedText(installed)}\n`)
    } catch (error) {
      progress.stop()
      // Of two, the other may still succeed.
      if (library !== undefined) throw error
      process.exitCode = EXIT.failure
      const described = describeError(error)
      writeError(error, described, wantsDetail(process.argv))
      entries.push({ kind, error: described })
    }
  }
  if (options.json) process.stdout.write(`${toJson(entries)}\n`)
}

const show =
  (progress: Progress) =>
  ({ step, file, receivedBytes, totalBytes }: InstallProgress): void =>
    progress.update({
      task: `${step === 'download' ? 'Downloading' : 'Unpacking'} ${file}`,
      done: receivedBytes,
      total: totalBytes,
      unit: 'bytes',
    })

function installedText({ kind, version, files, fetched }: InstalledLibrary): string {
  const { green, dim } = colors(process.stdout)
  return `${green('✓')} ${kind} ${version} ${fetched ? 'installed' : 'is there already'} ${dim(`in ${dirname(files[0]!)}`)}`
}
