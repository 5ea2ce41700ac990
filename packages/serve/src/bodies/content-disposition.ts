/** What the Content-Disposition of a part of a form says. */
export interface Disposition {
  readonly name: string
  readonly filename: string | undefined
}

/** `; name=token` or `; name="quoted"`; browsers write `"` within quotes as %22, others as \". */
const PARAMETER = /[ \t]*;[ \t]*([!#$%&'*+.^`|~\w-]+)=([!#$%&'*+.^`|~\w-]+|"(?:[^"\\]|\\.)*")/y

/**
 * Reads the Content-Disposition of a part; undefined when it is malformed, or that of something else than a form.
 * @param header its bytes as Latin-1; names are UTF-8
 */
export function parseDisposition(header: string): Disposition | undefined {
  const [kind = ''] = header.split(';', 1)
  if (kind.trim().toLowerCase() !== 'form-data') return undefined
  const parameters = new Map<string, string>()
  const text = header.trimEnd()
  PARAMETER.lastIndex = kind.length
  while (PARAMETER.lastIndex < text.length) {
    const match = PARAMETER.exec(text)
    if (!match) return undefined
    const [, key = '', value = ''] = match
    if (parameters.has(key.toLowerCase())) return undefined
    const raw = value.startsWith('"') ? value.slice(1, -1).replace(/\\(["\\])/g, '$1') : value
    parameters.set(key.toLowerCase(), Buffer.from(raw, 'latin1').toString())
  }
  const name = parameters.get('name')
  if (name === undefined) return undefined
  return { name, filename: parameters.get('filename')?.split(/[\\/]/).at(-1) }
}
