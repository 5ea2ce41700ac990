/** A media type in lower case and its parameters. */
export interface MediaType {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
}

const TOKEN = /^[!#$%&'*+.^`|~\w-]+$/
/** `; name=token` or `; name="quoted"`, RFC 9110, section 5.6.6. */
const PARAMETER = /[ \t]*;[ \t]*(?:([!#$%&'*+.^`|~\w-]+)=([!#$%&'*+.^`|~\w-]+|"(?:[^"\\]|\\[\t -~])*"))?/y
/** More is no media type that a client of ours sends. */
const MAX_LENGTH = 512

/** The media type that a `Content-Type` header names; undefined when it is malformed or names two. */
export function parseMediaType(header: string): MediaType | undefined {
  if (header.length > MAX_LENGTH) return undefined
  const end = header.indexOf(';')
  const type = (end < 0 ? header : header.slice(0, end)).trim().toLowerCase()
  const [kind = '', subtype = '', ...more] = type.split('/')
  if (!TOKEN.test(kind) || !TOKEN.test(subtype) || more.length > 0) return undefined
  const parameters = new Map<string, string>()
  PARAMETER.lastIndex = end < 0 ? header.length : end
  while (PARAMETER.lastIndex < header.trimEnd().length) {
    const match = PARAMETER.exec(header)
    if (!match) return undefined
    const [, name, value = ''] = match
    if (name === undefined) continue
    const key = name.toLowerCase()
    if (parameters.has(key)) return undefined
    parameters.set(key, value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value)
  }
  return { type, parameters }
}
