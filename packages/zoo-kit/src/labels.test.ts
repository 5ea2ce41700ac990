import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseLabels, readLabels } from './labels.js'

describe('parseLabels', () => {
  it('reads one label a line, whatever the line ends and byte order mark', () => {
    expect(parseLabels('\uFEFFdummy\r\ntench\r\ngoldfish\r\n\r\n')).toEqual(['dummy', 'tench', 'goldfish'])
    expect(parseLabels('tench\n\ngoldfish')).toEqual(['tench', '', 'goldfish'])
  })

  it('reads lines with their index in front, in any order and with gaps', () => {
    expect(parseLabels('0 background\n1 tench\n2  great white shark\n')).toEqual([
      'background',
      'tench',
      'great white shark',
    ])
    expect(parseLabels('2: cat\n0: person\n')).toEqual(['person', '', 'cat'])
    expect(parseLabels('0:a\n1:b')).toEqual(['a', 'b'])
  })

  it('leaves numbers that are part of a label', () => {
    expect(parseLabels('3 wood\n3 iron\nputter')).toEqual(['3 wood', '3 iron', 'putter'])
    expect(parseLabels('7 Up\n7 Days')).toEqual(['7 Up', '7 Days'])
    expect(parseLabels('1900 Ford\n1950 Fiat')).toEqual(['1900 Ford', '1950 Fiat'])
  })

  it('reads more labels than a function takes arguments', () => {
    const indexed = Array.from({ length: 300_000 }, (_, i) => `${i} label ${i}`)
    expect(parseLabels(indexed.join('\n')).at(-1)).toBe('label 299999')
  })

  it('gives nothing for an empty file', () => {
    expect(parseLabels('\n\n')).toEqual([])
  })
})

describe('readLabels', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labels-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('takes a path, a file URL or the labels themselves', async () => {
    const path = join(folder, 'labels.txt')
    await writeFile(path, 'a\nb\n')
    expect(await readLabels(path)).toEqual(['a', 'b'])
    expect(await readLabels(pathToFileURL(path))).toEqual(['a', 'b'])
    expect(await readLabels(pathToFileURL(path).href)).toEqual(['a', 'b'])
    expect(await readLabels(['x', 'y'])).toEqual(['x', 'y'])
  })

  it('says what is wrong with what it was given', async () => {
    const path = join(folder, 'labels.txt')
    await writeFile(path, '\n')
    await expect(readLabels(path)).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD', path })
    await expect(readLabels('/no/such/labels.txt')).rejects.toMatchObject({ code: 'ERR_MODEL_LOAD' })
    await expect(readLabels(7 as never)).rejects.toMatchObject({ code: 'ERR_ARGUMENT', option: 'labels' })
    await expect(readLabels(new URL('https://example.com/x'))).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
    await expect(readLabels(new URL('file:///a%2Fb'))).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
    await expect(readLabels(['a', 1] as never)).rejects.toMatchObject({ code: 'ERR_ARGUMENT' })
  })
})
