import { CommanderError } from 'commander'
import { errorText } from './error-text.js'
import { EXIT } from './exit-codes.js'
import { colors, printable } from './terminal.js'

/** Arguments that each make sense, but not together. */
export class UsageError extends Error {
  readonly code = 'ERR_USAGE'
}

/** An error as `--json` gives it: code and message, then the fields of its class. */
export interface ErrorJson {
  readonly code: string
  readonly message: string
  readonly [field: string]: unknown
}

/** How errors are to be shown. */
export interface ReportOptions {
  /** Also print `{ error }` on stdout. */
  readonly json: boolean
  /** Show the stack and causes. */
  readonly detail: boolean
  /** The command whose help answers a wrong command line. */
  readonly command: string
}

/** Whether the command line or the environment asks for stacks. */
export const wantsDetail = (argv: readonly string[]): boolean =>
  argv.includes('--verbose') || Boolean(process.env.ZOO_DEBUG)

/**
 * Writes an error to stderr, and as JSON to stdout where that was asked for.
 * @returns the exit code it makes
 */
export function reportError(error: unknown, { json, detail, command }: ReportOptions): number {
  // Help and version come as errors too, after they were printed.
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok
  if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.usage
  const described = describeError(error, command)
  writeError(error, described, detail)
  if (json) process.stdout.write(`${toJson({ error: described })}\n`)
  return described.code === 'ERR_USAGE' || described.code === 'ERR_ARGUMENT' ? EXIT.usage : EXIT.failure
}

/** Writes an error to stderr as `CODE: sentence`. */
export function writeError(error: unknown, described: ErrorJson, detail: boolean): void {
  const { red, dim } = colors(process.stderr)
  process.stderr.write(`${red(`${described.code}:`)} ${printable(errorText(described))}\n`)
  if (detail && error instanceof Error) process.stderr.write(`${dim(stackOf(error))}\n`)
}

/** The code, sentence and fields of anything thrown. */
export function describeError(error: unknown, command = 'zoo'): ErrorJson {
  if (error instanceof CommanderError) {
    return { code: 'ERR_USAGE', message: `${sentence(error.message)} See ${command} --help.` }
  }
  if (!(error instanceof Error)) return { code: 'ERR_INTERNAL', message: String(error) }
  const { name: _name, code, message, ...fields } = error as Error & { code?: unknown; option?: unknown }
  if (typeof code === 'string') return { code, message: withFlags(message, fields.option), ...fields }
  return {
    code: 'ERR_INTERNAL',
    message: `${message}. This is a fault in zoo; --verbose shows where.`,
  }
}

/**
 * A message in which the option it is about is called as it is written here. One of a single word is left: what the
 * sentence has may be the word.
 */
function withFlags(message: string, option: unknown): string {
  if (typeof option !== 'string' || !/^[a-z]+[A-Z]/.test(option)) return message
  return message.replaceAll(option, `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
}

/** JSON of anything an error may carry. */
export const toJson = (value: object): string =>
  JSON.stringify(value, (_key, field: unknown) => (typeof field === 'bigint' ? String(field) : field))

/** Commander's "error: …\n(Did you mean …?)" as sentences. */
function sentence(message: string): string {
  const [first = '', hint = ''] = message.replace(/^error: /, '').split('\n')
  const problem = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, '')}.`
  return hint ? `${problem} ${hint.replace(/^\((.*)\)$/, '$1')}` : problem
}

function stackOf(error: Error): string {
  const own = error.stack ?? String(error)
  return error.cause instanceof Error ? `${own}\nCaused by: ${stackOf(error.cause)}` : own
}
