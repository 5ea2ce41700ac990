import { Command } from 'commander'
import { COMMANDS } from './commands.js'
import { EXIT } from './exit-codes.js'
import { type ReportOptions, reportError, wantsDetail } from './report-error.js'
import { searchFrom } from './search-from.js'
import { version } from './version.js'
import { OutputError } from './write-whole.js'

const FOOTER = `
Examples:
  $ zoo classify dog.jpg                       the five likeliest labels
  $ zoo faces party.jpg --out boxes.png        the faces, drawn
  $ curl -s https://example.org/cat.jpg | zoo classify - --json
  $ zoo run graph.pb --feeds feeds.json --fetch y:0 --json
  $ zoo doctor                                 what works here, and how to cure what does not

Exit codes:
  0    everything asked for was done
  1    something could not be done: stderr says what, as ERR_CODE: sentence
  2    the command line was wrong
  130  interrupted by Ctrl-C

Environment:
  ZOO_ENGINE   the engine to use where --engine is not given
  ZOO_CACHE    the folder for downloaded libraries and weights
  ZOO_OFFLINE  when set, nothing is fetched
  ZOO_DEBUG    when set, errors come with their stack, as with --verbose
  ZOO_SEARCH_FROM  a folder whose packages are searched for engines too
  NO_COLOR     when set, no colours`

/** The `zoo` program with the full definition of the one command `argv` asks for, and the names of the rest. */
async function program(argv: readonly string[]): Promise<Command> {
  const zoo = new Command('zoo')
    .description('TensorFlow and TensorFlow Lite models from the shell.')
    .version(version(), '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Show help')
    .helpCommand('help [command]', 'Show help for a command')
    .addHelpText('after', FOOTER)
    .exitOverride()
    .configureOutput({ outputError: () => {} }) // reportError writes it
  const wanted = wantedCommand(argv)
  for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
    const command = zoo.command(name).summary(summary).description(`${summary}.`)
    if (name === wanted) (await load()).define(command)
  }
  return zoo
}

const wantedCommand = (argv: readonly string[]): string | undefined =>
  argv.find((word) => Object.hasOwn(COMMANDS, word))

/** Runs one command line, and leaves its exit code in `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  const report = {
    json: argv.includes('--json'),
    detail: wantsDetail(argv),
    command: ['zoo', wantedCommand(argv)].filter(Boolean).join(' '),
  }
  handleProcessEvents(report)
  const folder = searchFrom(process.env)
  if (folder !== undefined) process.env.ZOO_SEARCH_FROM = folder
  try {
    await (await program(argv)).parseAsync(argv, { from: 'user' })
  } catch (error) {
    process.exitCode = reportError(error, report)
  }
}

function handleProcessEvents(report: ReportOptions): void {
  // Whoever read our output has what they wanted (`zoo … | head -1`).
  const unwritable = (name: string) => (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw new OutputError(name, error)
    process.exit(process.exitCode ?? EXIT.ok)
  }
  process.stdout.on('error', unwritable('Standard output'))
  process.stderr.on('error', unwritable('Standard error'))
  process.once('SIGINT', () => {
    // The shell's prompt gets a line of its own where one was being drawn.
    if (process.stderr.isTTY) process.stderr.write('\n')
    process.exit(EXIT.interrupted)
  })
  process.on('uncaughtException', (error) => process.exit(reportError(error, report)))
}
