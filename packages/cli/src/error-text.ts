import type { Attempt, EngineAttempt } from '@zoo/core'
import type { ErrorJson } from './report-error.js'
import { table } from './table.js'

/**
 * An error's message for a reader of the terminal. What was tried is listed a line each, and what cures it comes last;
 * a program gets both as fields.
 */
export function errorText({ message, engines, tried, advice }: ErrorJson): string {
  const rows = isListOf<EngineAttempt>(engines, 'engine')
    ? engines.map(({ engine, reason }) => [engine, shortReason(reason)])
    : isListOf<Attempt>(tried, 'place')
      ? tried.map(({ place, reason }) => [place, reason])
      : []
  if (rows.length === 0) return message
  const cured = !isListOf<EngineAttempt>(engines, 'engine') || engines.some((attempt) => attempt.advice)
  const cure = cured && typeof advice === 'string' ? `\nTo cure it: ${advice}` : ''
  return `${firstClause(message)}.\n${table(rows).replace(/^/gm, '  ')}${cure}`
}

/** A message up to where it begins to list what was tried. */
const firstClause = (text: string): string => text.replace(/(; tried |: |\. ).*$/s, '').replace(/\.$/, '')

/** The start of a reason that goes on to list every node or place; --json has it whole. */
export const shortReason = (reason: string): string => reason.replace(/; .*$/s, ' …')

const isListOf = <T extends object>(value: unknown, key: keyof T): value is readonly T[] =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'object' && key in entry)
