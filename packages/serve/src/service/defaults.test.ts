import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { LISTEN_DEFAULTS } from '../adapters/node.js'
import { RUN_MODEL_DEFAULTS } from '../handlers/run-model/options.js'
import { STATUSES } from '../problems/statuses.js'
import { LIMIT_DEFAULTS, QUEUE_DEFAULTS } from './limits.js'
import { SERVICE_DEFAULTS } from './options.js'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** A number as the README writes it. */
const written = (value: number): readonly string[] => [
  String(value),
  value.toLocaleString('en'),
  `${value / 1024} KiB`,
  `${value / 2 ** 20} MiB`,
]

it('the README has the defaults', () => {
  const tables = {
    'limits.': LIMIT_DEFAULTS,
    'queue.': QUEUE_DEFAULTS,
    '': { ...LISTEN_DEFAULTS, ...RUN_MODEL_DEFAULTS, ...SERVICE_DEFAULTS },
  }
  for (const [prefix, defaults] of Object.entries(tables)) {
    for (const [name, value] of Object.entries(defaults)) {
      const row = readme.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${prefix}${name}\``))
      if (prefix !== '') expect(row, `${prefix}${name}`).toBeDefined()
      if (typeof value !== 'number' || !row) continue
      expect(
        written(value).some((text) => row.includes(text)),
        `${name}: ${value} in ${row}`,
      ).toBe(true)
    }
  }
})

it('the README has every code with its statuses', () => {
  for (const [code, entry] of Object.entries(STATUSES)) {
    const { status } = entry
    const shown = 'uploaded' in entry ? entry.uploaded : status
    const found = readme.split('\n').some((line) => line.includes(String(shown)) && line.includes(code))
    expect(found, `${code} ${shown}`).toBe(true)
  }
})
