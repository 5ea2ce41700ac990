import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeWhole } from './write-whole.js'

describe('writeWhole', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoo-write-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('takes the place of what was there, makes folders, and leaves nothing beside', async () => {
    const path = join(folder, 'a', 'boxes.png')
    await writeWhole(path, Buffer.from('old'))
    await writeWhole(path, Buffer.from('new'))
    expect(await readFile(path, 'utf8')).toBe('new')
    expect(await readdir(join(folder, 'a'))).toEqual(['boxes.png'])
  })

  it('says which file it cannot write, and keeps what was there', async () => {
    const file = join(folder, 'file')
    await writeFile(file, 'kept')
    await expect(writeWhole(join(file, 'boxes.png'), Buffer.from('x'))).rejects.toMatchObject({
      code: 'ERR_OUTPUT',
      message: expect.stringContaining('boxes.png cannot be written'),
    })
    expect(await readFile(file, 'utf8')).toBe('kept')
  })
})
