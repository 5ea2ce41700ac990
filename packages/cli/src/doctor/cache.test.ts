import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkCache } from './cache.js'

describe('checkCache', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoo-doctor-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('adds up what is there', async () => {
    await writeFile(join(folder, 'weights'), Buffer.alloc(1234))
    expect((await checkCache(folder)).facts).toMatchObject({ folder, exists: true, sizeBytes: 1234, writable: true })
  })

  it('adds up what is there while other folders come and go', async () => {
    await mkdir(join(folder, 'models'))
    await writeFile(join(folder, 'models', 'labels'), Buffer.alloc(4321))
    let looking = true
    const others = Array.from({ length: 4 }, async () => {
      while (looking) await rm(await mkdtemp(join(folder, '.temporary-')), { recursive: true })
    })
    try {
      for (let i = 0; i < 100; i++) expect((await checkCache(folder)).facts).toMatchObject({ sizeBytes: 4321 })
    } finally {
      looking = false
      await Promise.all(others)
    }
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
    const file = join(folder, 'file')
    await writeFile(file, '')
    expect((await checkCache(file)).cure).toContain(`Make ${file} a folder`)
  })
})
