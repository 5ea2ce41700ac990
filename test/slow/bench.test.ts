import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { line, percentile } from '../../bench/lib/stats.mjs'
import { hasShared } from '../support/data.js'
import { hasEngine } from '../support/engines.js'

const script = fileURLToPath(new URL('../../bench/run.mjs', import.meta.url))
const engines = ['litert', 'tensorflow'] as const
const ready = hasShared && (await Promise.all(engines.map(hasEngine))).every(Boolean)

describe.skipIf(!ready)('the bench', () => {
  const bench = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--quick', ...args], {
      // Peers are much to fetch for a test.
      env: { ...process.env, ZOO_OFFLINE: '1' },
    })
    return stdout.split('\n').map((row) => row.trim().split(/ {2,}/))
  }

  it('measures each engine against a bare loop that answers the same', async () => {
    const rows = await bench('latency')
    for (const engine of engines) {
      const measured = rows.filter(([name]) => name === engine)
      expect(measured.length, rows.join('\n')).toBeGreaterThan(0)
      // The promise is 5 %, on a quiet machine; of one that others use too, only that it was measured can be asked.
      for (const row of measured) expect(Number.parseFloat(row[8]!), row.join(' ')).not.toBeNaN()
    }
  })

  it('sees every result of a crowd of runs with its own caller', async () => {
    const rows = await bench('event-loop')
    for (const engine of engines) expect(rows.find(([name]) => name === engine)).toContain('32 of 32')
  })

  it.each([
    ['converter', 'lowered by us'],
    ['wasm', 'v2_1.0_224'],
    ['lowering', 'v2_1.4_224 twin'],
    ['cold-start', 'litert'],
    ['mtcnn', '40'],
  ])('measures %s with the peers that are here', async (section, first) => {
    const rows = await bench(section)
    const measured = rows.filter(([name]) => name === first)
    expect(measured.length, rows.join('\n')).toBeGreaterThan(0)
    for (const row of measured) expect(Number.parseFloat(row.at(-1)!), row.join(' ')).not.toBeNaN()
  })

  it('names the sections when asked for one that is not there', async () => {
    await expect(bench('speed')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('latency') })
  })
})

describe('the statistics of the bench', () => {
  it('take percentiles by nearest rank, in any order of samples', () => {
    const samples = Array.from({ length: 200 }, (_, i) => 200 - i)
    expect([0.5, 0.99, 1].map((fraction) => percentile(samples, fraction))).toEqual([100, 198, 200])
    expect(percentile([7], 0.99)).toBe(7)
    expect(percentile([], 0.5)).toBeNaN()
  })

  it('fit a line by least squares', () => {
    const { slope, intercept } = line([
      [1, 5],
      [2, 7],
      [3, 9],
    ])
    expect([slope, intercept]).toEqual([2, 3])
  })
})
