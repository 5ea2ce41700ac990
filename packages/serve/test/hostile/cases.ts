import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { shared } from '../../../../test/support/data.js'
import { FORM_TYPE, fieldPart, filePart, form, formBody, request, type Step } from '../support/raw-http.js'

/** A hostile request and its documented answer. */
export interface HostileCase {
  readonly name: string
  readonly steps: () => Iterable<Step>
  readonly status: number
  /** The code of the problem; undefined for a good answer. */
  readonly code?: string
  /** A header that the answer must have. */
  readonly header?: string
}

/** The times of the service under attack, in milliseconds. */
export const TIMES = { idle: 500, body: 1500, headers: 1000 }
export const BODY_BYTES = 2 ** 20

/** A photograph of 72 KB. */
export const photo = (): Buffer => readFileSync(shared('images', 'grace_hopper.jpg'))
const image = () => filePart('image_file', photo())

const one = (name: string, bytes: () => Step, status: number, code?: string, header?: string): HostileCase => ({
  name,
  steps: () => [bytes()],
  status,
  ...(code === undefined ? {} : { code }),
  ...(header === undefined ? {} : { header }),
})
const parts = (name: string, given: () => Parameters<typeof form>[1], status: number, code?: string): HostileCase =>
  one(name, () => form('/classify', given()), status, code)
const body = (
  name: string,
  type: string,
  content: () => string | Uint8Array,
  status: number,
  code?: string,
): HostileCase => one(name, () => request('POST /classify', { 'Content-Type': type }, content()), status, code)
const json = (name: string, content: () => string | Uint8Array, status: number, code: string): HostileCase =>
  body(name, 'application/json', content, status, code)
const cut = (from: Buffer, end: number): Buffer => from.subarray(0, end)
const raw = (name: string, head: readonly string[], rest: string, status: number, code?: string): HostileCase =>
  one(name, () => Buffer.from(`${head.join('\r\n')}\r\n\r\n${rest}`, 'latin1'), status, code)

const POST = 'POST /classify HTTP/1.1'
const HOST = 'Host: localhost'
const OCTETS = 'Content-Type: application/octet-stream'
const CHUNKED = 'Transfer-Encoding: chunked'

export const MULTIPART: readonly HostileCase[] = [
  body('multipart without a boundary', 'multipart/form-data', () => formBody([image()]), 400, 'ERR_BODY'),
  body('an empty boundary', 'multipart/form-data; boundary=""', () => formBody([image()]), 400, 'ERR_BODY'),
  body('a boundary of 2000 characters', `multipart/form-data; boundary=${'b'.repeat(300)}`, () => 'x', 400, 'ERR_BODY'),
  body('a boundary with control characters', 'multipart/form-data; boundary="a\x01b"', () => 'x', 400, 'ERR_BODY'),
  body('two boundaries', `${FORM_TYPE}; boundary=other`, () => formBody([image()]), 415, 'ERR_MEDIA_TYPE'),
  body('a form that ends in the middle of a file', FORM_TYPE, () => cut(formBody([image()]), 5000), 400, 'ERR_BODY'),
  body('a form that ends in the headers of a part', FORM_TYPE, () => cut(formBody([image()]), 40), 400, 'ERR_BODY'),
  body('a form without its last boundary', FORM_TYPE, () => formBody([image()]).subarray(0, -16), 400, 'ERR_BODY'),
  body('a form that is only the last boundary', FORM_TYPE, () => formBody([]), 400, 'ERR_PARAMETER'),
  body('a form of another boundary', FORM_TYPE, () => formBody([image()], 'other'), 400, 'ERR_BODY'),
  body('a form that is noise', FORM_TYPE, () => photo(), 400, 'ERR_BODY'),
  body(
    'a form with bare line feeds',
    FORM_TYPE,
    () => formBody([image()]).toString('latin1').replaceAll('\r\n', '\n'),
    400,
    'ERR_BODY',
  ),
  parts(
    'a part without Content-Disposition',
    () => [{ headers: ['Content-Type: image/jpeg'], content: photo() }],
    400,
    'ERR_BODY',
  ),
  parts('a part without headers', () => [{ headers: [], content: 'x' }], 400, 'ERR_BODY'),
  parts(
    'a part without a name',
    () => [{ headers: ['Content-Disposition: form-data'], content: 'x' }, image()],
    400,
    'ERR_BODY',
  ),
  parts('a part with an empty name', () => [fieldPart('', 'x'), image()], 400, 'ERR_BODY'),
  parts('two images', () => [image(), image()], 400, 'ERR_PARAMETER'),
  parts('a parameter twice', () => [fieldPart('top_k', '1'), fieldPart('top_k', '2'), image()], 400, 'ERR_PARAMETER'),
  parts('an unknown file', () => [filePart('shell', 'rm -rf /'), image()], 400, 'ERR_PARAMETER'),
  parts('a field __proto__', () => [fieldPart('__proto__', '{"isAdmin":true}'), image()], 400, 'ERR_PARAMETER'),
  parts('a field __proto__[top_k]', () => [fieldPart('__proto__[top_k]', '1'), image()], 400, 'ERR_PARAMETER'),
  parts(
    'a field constructor[prototype][x]',
    () => [fieldPart('constructor[prototype][x]', '1'), image()],
    400,
    'ERR_PARAMETER',
  ),
  parts('a field toString', () => [fieldPart('toString', '1'), image()], 400, 'ERR_PARAMETER'),
  parts(
    'a header __proto__ of a part',
    () => [{ ...image(), headers: ['__proto__: x', 'constructor: y', ...image().headers] }],
    200,
  ),
  parts('a file name with a path', () => [filePart('image_file', photo(), '../../../../etc/passwd')], 200),
  parts('a file name with a NUL', () => [filePart('image_file', photo(), 'a\0.jpg')], 200),
  parts(
    '100 fields',
    () => [...Array.from({ length: 100 }, (_, i) => fieldPart(`f${i}`, 'x')), image()],
    413,
    'ERR_TOO_LARGE',
  ),
  parts('a field of 100 kB', () => [fieldPart('top_k', '1'.repeat(100_000)), image()], 413, 'ERR_TOO_LARGE'),
  parts('a name of 5000 characters', () => [fieldPart('n'.repeat(5000), 'x'), image()], 400, 'ERR_BODY'),
  parts(
    'headers of a part of 100 kB',
    () => [{ ...image(), headers: [`X: ${'x'.repeat(100_000)}`, ...image().headers] }],
    400,
    'ERR_BODY',
  ),
  parts('an empty image', () => [filePart('image_file', '')], 422, 'ERR_IMAGE'),
  parts(
    'an image that is multipart/mixed',
    () => [filePart('image_file', formBody([image()], 'inner'))],
    422,
    'ERR_IMAGE',
  ),
  parts('top_k of -1', () => [fieldPart('top_k', '-1'), image()], 400, 'ERR_PARAMETER'),
  parts('top_k of 1e99', () => [fieldPart('top_k', '1e99'), image()], 400, 'ERR_PARAMETER'),
  parts('top_k of NaN', () => [fieldPart('top_k', 'NaN'), image()], 400, 'ERR_PARAMETER'),
]

/** What a reader that is not strict would take one way or another. */
export const AMBIGUOUS: readonly HostileCase[] = [
  parts(
    'a large part without a name',
    () => [{ headers: ['Content-Disposition: form-data'], content: photo() }],
    400,
    'ERR_BODY',
  ),
  parts(
    'a large part of another disposition',
    () => [{ headers: ['Content-Disposition: attachment; name="image_file"'], content: photo() }],
    400,
    'ERR_BODY',
  ),
  parts(
    'two Content-Dispositions',
    () => [{ headers: [...image().headers, ...fieldPart('top_k', '').headers], content: photo() }],
    400,
    'ERR_BODY',
  ),
  parts(
    'two names of a part',
    () => [{ headers: ['Content-Disposition: form-data; name="image_file"; name="top_k"'], content: photo() }],
    400,
    'ERR_BODY',
  ),
  parts(
    'an unterminated name',
    () => [{ headers: ['Content-Disposition: form-data; name="image_file'], content: photo() }],
    400,
    'ERR_BODY',
  ),
  parts(
    'a header of a part without a colon',
    () => [{ headers: ['nonsense', ...image().headers], content: photo() }],
    400,
    'ERR_BODY',
  ),
  parts('20,000 parts', () => Array.from({ length: 20_000 }, () => fieldPart('a', '')), 413, 'ERR_TOO_LARGE'),
  parts(
    'an image that is base64 by its transfer encoding',
    () => [{ headers: [...image().headers, 'Content-Transfer-Encoding: base64'], content: photo().toString('base64') }],
    422,
    'ERR_IMAGE',
  ),
  parts('a file in place of a parameter', () => [filePart('top_k', '2'), image()], 200),
]

export const BODIES: readonly HostileCase[] = [
  json('JSON that is not', () => '{"image_file":', 400, 'ERR_BODY'),
  json('JSON nested 50,000 deep', () => `{"top_k":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 400, 'ERR_PARAMETER'),
  json('a JSON array', () => '[]', 400, 'ERR_BODY'),
  json('JSON __proto__', () => '{"__proto__":{"isAdmin":true}}', 400, 'ERR_PARAMETER'),
  json('JSON constructor', () => '{"constructor":{"prototype":{"x":1}}}', 400, 'ERR_PARAMETER'),
  json('JSON that is not UTF-8', () => Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 400, 'ERR_BODY'),
  json('an image that is not base64', () => '{"image_file":"<script>"}', 400, 'ERR_PARAMETER'),
  json('an image that is a number', () => '{"image_file":1}', 400, 'ERR_PARAMETER'),
  body(
    'XML',
    'text/xml',
    () => '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    415,
    'ERR_MEDIA_TYPE',
  ),
  body('a malformed Content-Type', 'image/jpeg/png;;=', () => photo(), 415, 'ERR_MEDIA_TYPE'),
  body('multipart/mixed', 'multipart/mixed; boundary=x', () => 'x', 415, 'ERR_MEDIA_TYPE'),
  one('no Content-Type', () => request('POST /classify', {}, photo()), 415, 'ERR_MEDIA_TYPE', 'accept'),
  one(
    'a gzip bomb',
    () =>
      request(
        'POST /classify',
        { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
        gzipSync(Buffer.alloc(50_000_000)),
      ),
    415,
    'ERR_MEDIA_TYPE',
    'accept-encoding',
  ),
  body('a truncated JPEG', 'image/jpeg', () => cut(photo(), 20_000), 422, 'ERR_IMAGE'),
  body('noise as an image', 'image/png', () => Buffer.alloc(10_000, 7), 422, 'ERR_IMAGE'),
  body('a PDF as an image', 'image/jpeg', () => '%PDF-1.7\n1 0 obj\n<<>>\nendobj\n', 422, 'ERR_IMAGE'),
  body('a body over the limit', 'image/jpeg', () => Buffer.alloc(BODY_BYTES + 1), 413, 'ERR_TOO_LARGE'),
  {
    name: 'a chunked body over the limit',
    *steps() {
      yield `${POST}\r\n${HOST}\r\n${OCTETS}\r\n${CHUNKED}\r\n\r\n`
      for (let i = 0; i < 40; i++) yield `10000\r\n${'x'.repeat(65_536)}\r\n`
      yield '0\r\n\r\n'
    },
    status: 413,
    code: 'ERR_TOO_LARGE',
  },
  {
    name: 'a chunked body in pieces of one byte',
    *steps() {
      yield `${POST}\r\n${HOST}\r\n${OCTETS}\r\n${CHUNKED}\r\n\r\n`
      for (let i = 0; i < 4; i++) yield '1\r\nx\r\n'.repeat(5000)
      yield '0\r\n\r\n'
    },
    status: 422,
    code: 'ERR_IMAGE',
  },
]

export const PROTOCOL: readonly HostileCase[] = [
  raw('noise in place of HTTP', ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'], '', 400, 'ERR_BODY'),
  raw('a method that is none', ['FETCH!! /classify HTTP/1.1', HOST], '', 400, 'ERR_BODY'),
  raw('no Host', [POST, OCTETS, 'Content-Length: 1'], 'x', 400, 'ERR_BODY'),
  raw('two Hosts', [POST, HOST, 'Host: other', OCTETS, 'Content-Length: 1'], 'x', 400, 'ERR_BODY'),
  raw('a negative Content-Length', [POST, HOST, OCTETS, 'Content-Length: -5'], 'x', 400, 'ERR_BODY'),
  raw('a Content-Length that is no number', [POST, HOST, OCTETS, 'Content-Length: 1e3'], 'x', 400, 'ERR_BODY'),
  raw('two Content-Lengths', [POST, HOST, OCTETS, 'Content-Length: 1', 'Content-Length: 2'], 'xx', 400, 'ERR_BODY'),
  raw('Content-Length and chunks', [POST, HOST, OCTETS, 'Content-Length: 5', CHUNKED], '0\r\n\r\n', 400, 'ERR_BODY'),
  raw('a transfer coding that is none', [POST, HOST, OCTETS, 'Transfer-Encoding: gzip'], 'x', 400, 'ERR_BODY'),
  raw('a size of a chunk that is none', [POST, HOST, OCTETS, CHUNKED], 'ZZZ\r\nabc\r\n', 400, 'ERR_BODY'),
  raw('a chunk of 2^64 bytes', [POST, HOST, OCTETS, CHUNKED], 'FFFFFFFFFFFFFFFFF\r\nabc\r\n', 400, 'ERR_BODY'),
  raw('a chunk longer than its size', [POST, HOST, OCTETS, CHUNKED], '2\r\nabcdefgh\r\n', 400, 'ERR_BODY'),
  raw(
    'chunk extensions of 100 kB',
    [POST, HOST, OCTETS, CHUNKED],
    `5;${'x'.repeat(100_000)}\r\nhello\r\n0\r\n\r\n`,
    413,
    'ERR_TOO_LARGE',
  ),
  raw('headers of 100 kB', [POST, HOST, `X-Large: ${'x'.repeat(100_000)}`], '', 431, 'ERR_HEADERS'),
  raw('5000 headers', [POST, HOST, ...Array.from({ length: 5000 }, (_, i) => `X-${i}: ${i}`)], '', 431, 'ERR_HEADERS'),
  raw('a header with a NUL', [POST, HOST, 'X-Nul: a\0b'], '', 400, 'ERR_BODY'),
  raw('a folded header', [POST, HOST, 'X-Fold: a', ' b: c', '\tContent-Length'], '', 400, 'ERR_BODY'),
  {
    name: 'headers one byte at a time',
    *steps() {
      for (const letter of `${POST}\r\n${HOST}\r\n${'X-Slow: 1\r\n'.repeat(100)}`) {
        yield letter
        yield 20
      }
    },
    status: 408,
    code: 'ERR_REQUEST_TIMEOUT',
  },
  {
    name: 'a body that stalls',
    steps: () => [`${POST}\r\n${HOST}\r\n${OCTETS}\r\nContent-Length: 1000\r\n\r\n`, 'abc', 10_000],
    status: 408,
    code: 'ERR_REQUEST_TIMEOUT',
  },
  {
    name: 'a body one byte at a time',
    *steps() {
      yield `${POST}\r\n${HOST}\r\n${OCTETS}\r\nContent-Length: 1000\r\n\r\n`
      for (let i = 0; i < 200; i++) {
        yield 'x'
        yield 50
      }
    },
    status: 408,
    code: 'ERR_REQUEST_TIMEOUT',
  },
  {
    name: 'a body shorter than its Content-Length',
    steps: () => [`${POST}\r\n${HOST}\r\n${OCTETS}\r\nContent-Length: 1000\r\n\r\nabc`, 'END'],
    status: 400,
    code: 'ERR_BODY',
  },
  one(
    'a body longer than its Content-Length',
    () => request('POST /classify', { 'Content-Type': 'image/jpeg', 'Content-Length': '1000' }, photo()),
    400,
    'ERR_BODY',
  ),
  {
    name: 'Expect with a body that is too large',
    steps: () => [`${POST}\r\n${HOST}\r\n${OCTETS}\r\nContent-Length: 999999999\r\nExpect: 100-continue\r\n\r\n`],
    status: 413,
    code: 'ERR_TOO_LARGE',
  },
]

export const PATHS: readonly HostileCase[] = [
  one('a path out of the root', () => request('GET /../../../../etc/passwd'), 404, 'ERR_NOT_FOUND'),
  one('an encoded path out of the root', () => request('GET /%2e%2e/%2e%2e/etc/passwd'), 404, 'ERR_NOT_FOUND'),
  one('a path that looks like a host', () => request('GET //evil.example/metrics'), 404, 'ERR_NOT_FOUND'),
  one('an encoded name of a route', () => request('GET /%6detrics'), 404, 'ERR_NOT_FOUND'),
  one('a path with an encoded NUL', () => request('GET /metrics%00'), 404, 'ERR_NOT_FOUND'),
  one('a path with a backslash', () => request('GET /..\\..\\windows'), 404, 'ERR_NOT_FOUND'),
  one('__proto__ as a path', () => request('GET /__proto__'), 404, 'ERR_NOT_FOUND'),
  one(
    'a path in another case',
    () => request('POST /CLASSIFY', { 'Content-Type': 'image/jpeg' }, photo()),
    404,
    'ERR_NOT_FOUND',
  ),
  one('a URL as the target', () => request('GET http://169.254.169.254/latest/meta-data/'), 404, 'ERR_NOT_FOUND'),
  one('* as the target', () => request('OPTIONS *'), 400, 'ERR_BODY'),
  one('a target of 6000 characters', () => request(`GET /${'a'.repeat(6000)}`), 413, 'ERR_TOO_LARGE'),
  one(
    'a query of 100 parameters',
    () => request(`POST /classify?${'a=1&'.repeat(100)}`, { 'Content-Type': 'image/jpeg' }, photo()),
    400,
    'ERR_PARAMETER',
  ),
  one(
    'a query with __proto__',
    () => request('POST /classify?__proto__[x]=1', { 'Content-Type': 'image/jpeg' }, photo()),
    400,
    'ERR_PARAMETER',
  ),
  one('DELETE', () => request('DELETE /classify'), 405, 'ERR_METHOD', 'allow'),
  one('GET of a route for POST', () => request('GET /classify'), 405, 'ERR_METHOD', 'allow'),
  one('TRACE', () => request('TRACE /classify'), 400, 'ERR_BODY'),
  one('a request id of 5000 characters', () => request('GET /livez', { 'X-Request-Id': 'x'.repeat(5000) }), 200),
]

const fetched = (name: string, url: string, status: number, code: string): HostileCase =>
  json(name, () => JSON.stringify({ url }), status, code)

/** URLs that lead somewhere else than to the public internet; the service fetches images. */
export const URLS: readonly HostileCase[] = [
  fetched('loopback', 'http://127.0.0.1/image.jpg', 400, 'ERR_ARGUMENT'),
  fetched('loopback by another port', 'http://127.0.0.1:8080/', 400, 'ERR_ARGUMENT'),
  fetched('loopback by name', 'http://localhost/', 400, 'ERR_ARGUMENT'),
  fetched('loopback by a name within', 'https://foo.localhost/', 400, 'ERR_ARGUMENT'),
  fetched('loopback as one number', 'http://2130706433/', 400, 'ERR_ARGUMENT'),
  fetched('loopback in hexadecimal', 'http://0x7f.1/', 400, 'ERR_ARGUMENT'),
  fetched('loopback in octal', 'http://0177.0.0.1/', 400, 'ERR_ARGUMENT'),
  fetched('address 0', 'http://0/', 400, 'ERR_ARGUMENT'),
  fetched('loopback of IPv6', 'http://[::1]/', 400, 'ERR_ARGUMENT'),
  fetched('loopback mapped into IPv6', 'http://[::ffff:127.0.0.1]/', 400, 'ERR_ARGUMENT'),
  fetched('metadata of a cloud', 'http://169.254.169.254/latest/meta-data/', 400, 'ERR_ARGUMENT'),
  fetched('metadata by NAT64', 'http://[64:ff9b::a9fe:a9fe]/', 400, 'ERR_ARGUMENT'),
  fetched('a private network', 'http://10.0.0.1/', 400, 'ERR_ARGUMENT'),
  fetched('a private network of IPv6', 'http://[fd00::1]/', 400, 'ERR_ARGUMENT'),
  fetched('a port of another service', 'http://example.com:22/', 400, 'ERR_ARGUMENT'),
  fetched('credentials before loopback', 'http://example.com@127.0.0.1/', 400, 'ERR_ARGUMENT'),
  fetched('a file', 'file:///etc/passwd', 400, 'ERR_PARAMETER'),
  fetched('a path', '/etc/passwd', 400, 'ERR_PARAMETER'),
  fetched('a data URL', 'data:image/png;base64,AAAA', 400, 'ERR_PARAMETER'),
  fetched('gopher', 'gopher://127.0.0.1:6379/_FLUSHALL', 400, 'ERR_PARAMETER'),
  fetched('a URL that is none', 'http://', 400, 'ERR_PARAMETER'),
  fetched('a URL with line breaks', 'http://127.0.0.1\r\nHost: evil/', 400, 'ERR_PARAMETER'),
  body('a path as text', 'text/plain', () => '/etc/passwd', 400, 'ERR_PARAMETER'),
  body('loopback as text', 'text/plain', () => 'http://127.0.0.1/', 400, 'ERR_ARGUMENT'),
  one('loopback in the query', () => request('POST /classify?url=http://127.0.0.1/'), 400, 'ERR_ARGUMENT'),
  one('two URLs', () => request('POST /classify?url=http://127.0.0.1/&url=http://127.0.0.2/'), 400, 'ERR_PARAMETER'),
  one(
    'a URL and an image',
    () => form('/classify', [fieldPart('url', 'https://example.com/'), image()]),
    400,
    'ERR_PARAMETER',
  ),
]
