const LONGEST_REASON = 90

/** Something that set-up could not bring: what, why, what still works, and what cures it, for one line. */
export class Missing extends Error {
  constructor({ what, without, cure, errors = [] }) {
    const reasons = errors.flatMap(reasonsOf)
    const why = reasons.length > 0 ? ` (${[...new Set(reasons.map(short))].join('; ')})` : ''
    super(`${what}${why}. ${[without, cure].filter(Boolean).join('. ')}.`)
    this.name = 'Missing'
    /** The whole of every reason, for ZOO_DEBUG. */
    this.details = errors.map(({ message }) => message)
  }
}

/** Why each source of a file failed; a mirror without the file is no news. */
function reasonsOf(error) {
  const { tried } = error
  if (tried) return tried.map(({ place, reason }) => `${place}: ${reason}`)
  const sources = innermost(error) instanceof AggregateError ? innermost(error).errors : []
  return sources.map(({ message }) => message).filter((message) => !message.startsWith('file:'))
}

const innermost = (error) => (error.cause === undefined ? error : innermost(error.cause))

/** A reason in a few words. */
function short(reason) {
  const plain = reason
    .replace(/not asked, since ZOO_OFFLINE.*/, 'not asked, offline')
    .replace(/fetch failed \((.*)\)/, '$1')
    .replace(/https?:\/\/([^/\s]+)[^\s;,)]*?(?=:?(\s|$))/g, '$1')
    .replace(/(\S+): (getaddrinfo \w+) \1/, '$1: $2')
    .replace(/\.$/, '')
  return plain.length > LONGEST_REASON ? `${plain.slice(0, LONGEST_REASON)}…` : plain
}
