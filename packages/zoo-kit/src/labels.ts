import { readFile } from 'node:fs/promises'
import { ArgumentError, ModelLoadError } from '@zoo/core'
import { type BytesPin, verifyBytes } from './load-pinned.js'
import { pathNamed, valueInWords } from './options.js'

/** A line with its class index in front: `0 background`, `0: background`, `0,background`. */
const INDEXED = /^\s*(\d{1,6})\s*[\s:,;]\s*(\S.*)$/

/**
 * Labels by class index, from the text of a label file: one a line, in order, or each with its index in front.
 * Byte order mark, CRLF, and blank lines at the end are ignored; an index no line has gets an empty label.
 */
export function parseLabels(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  while (lines.length > 0 && lines.at(-1)!.trim() === '') lines.pop()

  // Labels may themselves begin with a number ("3 wood"), so indices count as such only if every line has its own.
  const indexed = lines.filter((line) => line.trim() !== '').map((line) => INDEXED.exec(line))
  const indices = new Set(indexed.map((match) => match && Number(match[1])))
  let highest = 0
  for (const index of indices) highest = Math.max(highest, index ?? 0)
  const plausible = indexed.length > 0 && highest < 10 * indexed.length + 100
  if (!plausible || indices.has(null) || indices.size < indexed.length) return lines.map((line) => line.trim())

  const labels = new Array<string>(highest + 1).fill('')
  for (const match of indexed) labels[Number(match![1])] = match![2]!.trim()
  return labels
}

/**
 * Labels by class index, from a file or as given.
 * @param source path or file URL of a label file, or the labels themselves
 * @param pin what the file must be, when a manifest says
 * @throws ModelLoadError (ERR_MODEL_LOAD) when the file cannot be read, is not the pinned one, or holds no label
 * @throws ArgumentError (ERR_ARGUMENT) when `source` is nothing of the kind
 */
export async function readLabels(source: string | URL | readonly string[], pin?: BytesPin): Promise<readonly string[]> {
  if (Array.isArray(source) && source.every((label) => typeof label === 'string')) return [...source]
  const path = typeof source === 'string' || source instanceof URL ? pathNamed(source) : undefined
  if (path === undefined) {
    const expected = 'the path or file URL of a label file, or an array of strings'
    throw new ArgumentError(`labels must be ${expected}, but it is ${valueInWords(source)}.`, {
      option: 'labels',
      expected,
      received: source,
    })
  }
  const bytes = await readFile(path).catch((cause: Error) => {
    throw new ModelLoadError(`The label file ${path} cannot be read: ${cause.message}.`, { path, cause })
  })
  if (pin) await verifyBytes(path, bytes, pin)
  const labels = parseLabels(bytes.toString('utf8'))
  if (labels.length === 0) {
    throw new ModelLoadError(`The label file ${path} is empty; it should hold one label a line.`, { path })
  }
  return labels
}
