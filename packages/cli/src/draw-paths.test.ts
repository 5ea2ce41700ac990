import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawPaths } from './draw-paths.js'

describe('drawPaths', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoo-draw-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('is the path itself for one image', async () => {
    expect(await drawPaths(['a.jpg'], 'out/boxes.png')).toEqual(['out/boxes.png'])
  })

  it('is numbered for several', async () => {
    expect(await drawPaths(['a.jpg', 'b.jpg'], join('out', 'boxes.png'))).toEqual([
      join('out', 'boxes-1.png'),
      join('out', 'boxes-2.png'),
    ])
  })

  it("is each image's name in a folder, and no two are the same", async () => {
    const names = ['x/a.jpg', 'y/a.jpg', '-', 'https://example.org/p/cat.webp?size=1', 'a-2.jpg']
    expect(await drawPaths(names, 'new/')).toEqual(
      ['a.png', 'a-2.png', 'stdin.png', 'cat.png', 'a-2-2.png'].map((file) => join('new', file)),
    )
    expect(await drawPaths(['a.jpg'], tmpdir())).toEqual([join(tmpdir(), 'a.png')])
  })

  it('is a PNG and named like one', async () => {
    await expect(drawPaths(['a.png'], 'b.JPG')).rejects.toMatchObject({ code: 'ERR_USAGE' })
    await expect(drawPaths(['a.png', 'c.png'], 'b.webp')).rejects.toThrow('b-1.webp')
    expect(await drawPaths(['a.png'], '/dev/fd/1')).toEqual(['/dev/fd/1'])
  })

  it('never takes the place of an image', async () => {
    await expect(drawPaths(['a.png'], './a.png')).rejects.toMatchObject({ code: 'ERR_USAGE' })
    await expect(drawPaths(['x/a.png', 'x/b.jpg'], 'x/')).rejects.toThrow(/would overwrite/)
    const image = join(folder, 'image.png')
    await writeFile(image, '')
    await expect(drawPaths([pathToFileURL(image).href], image)).rejects.toThrow(/would overwrite/)
    await symlink(image, join(folder, 'link.png'))
    await expect(drawPaths([image], join(folder, 'link.png'))).rejects.toThrow(/would overwrite/)
  })
})
