import { describeFailure } from '../../../lib/describe-failure'
import { loadMtcnn } from '../../../lib/models'
import { MAX_BYTES, problemOf, statusOf } from '../../../lib/problem'

/** The addon runs on Node.js, not in the edge runtime. */
export const runtime = 'nodejs'

/** `POST /api/detect`: the bytes of a photograph in, faces with box, score and landmarks out. */
export async function POST(request: Request): Promise<Response> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BYTES) {
    return Response.json(problemOf('TOO_LARGE'), { status: 413 })
  }
  try {
    const mtcnn = await loadMtcnn()
    // The limit holds while the body is read, for a body need not be as long as its header says.
    const faces = await mtcnn.detect(request.body ?? new Uint8Array(), {
      untrusted: true,
      limitInputBytes: MAX_BYTES,
      signal: request.signal,
    })
    return Response.json({ faces })
  } catch (error) {
    const problem = describeFailure(error)
    const headers = problem.code === 'ERR_BUSY' ? { 'Retry-After': '2' } : undefined
    return Response.json(problem, { status: statusOf(problem.code), ...(headers && { headers }) })
  }
}
