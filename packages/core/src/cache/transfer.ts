import { type FileHandle, open, rm, stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Response } from 'undici'

/** How a transfer behaves towards a server that is slow or fails. */
export interface TransferOptions {
  /** Where known: more than this is refused, less is asked for again. */
  readonly sizeBytes?: number | undefined
  readonly signal: AbortSignal
  /** How long to wait for a connection, for an answer, and for each next piece of it. Milliseconds. */
  readonly timeoutMs: number
  /** Tries after the first that bring nothing new, before it is given up. */
  readonly retries: number
  /** The pause before the first retry, doubled at each. Milliseconds. */
  readonly retryDelayMs: number
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined
}

/** How far a transfer is. */
export interface TransferProgress {
  readonly receivedBytes: number
  /** undefined while the server has not said. */
  readonly totalBytes: number | undefined
}

const LONGEST_PAUSE_MS = 20_000
const WORTH_RETRYING = [408, 425, 429, 500, 502, 503, 504]

/** The server said no, and asking again would not help. */
class Refusal extends Error {}

/**
 * Brings what is at `url` to the file `part`, going on from the bytes that are there already where the server can.
 * Proxies are those of HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
 */
export async function transfer(url: string, part: string, options: TransferOptions): Promise<void> {
  if (!/^https?:/.test(url)) throw new Error('only http:, https: and file: URLs can be fetched')
  const { EnvHttpProxyAgent, fetch } = await import('undici')
  const { timeoutMs, retries, retryDelayMs, signal } = options
  const agent = new EnvHttpProxyAgent({
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs },
  })
  const get = (start: number) =>
    fetch(url, {
      dispatcher: agent,
      signal,
      // A compressed answer could be neither counted nor resumed.
      headers: { 'accept-encoding': 'identity', ...(start > 0 && { range: `bytes=${start}-` }) },
    })
  let furthest = await sizeOf(part)
  try {
    for (let failures = 0; ; failures++) {
      try {
        return await attempt(get, part, options)
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof Refusal || isDiskError(error)) throw error
        const reached = await sizeOf(part)
        if (reached > furthest) failures = 0
        furthest = Math.max(furthest, reached)
        if (failures >= retries) throw error
        const pause = Math.min(retryDelayMs * 2 ** failures, LONGEST_PAUSE_MS)
        await delay(pause * (0.5 + Math.random() / 2), undefined, { signal })
      }
    }
  } finally {
    await agent.destroy()
  }
}

async function attempt(get: (start: number) => Promise<Response>, part: string, options: TransferOptions) {
  const { sizeBytes, onProgress } = options
  let start = await sizeOf(part)
  if (sizeBytes !== undefined && start === sizeBytes && start > 0) return
  if (sizeBytes !== undefined && start > sizeBytes) start = 0
  const response = await get(start)
  try {
    const range = rangeOf(response)
    if (response.status === 416 || (response.status === 206 && range?.start !== start)) {
      await rm(part, { force: true })
      throw new Error(`the server has no bytes from ${start} on`)
    }
    if (response.status !== 206) start = 0
    if (!response.ok || !response.body) {
      const answer = `the server answered ${response.status}${response.statusText && ` ${response.statusText}`}`
      throw WORTH_RETRYING.includes(response.status) ? new Error(answer) : new Refusal(answer)
    }
    const total = range?.total ?? announced(response, start)
    if (sizeBytes !== undefined && total !== undefined && total !== sizeBytes) {
      throw new Refusal(`the server has ${total} bytes where ${sizeBytes} are expected`)
    }
    const file = await open(part, start > 0 ? 'a' : 'w')
    try {
      const received = await write(response.body, file, start, total ?? sizeBytes, options)
      const wanted = total ?? sizeBytes
      if (wanted !== undefined && received < wanted) {
        throw new Error(`the connection ended after ${received} of ${wanted} bytes`)
      }
      onProgress?.({ receivedBytes: received, totalBytes: received })
    } finally {
      await file.close()
    }
  } finally {
    await response.body?.cancel().catch(() => {})
  }
}

async function write(
  body: AsyncIterable<Uint8Array>,
  file: FileHandle,
  start: number,
  totalBytes: number | undefined,
  { sizeBytes, onProgress }: TransferOptions,
): Promise<number> {
  let receivedBytes = start
  for await (const chunk of body) {
    receivedBytes += chunk.byteLength
    if (sizeBytes !== undefined && receivedBytes > sizeBytes) {
      throw new Refusal(`the server sends more than the ${sizeBytes} bytes expected`)
    }
    await file.writeFile(chunk)
    onProgress?.({ receivedBytes, totalBytes })
  }
  return receivedBytes
}

/** `bytes 100-199/200` of a partial answer. */
function rangeOf(response: Response): { start: number; total: number | undefined } | undefined {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '')
  if (!match) return undefined
  return { start: Number(match[1]), total: match[2] === '*' ? undefined : Number(match[2]) }
}

function announced(response: Response, start: number): number | undefined {
  const length = response.headers.get('content-length')
  return length === null || response.headers.get('content-encoding') ? undefined : start + Number(length)
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )

/** A full or read-only disk: no other try and no other server would help. */
const isDiskError = (error: unknown): boolean =>
  error instanceof Error &&
  ['open', 'write', 'close', 'unlink'].includes((error as NodeJS.ErrnoException).syscall ?? '')
