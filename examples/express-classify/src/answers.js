import escapeHtml from 'escape-html'
import Negotiator from 'negotiator'

/** @typedef {import('@zoo/serve').Prediction} Prediction */

/**
 * The name of the best class, for scripts that want just that.
 * @param {readonly Prediction[]} predictions
 * @returns {globalThis.Response}
 */
export const label = ([best]) => answer(`${best?.label}\n`, 'text/plain')

/**
 * A sentence for browsers; undefined for programs, which get JSON.
 * @param {readonly Prediction[]} predictions
 * @param {Request} request
 * @returns {globalThis.Response | undefined}
 */
export function sentence([best], request) {
  if (!best || !prefersHtml(request)) return undefined
  const words = `Detected <b>${escapeHtml(best.label)}</b> with <u>${best.confidence}</u> confidence.`
  return answer(`${words}\n`, 'text/html')
}

/**
 * Whether a request asks for HTML rather than for JSON.
 * @param {Request} request
 */
function prefersHtml({ headers }) {
  const accept = headers.get('accept') ?? undefined
  return new Negotiator({ headers: { accept } }).mediaType(['application/json', 'text/html']) === 'text/html'
}

/**
 * @param {string} body
 * @param {string} type
 */
const answer = (body, type) =>
  new Response(body, {
    headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', vary: 'accept' },
  })
