import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasShared } from '../../../test/support/data.js'
import { hasEngine } from '../../../test/support/engines.js'
import { zoo } from './zoo.js'

interface Report {
  readonly ok: boolean
  readonly checks: { name: string; status: string; found: string; cure?: string; facts?: object }[]
}

const named = ({ checks }: Report, name: string) => checks.find((check) => check.name === name)!

const works = hasShared && (await hasEngine('tensorflow'))

describe('zoo doctor', () => {
  it.skipIf(!works)('exits 0 where an engine and the models work', async () => {
    const { code, stdout, stderr } = await zoo(['doctor', '--json'])
    const report = JSON.parse(stdout) as Report
    expect(report.checks.filter(({ status }) => status === 'failure')).toEqual([])
    expect({ code, stderr, ok: report.ok }).toEqual({ code: 0, stderr: '', ok: true })
    const names = report.checks.map(({ name }) => name)
    expect(names.filter((name) => !/^Engine (wasm|tfjs)$/.test(name))).toEqual([
      ...['Node', 'Platform', 'CPU', 'Packages', 'Images', 'Cache', 'Addon'],
      ...['Engine litert', 'Engine tensorflow', 'Model @zoo/mobilenet', 'Model @zoo/mtcnn'],
    ])
    expect(named(report, 'Node').found).toBe(process.versions.node)
    expect(named(report, 'Engine tensorflow').found).toMatch(/^\d+\.\d+\.\d+, /)
    expect(named(report, 'Model @zoo/mtcnn').found).toMatch(/weights of 2\.1 MB as pinned, loaded and answered by \w+/)
    const text = await zoo(['doctor'])
    expect(text.code).toBe(0)
    for (const { name } of report.checks) expect(text.stdout).toMatch(new RegExp(`^[✓!] ${name} `, 'm'))
  })

  it('says of each missing engine in a sentence how to cure it, and exits 1 when a model has none left', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'zoo-doctor-'))
    const env = { ZOO_LIBTENSORFLOW: '/nowhere', ZOO_LIBLITERT: '/nowhere', ZOO_CACHE: cache }
    const { code, stdout } = await zoo(['doctor', '--json'], { env })
    await rm(cache, { recursive: true })
    const report = JSON.parse(stdout) as Report
    // WebAssembly, where it is installed, may still serve some models.
    const failures = report.checks.filter(({ status }) => status === 'failure')
    expect({ code, ok: report.ok }).toEqual(failures.length > 0 ? { code: 1, ok: false } : { code: 0, ok: true })
    for (const { name } of failures) expect(name).toMatch(/^Model /)
    for (const engine of ['litert', 'tensorflow']) {
      expect(named(report, `Engine ${engine}`)).toMatchObject({ status: 'warning', cure: expect.any(String) })
    }
    for (const { status, cure } of report.checks) if (status !== 'ok') expect(cure).toMatch(/\S/)
    const text = await zoo(['doctor'], { env })
    expect(text.code).toBe(code)
    expect(text.stdout).toMatch(/^! Engine tensorflow .*\n +→ \S/m)
    expect(text.stdout).toContain(report.ok ? 'could be better' : 'run zoo doctor again')
  })
  it('says what is wrong with the environment, and not with a package', async () => {
    const { code, stdout } = await zoo(['doctor', '--json'], { env: { ZOO_ENGINE: 'litrt' } })
    const failures = (JSON.parse(stdout) as Report).checks.filter(({ status }) => status === 'failure')
    expect(code).toBe(1)
    for (const { cure } of failures) expect(cure).toMatch(/^Set ZOO_ENGINE to one of .*'litert'.*, or unset it\.$/)
  })
})
