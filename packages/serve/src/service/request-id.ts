import { randomUUID } from 'node:crypto'

const SANE = /^[A-Za-z0-9._-]{1,64}$/

/** The request's own `X-Request-Id` when it is short and plain, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get('x-request-id')
  return given !== null && SANE.test(given) ? given : randomUUID()
}
