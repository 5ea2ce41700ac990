import type { Command } from 'commander'
import { addOutputOptions, type OutputOptions } from '../common-options.js'
import type { Check, Status } from '../doctor/check.js'
import { EXIT } from '../exit-codes.js'
import { Progress } from '../progress.js'
import { describeError, toJson } from '../report-error.js'
import { colors, printable } from '../terminal.js'

const HELP = `
Exits 0 when at least one engine opens and every model answers, else 1. What is missing comes with the sentence that cures it.
--json prints {"ok", "checks": [{"name", "status", "found", "cure", "facts"}]}, status being ok, warning or failure.

Examples:
  $ zoo doctor
  $ zoo doctor --json | jq '.checks[] | select(.status != "ok")'`

export function define(command: Command): void {
  addOutputOptions(command).addHelpText('after', HELP).action(doctor)
}

type Examine = () => Check | Check[] | Promise<Check | Check[]>

/** What is looked at, in order. Each is imported when its turn comes: what it needs may be what is broken. */
const EXAMINATIONS: Readonly<Record<string, Examine>> = {
  Node: async () => (await import('../doctor/machine.js')).checkNode(),
  Platform: async () => (await import('../doctor/machine.js')).checkPlatform(),
  CPU: async () => (await import('../doctor/machine.js')).checkCpu(),
  Packages: async () => (await import('../doctor/packages.js')).checkPackages(),
  Images: async () => (await import('../doctor/packages.js')).checkSharp(),
  Cache: async () => (await import('../doctor/cache.js')).checkCache(),
  Addon: async () => (await import('../doctor/engines.js')).checkAddon(),
  Engines: async () => (await import('../doctor/engines.js')).checkEngines(),
  Models: async () => (await import('../doctor/models.js')).checkModels(),
}

async function doctor({ json }: OutputOptions): Promise<void> {
  const checks: Check[] = []
  const progress = new Progress()
  for (const [name, examine] of Object.entries(EXAMINATIONS)) {
    progress.update({ task: `Checking ${name.toLowerCase()}` })
    const found = [await examineSafely(name, examine)].flat()
    progress.stop()
    checks.push(...found)
    if (!json) for (const check of found) process.stdout.write(`${checkText(check)}\n`)
  }
  const ok = isWell(checks)
  if (json) process.stdout.write(`${toJson({ ok, checks })}\n`)
  else process.stdout.write(`\n${verdict(ok, checks)}\n`)
  if (!ok) process.exitCode = EXIT.failure
}

async function examineSafely(name: string, examine: Examine): Promise<Check | Check[]> {
  try {
    return await examine()
  } catch (error) {
    const described = describeError(error)
    const cure = typeof described.advice === 'string' ? `Run: ${described.advice}` : 'Install @zoo/cli anew.'
    return { name, status: 'failure', found: described.message, cure, facts: { error: described } }
  }
}

/** One engine is enough, where the models find what they need in it. */
const isWell = (checks: readonly Check[]): boolean =>
  !checks.some(({ status }) => status === 'failure') &&
  checks.some(({ name, status }) => name.startsWith('Engine ') && status === 'ok')

const MARKS: Readonly<Record<Status, string>> = { ok: '✓', warning: '!', failure: '✗' }
const NAME_WIDTH = 22

function checkText({ name, status, found, cure }: Check): string {
  const { green, yellow, red, dim, bold } = colors(process.stdout)
  const paint = { ok: green, warning: yellow, failure: red }[status]
  const line = `${paint(MARKS[status])} ${name.padEnd(NAME_WIDTH)}${printable(found)}`
  return cure === undefined ? line : `${line}\n${dim('→'.padStart(NAME_WIDTH + 1))} ${bold(printable(cure))}`
}

function verdict(ok: boolean, checks: readonly Check[]): string {
  const { green, red } = colors(process.stdout)
  if (!ok) return red('Something needs a cure: do what the arrows say, and run zoo doctor again.')
  const warnings = checks.filter(({ status }) => status === 'warning').length
  if (warnings === 0) return green('All is well.')
  return green(`What there is works; ${warnings === 1 ? 'one thing' : `${warnings} things`} could be better.`)
}
