import { execFileSync } from 'node:child_process'
import { lstat, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
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
  it.skipIf(process.platform === 'win32')('writes to the file that a link leads to, and the link stays', async () => {
    const file = join(folder, 'linked.png')
    await writeFile(file, 'old')
    await symlink('linked.png', join(folder, 'link.png'))
    await writeWhole(join(folder, 'link.png'), Buffer.from('new'))
    expect(await readFile(file, 'utf8')).toBe('new')
    expect(await readlink(join(folder, 'link.png'))).toBe('linked.png')
  })

  // Renaming a file to /dev/null would end it for every program of the machine.
  it.skipIf(process.platform === 'win32')('writes into a pipe or device, which stays what it is', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const [read] = await Promise.all([readFile(pipe, 'utf8'), writeWhole(pipe, Buffer.from('through'))])
    expect(read).toBe('through')
    expect((await lstat(pipe)).isFIFO()).toBe(true)
    expect((await readdir(folder)).filter((name) => name.startsWith('pipe'))).toEqual(['pipe'])
  })
})
