import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCache } from './cache.js'

describe('checkCache', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoo-doctor-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('adds up what is there', async () => {
    await writeFile(join(folder, 'weights'), Buffer.alloc(1234))
    expect((await checkCache(folder)).facts).toMatchObject({ folder, exists: true, sizeBytes: 1234, writable: true })
  })

  it('judges a folder that is not made yet by the one it would be made in', async () => {
    const missing = join(folder, 'a', 'b')
    const check = await checkCache(missing)
    expect(check.facts).toMatchObject({ folder: missing, exists: false, sizeBytes: 0, writable: true })
    expect(check.found).toContain('not made yet')
  })

  it('says how to cure a folder that cannot be written', async () => {
    const check = await checkCache('/proc/zoo')
    expect(check).toMatchObject({ status: 'warning', facts: { writable: false } })
    expect(check.cure).toContain('ZOO_CACHE')
  })
})
